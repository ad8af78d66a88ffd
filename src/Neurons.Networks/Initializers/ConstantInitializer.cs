using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>The same number everywhere.</summary>
/// <param name="Value">The number; finite in float32.</param>
public sealed record ConstantInitializer(double Value) : Initializer
{
    /// <summary>The number.</summary>
    public double Value { get; } = Require.That(float.IsFinite((float)Value), nameof(Initializer), "value", Value, "finite in float32");

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        weight.Span().Fill((float)Value);
    }
}
