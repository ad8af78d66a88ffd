using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Normal.</summary>
/// <param name="Deviation">The standard deviation, ≥ 0; finite in float32.</param>
/// <param name="Mean">The mean; finite in float32.</param>
public sealed record NormalInitializer(double Deviation, double Mean = 0) : Initializer
{
    /// <summary>The standard deviation.</summary>
    public double Deviation { get; } = Require.That(
        float.IsFinite((float)Deviation) && Deviation >= 0, nameof(Initializer), "deviation", Deviation, "≥ 0 and finite in float32");

    /// <summary>The mean.</summary>
    public double Mean { get; } = Require.That(float.IsFinite((float)Mean), nameof(Initializer), "mean", Mean, "finite in float32");

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight) => Draw.Normal(random, weight, Mean, Deviation);
}
