using System.Numerics.Tensors;

namespace Neurons;

/// <summary>
/// A layer that can run one step at a time, as in a circle of a graph, where its input depends on its output of the step before. A layer
/// without memory can be an <see cref="IEachStep"/> instead, and needs nothing more.
/// </summary>
public interface IStepwise
{
    /// <summary>Makes ready to run over memory of a whole sequence.</summary>
    /// <param name="sequences">Its inputs, outputs and their gradients.</param>
    /// <param name="pass">What the layer has to know of the pass; state goes through it as in a forward pass of a whole sequence.</param>
    LayerSteps Steps(LayerSequences sequences, Pass pass);
}

/// <summary>A layer whose output at a step depends on its input at that step alone, so that it can be a part of a circle.</summary>
public interface IEachStep
{
    /// <summary>Whether it is so with the options that it has.</summary>
    bool IsEachStep { get; }
}

/// <summary>The memory of a layer that runs one step at a time; each tensor is [T, batch, features…].</summary>
/// <param name="Inputs">One for each input; the row of a step is complete when the step runs.</param>
/// <param name="Output">A step writes its row.</param>
/// <param name="InputGradients">One for each input; going back over a step writes its rows. Empty where no gradient is wanted.</param>
/// <param name="OutputGradient">Its row is complete when a step is gone back over. Null where no gradient is wanted.</param>
public sealed record LayerSequences(
    IReadOnlyList<Tensor<float>> Inputs, Tensor<float> Output, IReadOnlyList<Tensor<float>> InputGradients, Tensor<float>? OutputGradient)
{
    /// <summary>The number of steps, T.</summary>
    public int Steps => (int)Output.Lengths[0];
}

/// <summary>
/// A layer that runs one step at a time: <see cref="Begin"/>, <see cref="Forward"/> of each step, <see cref="End"/>; and for the gradient
/// <see cref="Begin"/> once more, <see cref="Backward"/> of each step from the last to the first, <see cref="WriteGradients"/>, <see cref="End"/>.
/// </summary>
public abstract class LayerSteps
{
    /// <summary>Makes ready.</summary>
    /// <param name="backward">Whether the way back comes.</param>
    public virtual void Begin(bool backward)
    {
    }

    /// <summary>Reads the row of a step of the inputs, and writes that of the output.</summary>
    public abstract void Forward(int step);

    /// <summary>Reads the row of a step of the output's gradient, and writes those of the inputs' gradients.</summary>
    public abstract void Backward(int step);

    /// <summary>Writes the gradients of the parameters, of all steps, after the way back.</summary>
    public abstract void WriteGradients(ReadOnlySpan<Tensor<float>> gradients);

    /// <summary>After the last step of a way.</summary>
    public virtual void End()
    {
    }
}
