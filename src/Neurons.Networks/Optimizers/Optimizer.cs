using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What makes parameters better by their gradients: <see cref="Sgd"/>, <see cref="Adam"/> or <see cref="AdamW"/>.</summary>
public abstract class Optimizer
{
    private readonly Dictionary<Parameter, Tensor<float>[]> _states = [];

    private protected Optimizer()
    {
    }

    /// <summary>The step size, ≥ 0; a <see cref="Schedule"/> may change it from update to update.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0 or not finite.</exception>
    public abstract double LearningRate { get; set; }

    /// <summary>The number of updates made.</summary>
    public long Updates { get; internal set; }

    /// <summary>What the optimizer is made from; with its states, one made from it again goes on as this.</summary>
    internal abstract OptimizerDescription Description { get; }

    /// <summary>The names of the tensors that it keeps for each parameter, each in the parameter's shape.</summary>
    internal abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>One update of all learnable parameters, in place.</summary>
    /// <param name="network">The network.</param>
    /// <param name="gradients">The gradients of its parameters.</param>
    /// <exception cref="ArgumentException">The gradients are those of another network.</exception>
    /// <exception cref="NotFiniteNumberException">A gradient is NaN or infinite; nothing has changed.</exception>
    public void Step(Network network, ParameterGradients gradients)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(gradients);
        if (!gradients.Parameters.SequenceEqual(network.Parameters))
            throw new ArgumentException("The gradients are those of another network.", nameof(gradients));
        gradients.RequireFinite();
        Advance(network, gradients);
    }

    /// <summary>The update, by gradients that are those of the network and finite.</summary>
    internal void Advance(Network network, ParameterGradients gradients)
    {
        Updates++;
        for (var p = 0; p < network.Parameters.Count; p++)
        {
            var parameter = network.Parameters[p];
            if (!parameter.IsLearnable) continue;
            Update(parameter.Value, gradients[p], StateOf(parameter));
            parameter.Changed();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Description.Kind;

    /// <summary>The tensors that it keeps for a parameter, in the order of <see cref="StateNames"/>; at first, 0.</summary>
    internal Tensor<float>[] StateOf(Parameter parameter)
    {
        if (!_states.TryGetValue(parameter, out var state))
            _states[parameter] = state = [.. StateNames.Select(_ => Tensor.CreateFromShape<float>(parameter.Value.Lengths))];
        return state;
    }

    /// <summary>The update of the number <see cref="Updates"/> of a parameter and its state, in place.</summary>
    private protected abstract void Update(Tensor<float> parameter, Tensor<float> gradient, Tensor<float>[] state);
}
