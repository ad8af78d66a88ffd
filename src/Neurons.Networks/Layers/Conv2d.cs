namespace Neurons.Networks;

/// <summary>
/// A convolution of images at every step, [channels, height, width] → [outputs, height', width'], as PyTorch's, with
/// height' = ⌊(height + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1, and likewise the width.
/// </summary>
public sealed class Conv2d : Convolution
{
    /// <summary>A layer with zero weights; the network that it becomes part of draws them from its seed.</summary>
    /// <param name="inputs">The channels of the input, at least 1.</param>
    /// <param name="outputs">The channels of the output, at least 1.</param>
    /// <param name="kernel">The pixels that a window looks at, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for 1.</param>
    /// <param name="padding">Zeros around the image, at least 0; null for none.</param>
    /// <param name="dilation">From one pixel of a window to the next, at least 1; null for 1.</param>
    /// <param name="groups">Channels and outputs fall into so many groups, each convolved by itself; it divides both.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weights">How the first weights are drawn; null for PyTorch's default.</param>
    public Conv2d(
        int inputs,
        int outputs,
        ImageSize kernel,
        ImageSize? stride = null,
        ImageSize? padding = null,
        ImageSize? dilation = null,
        int groups = 1,
        bool bias = true,
        Initializer? weights = null)
        : base(
            inputs,
            outputs,
            kernel.ToArray(),
            new((stride ?? 1).ToArray(), (padding ?? 0).ToArray(), (dilation ?? 1).ToArray(), groups),
            bias,
            weights)
    {
    }

    internal static Conv2d Read(LayerDescription description)
    {
        var (inputs, outputs, kernel, options, bias, weights) = ReadSettings(description, 2);
        return new(inputs, outputs, Size(kernel), Size(options.Stride), Size(options.Padding), Size(options.Dilation), options.Groups, bias, weights);

        static ImageSize Size(int[] lengths) => new(lengths[0], lengths[1]);
    }
}
