namespace Neurons.Networks;

/// <summary>The options of a <see cref="ConvTranspose2d"/>.</summary>
/// <param name="Inputs">The channels of the input, at least 1.</param>
/// <param name="Outputs">The channels of the output, at least 1.</param>
/// <param name="Kernel">The pixels of the output that one of the input reaches, at least 1.</param>
/// <param name="Stride">From one pixel of the input to the next, in the output, at least 1; null for 1.</param>
/// <param name="Padding">How much is cut off around, at least 0; null for nothing.</param>
/// <param name="OutputPadding">How much is added below and to the right, below the stride or the dilation; null for nothing.</param>
/// <param name="Dilation">From one pixel of a window to the next, at least 1; null for 1.</param>
/// <param name="Groups">Channels and outputs fall into so many groups; it divides both.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Weights">How the first weights are drawn; null for PyTorch's default.</param>
public sealed record ConvTranspose2dOptions(
    int Inputs,
    int Outputs,
    ImageSize Kernel,
    ImageSize? Stride = null,
    ImageSize? Padding = null,
    ImageSize? OutputPadding = null,
    ImageSize? Dilation = null,
    int Groups = 1,
    bool Bias = true,
    Initializer? Weights = null);

/// <summary>A transposed convolution of images at every step, [channels, height, width] → [outputs, height', width'], as PyTorch's.</summary>
public sealed class ConvTranspose2d : TransposedConvolution
{
    /// <summary>A layer with zero weights; the network that it becomes part of draws them from its seed.</summary>
    /// <param name="inputs">The channels of the input, at least 1.</param>
    /// <param name="outputs">The channels of the output, at least 1.</param>
    /// <param name="kernel">The pixels of the output that one of the input reaches, at least 1.</param>
    /// <param name="stride">From one pixel of the input to the next, in the output, at least 1; null for 1.</param>
    /// <param name="padding">How much is cut off around, at least 0; null for nothing.</param>
    public ConvTranspose2d(int inputs, int outputs, ImageSize kernel, ImageSize? stride = null, ImageSize? padding = null)
        : this(new ConvTranspose2dOptions(inputs, outputs, kernel, stride, padding))
    {
    }

    /// <summary>A layer of these options.</summary>
    public ConvTranspose2d(ConvTranspose2dOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Inputs, options.Outputs,
            new(options.Kernel.ToArray(), (options.Stride ?? 1).ToArray(), (options.Padding ?? 0).ToArray(), (options.Dilation ?? 1).ToArray()),
            (options.OutputPadding ?? 0).ToArray(), options.Groups, options.Bias, options.Weights) =>
        Options = options;

    /// <summary>What makes the same layer again.</summary>
    public ConvTranspose2dOptions Options { get; }
}
