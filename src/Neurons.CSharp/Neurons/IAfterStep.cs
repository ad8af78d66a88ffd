namespace Neurons;

/// <summary>What happens to the states of neurons after every step, such as rounding; <see cref="NeuronLayer.StepsWith"/> runs them so.</summary>
public interface IAfterStep
{
    /// <summary>Changes a state after a step, in place; the next step begins with it.</summary>
    /// <param name="step">The step.</param>
    /// <param name="state">The place of the state among those of the model.</param>
    /// <param name="values">The state, [batch, features…].</param>
    void Forward(int step, int state, Span<float> values);

    /// <summary>Turns the gradient by a state after the change into that by the state before it, in place.</summary>
    /// <param name="step">The step.</param>
    /// <param name="state">The place of the state among those of the model.</param>
    /// <param name="gradient">The gradient, [batch, features…].</param>
    void Backward(int step, int state, Span<float> gradient);
}
