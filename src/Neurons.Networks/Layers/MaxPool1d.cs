using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>The largest number under each window, [channels, length] → [channels, length']. Padding does not count; the gradient goes to the first of equals, row by row.</summary>
public sealed class MaxPool1d : Pool
{
    /// <summary>Windows over lines.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for windows side by side.</param>
    /// <param name="padding">Before and after the line, at most half of a window.</param>
    public MaxPool1d(int kernel, int? stride = null, int padding = 0)
        : base(PoolingReduction.LargestOf, [kernel], [stride ?? kernel], [padding])
    {
    }

    internal static MaxPool1d Read(LayerDescription description)
    {
        var (kernel, stride, padding) = ReadLine(description);
        return new(kernel, stride, padding);
    }
}
