namespace Neurons.Networks;

/// <summary>
/// The largest number under each window, [channels, length] → [channels, length']. Padding does not count; the gradient goes to the first of
/// equals, row by row.
/// </summary>
public sealed class MaxPool1d : Pool
{
    /// <summary>Windows over lines.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for windows side by side.</param>
    /// <param name="padding">Before and after the line, at most half of a window.</param>
    public MaxPool1d(int kernel, int? stride = null, int padding = 0)
        : base(PoolingKind.Max, [kernel], [stride ?? kernel], [padding]) => Options = new(kernel, stride, padding);

    /// <summary>A layer of these options.</summary>
    public MaxPool1d(Pool1dOptions options)
        : this((options ?? throw new ArgumentNullException(nameof(options))).Kernel, options.Stride, options.Padding)
    {
    }

    /// <summary>What makes the same layer again.</summary>
    public Pool1dOptions Options { get; }
}
