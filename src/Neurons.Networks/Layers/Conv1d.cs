namespace Neurons.Networks;

/// <summary>The options of a <see cref="Conv1d"/>.</summary>
/// <param name="Inputs">The channels of the input, at least 1.</param>
/// <param name="Outputs">The channels of the output, at least 1.</param>
/// <param name="Kernel">The pixels that a window looks at, at least 1.</param>
/// <param name="Stride">From one window to the next, at least 1.</param>
/// <param name="Padding">Zeros around, at least 0.</param>
/// <param name="Dilation">From one pixel of a window to the next, at least 1.</param>
/// <param name="Groups">Channels and outputs fall into so many groups, each convolved by itself; it divides both.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Weights">How the first weights are drawn; null for PyTorch's default.</param>
public sealed record Conv1dOptions(
    int Inputs, int Outputs, int Kernel, int Stride = 1, int Padding = 0, int Dilation = 1, int Groups = 1, bool Bias = true,
    Initializer? Weights = null);

/// <summary>
/// A convolution of lines at every step, [channels, length] → [outputs, length'], as PyTorch's, with
/// length' = ⌊(length + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
/// </summary>
public sealed class Conv1d : Convolution
{
    /// <summary>A layer with zero weights; the network that it becomes part of draws them from its seed.</summary>
    /// <param name="inputs">The channels of the input, at least 1.</param>
    /// <param name="outputs">The channels of the output, at least 1.</param>
    /// <param name="kernel">The pixels that a window looks at, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1.</param>
    /// <param name="padding">Zeros before and after the line, at least 0.</param>
    /// <param name="dilation">From one pixel of a window to the next, at least 1.</param>
    /// <param name="groups">Channels and outputs fall into so many groups, each convolved by itself; it divides both.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weights">How the first weights are drawn; null for PyTorch's default.</param>
    public Conv1d(
        int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true,
        Initializer? weights = null)
        : this(new Conv1dOptions(inputs, outputs, kernel, stride, padding, dilation, groups, bias, weights))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Conv1d(Conv1dOptions options)
        : base(Given(options).Inputs, options.Outputs, new([options.Kernel], [options.Stride], [options.Padding], [options.Dilation]),
            options.Groups, options.Bias, options.Weights) =>
        Options = options;

    /// <summary>What makes the same layer again.</summary>
    public Conv1dOptions Options { get; }
}
