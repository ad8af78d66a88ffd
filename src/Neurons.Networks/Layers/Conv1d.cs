namespace Neurons.Networks;

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
        int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, Initializer? weights = null)
        : base(inputs, outputs, [kernel], new([stride], [padding], [dilation], groups), bias, weights)
    {
    }

    internal static Conv1d Read(LayerDescription description)
    {
        var (inputs, outputs, kernel, options, bias, weights) = ReadSettings(description, 1);
        return new(inputs, outputs, kernel[0], options.Stride[0], options.Padding[0], options.Dilation[0], options.Groups, bias, weights);
    }
}
