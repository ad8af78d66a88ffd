namespace Neurons.Networks;

/// <summary>The options of an <see cref="AveragePool1d"/>.</summary>
/// <param name="Kernel">The size of a window, at least 1.</param>
/// <param name="Stride">From one window to the next, at least 1; null for windows side by side.</param>
/// <param name="Padding">Before and after the line, at most half of a window.</param>
/// <param name="CountPadding">Whether the padding counts as zeros, as in PyTorch by default; else it does not count.</param>
public sealed record AveragePool1dOptions(int Kernel, int? Stride = null, int Padding = 0, bool CountPadding = true)
    : Pool1dOptions(Kernel, Stride, Padding);

/// <summary>The mean of the numbers under each window, [channels, length] → [channels, length'].</summary>
public sealed class AveragePool1d : Pool
{
    /// <summary>Windows over lines.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for windows side by side.</param>
    /// <param name="padding">Before and after the line, at most half of a window.</param>
    /// <param name="countPadding">Whether the padding counts as zeros, as in PyTorch by default; else it does not count.</param>
    public AveragePool1d(int kernel, int? stride = null, int padding = 0, bool countPadding = true)
        : base(countPadding ? PoolingKind.Mean : PoolingKind.MeanInside, [kernel], [stride ?? kernel], [padding]) =>
        Options = new(kernel, stride, padding, countPadding);

    /// <summary>A layer of these options.</summary>
    public AveragePool1d(AveragePool1dOptions options)
        : this((options ?? throw new ArgumentNullException(nameof(options))).Kernel, options.Stride, options.Padding, options.CountPadding)
    {
    }

    /// <summary>What makes the same layer again.</summary>
    public AveragePool1dOptions Options { get; }
}
