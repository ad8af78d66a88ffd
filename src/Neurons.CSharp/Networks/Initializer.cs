using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// How the first numbers of a parameter are drawn. A layer's default is that of PyTorch: uniform on ±1/√(fan in), the fan in being the
/// connections that arrive at an output.
/// </summary>
public abstract record Initializer
{
    /// <summary>Fills a parameter.</summary>
    /// <param name="random">Where random numbers come from: what is drawn follows from the network's seed and the layer's place.</param>
    /// <param name="weight">The numbers, contiguous; of a weight, [outputs, inputs, kernel…].</param>
    public abstract void Fill(RandomStream random, Tensor<float> weight);
}
