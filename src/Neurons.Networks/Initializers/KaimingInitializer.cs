using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Uniform with the variance gain²/fan (He et al. 2015).</summary>
/// <param name="Gain">&gt; 0; √2 suits a ReLU.</param>
/// <param name="FanOut">Whether the fan is that of the connections that leave an input, instead of those that arrive at an output.</param>
public sealed record KaimingUniformInitializer(double Gain = KaimingUniformInitializer.Relu, bool FanOut = false) : Initializer
{
    /// <summary>√2.</summary>
    internal const double Relu = 1.4142135623730951;

    /// <summary>The gain.</summary>
    public double Gain { get; } = Require.Float32Positive(nameof(Initializer), "gain", Gain);

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight) => Draw.Uniform(random, weight, Kaiming.Deviation(Gain, FanOut, weight));
}

/// <summary>Normal with the variance gain²/fan (He et al. 2015).</summary>
/// <param name="Gain">&gt; 0; √2 suits a ReLU.</param>
/// <param name="FanOut">Whether the fan is that of the connections that leave an input, instead of those that arrive at an output.</param>
public sealed record KaimingNormalInitializer(double Gain = KaimingUniformInitializer.Relu, bool FanOut = false) : Initializer
{
    /// <summary>The gain.</summary>
    public double Gain { get; } = Require.Float32Positive(nameof(Initializer), "gain", Gain);

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight) => Draw.Normal(random, weight, 0, Kaiming.Deviation(Gain, FanOut, weight));
}

file static class Kaiming
{
    public static double Deviation(double gain, bool fanOut, Tensor<float> weight)
    {
        var fans = Draw.Fans(weight);
        return gain / Math.Sqrt(fanOut ? fans.Out : fans.In);
    }
}
