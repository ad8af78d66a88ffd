using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A parameter that is to be updated by its gradient.</summary>
public readonly ref struct ParameterUpdate
{
    private readonly IReadOnlyList<Parameter> _state;

    internal ParameterUpdate(long number, Tensor<float> parameter, Tensor<float> gradient, IReadOnlyList<Parameter> state)
    {
        Number = number;
        _state = state;
        Shape = parameter.Lengths;
        Values = parameter.Span();
        Gradient = gradient.ReadOnlySpan();
    }

    /// <summary>Which update it is, from 1.</summary>
    public long Number { get; }

    /// <summary>The shape of the parameter, its gradient and its state.</summary>
    public ReadOnlySpan<nint> Shape { get; }

    /// <summary>The numbers of the parameter, row-major; they are changed in place.</summary>
    public Span<float> Values { get; }

    /// <summary>Their gradient; all of it is finite.</summary>
    public ReadOnlySpan<float> Gradient { get; }

    /// <summary>What is kept for the parameter from update to update, to be changed in place.</summary>
    /// <param name="index">Its place among <see cref="Optimizer.StateNames"/>.</param>
    public Span<float> State(int index) => _state[index].Value.Span();
}
