using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons;

/// <summary>What travels between the layers of a network: features of a batch over time.</summary>
internal readonly struct Signal
{
    private readonly InputSequence<float> _values;

    private Signal(InputSequence<float> values) => _values = values;

    /// <summary>The number of steps.</summary>
    public int Steps => Sequence.steps(_values);

    /// <summary>Whether all steps are the same; then there is one row, and the gradient of it is the sum over time.</summary>
    public bool IsConstant => _values.IsUnchanged;

    /// <summary>The numbers: [T, batch, features…], or [batch, features…] if constant.</summary>
    public Tensor<float> Values => Sequence.tensor(_values);

    /// <summary>The shape of a step, [batch, features…].</summary>
    public ReadOnlySpan<nint> Shape => Values.Lengths[(IsConstant ? 0 : 1)..];

    /// <summary>The numbers as the core takes them.</summary>
    public InputSequence<float> Sequenced => _values;

    /// <summary>Values at each step, [T, batch, features…].</summary>
    public static Signal EachStep(Tensor<float> values) => new(InputSequence<float>.NewEachStep(values));

    /// <summary>Values that stay the same, [batch, features…].</summary>
    public static Signal Constant(int steps, Tensor<float> values) => new(InputSequence<float>.NewUnchanged(steps, values));

    /// <summary>A sequence of the core.</summary>
    public static Signal Of(InputSequence<float> values) => new(values);

    /// <summary>Other values over the same time: constant where this is.</summary>
    public Signal With(Tensor<float> values) => new(Sequence.like(_values, values));
}
