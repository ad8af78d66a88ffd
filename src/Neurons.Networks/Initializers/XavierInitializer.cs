using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Uniform with the variance gain² · 2/(fan in + fan out) (Glorot and Bengio 2010).</summary>
/// <param name="Gain">&gt; 0.</param>
public sealed record XavierUniformInitializer(double Gain = 1) : Initializer
{
    /// <summary>The gain.</summary>
    public double Gain { get; } = Require.Float32Positive(nameof(Initializer), "gain", Gain);

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight) => Draw.Uniform(random, weight, Xavier.Deviation(Gain, weight));
}

/// <summary>Normal with the variance gain² · 2/(fan in + fan out) (Glorot and Bengio 2010).</summary>
/// <param name="Gain">&gt; 0.</param>
public sealed record XavierNormalInitializer(double Gain = 1) : Initializer
{
    /// <summary>The gain.</summary>
    public double Gain { get; } = Require.Float32Positive(nameof(Initializer), "gain", Gain);

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight) => Draw.Normal(random, weight, 0, Xavier.Deviation(Gain, weight));
}

file static class Xavier
{
    public static double Deviation(double gain, Tensor<float> weight)
    {
        var (fanIn, fanOut) = Draw.Fans(weight);
        return gain * Math.Sqrt(2 / (fanIn + fanOut));
    }
}
