using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Uniform on ±1/√(fan in): Kaiming uniform with a negative slope of √5, as PyTorch draws by default.</summary>
public sealed record StandardInitializer : Initializer
{
    internal static readonly StandardInitializer Instance = new();

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight) =>
        Draw.Uniform(random, weight, Math.Sqrt(1.0 / 3) / Math.Sqrt(Draw.Fans(weight).In));
}

/// <summary>The standard of a bias: uniform on ±1/√(fan in of its weight), as in PyTorch.</summary>
/// <param name="FanIn">The connections that arrive at an output.</param>
internal sealed record StandardBias(double FanIn) : Initializer
{
    public override void Fill(RandomStream random, Tensor<float> weight)
    {
        var bound = 1 / Math.Sqrt(FanIn);
        Draw.Uniform(random, weight, -bound, bound);
    }
}
