namespace Neurons.Networks;

/// <summary>The options of a <see cref="Conv2d"/>.</summary>
/// <param name="Inputs">The channels of the input, at least 1.</param>
/// <param name="Outputs">The channels of the output, at least 1.</param>
/// <param name="Kernel">The pixels that a window looks at, at least 1.</param>
/// <param name="Stride">From one window to the next, at least 1; null for 1.</param>
/// <param name="Padding">Zeros around, at least 0; null for none.</param>
/// <param name="Dilation">From one pixel of a window to the next, at least 1; null for 1.</param>
/// <param name="Groups">Channels and outputs fall into so many groups, each convolved by itself; it divides both.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Weights">How the first weights are drawn; null for PyTorch's default.</param>
public sealed record Conv2dOptions(
    int Inputs,
    int Outputs,
    ImageSize Kernel,
    ImageSize? Stride = null,
    ImageSize? Padding = null,
    ImageSize? Dilation = null,
    int Groups = 1,
    bool Bias = true,
    Initializer? Weights = null);

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
        : this(new Conv2dOptions(inputs, outputs, kernel, stride, padding, dilation, groups, bias, weights))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Conv2d(Conv2dOptions options)
        : base(
            Given(options).Inputs,
            options.Outputs,
            options.Kernel.ToArray(),
            new((options.Stride ?? 1).ToArray(), (options.Padding ?? 0).ToArray(), (options.Dilation ?? 1).ToArray(), options.Groups),
            options.Bias,
            options.Weights) =>
        Options = options;

    /// <summary>What makes the same layer again.</summary>
    public Conv2dOptions Options { get; }
}
