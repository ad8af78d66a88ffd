using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Uniform on [low, high).</summary>
/// <param name="Low">The least number; finite in float32.</param>
/// <param name="High">At least <paramref name="Low"/>; finite in float32.</param>
public sealed record UniformInitializer(double Low, double High) : Initializer
{
    /// <summary>The least number.</summary>
    public double Low { get; } = Require.That(float.IsFinite((float)Low), nameof(Initializer), "low", Low, "finite in float32");

    /// <summary>What all numbers are below.</summary>
    public double High { get; } = Require.That(
        float.IsFinite((float)High) && High >= Low, nameof(Initializer), "high", High, $"finite in float32 and at least low ({Low})");

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight) => Draw.Uniform(random, weight, Low, High);
}
