namespace Neurons.Networks;

/// <summary>The options of a <see cref="ConvTranspose1d"/>.</summary>
/// <param name="Inputs">The channels of the input, at least 1.</param>
/// <param name="Outputs">The channels of the output, at least 1.</param>
/// <param name="Kernel">The pixels of the output that one of the input reaches, at least 1.</param>
/// <param name="Stride">From one pixel of the input to the next, in the output, at least 1.</param>
/// <param name="Padding">How much is cut off before and after, at least 0.</param>
/// <param name="OutputPadding">How much is added after, below the stride or the dilation.</param>
/// <param name="Dilation">From one pixel of a window to the next, at least 1.</param>
/// <param name="Groups">Channels and outputs fall into so many groups; it divides both.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Weights">How the first weights are drawn; null for PyTorch's default.</param>
public sealed record ConvTranspose1dOptions(
    int Inputs, int Outputs, int Kernel, int Stride = 1, int Padding = 0, int OutputPadding = 0, int Dilation = 1, int Groups = 1, bool Bias = true,
    Initializer? Weights = null);

/// <summary>A transposed convolution of lines at every step, [channels, length] → [outputs, length'], as PyTorch's.</summary>
public sealed class ConvTranspose1d : TransposedConvolution
{
    /// <summary>A layer with zero weights; the network that it becomes part of draws them from its seed.</summary>
    /// <param name="inputs">The channels of the input, at least 1.</param>
    /// <param name="outputs">The channels of the output, at least 1.</param>
    /// <param name="kernel">The pixels of the output that one of the input reaches, at least 1.</param>
    /// <param name="stride">From one pixel of the input to the next, in the output, at least 1.</param>
    /// <param name="padding">How much is cut off before and after, at least 0.</param>
    public ConvTranspose1d(int inputs, int outputs, int kernel, int stride = 1, int padding = 0)
        : this(new ConvTranspose1dOptions(inputs, outputs, kernel, stride, padding))
    {
    }

    /// <summary>A layer of these options.</summary>
    public ConvTranspose1d(ConvTranspose1dOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Inputs, options.Outputs,
            new([options.Kernel], [options.Stride], [options.Padding], [options.Dilation]), [options.OutputPadding], options.Groups, options.Bias,
            options.Weights) =>
        Options = options;

    /// <summary>What makes the same layer again.</summary>
    public ConvTranspose1dOptions Options { get; }
}
