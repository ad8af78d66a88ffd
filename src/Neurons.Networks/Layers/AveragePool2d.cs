namespace Neurons.Networks;

/// <summary>The options of an <see cref="AveragePool2d"/>.</summary>
/// <param name="Kernel">The size of a window, at least 1.</param>
/// <param name="Stride">From one window to the next, at least 1; null for windows side by side.</param>
/// <param name="Padding">Around the image, at most half of a window.</param>
/// <param name="CountPadding">Whether the padding counts as zeros, as in PyTorch by default; else it does not count.</param>
public sealed record AveragePool2dOptions(ImageSize Kernel, ImageSize? Stride = null, ImageSize? Padding = null, bool CountPadding = true)
    : Pool2dOptions(Kernel, Stride, Padding);

/// <summary>The mean of the numbers under each window, [channels, height, width] → [channels, height', width'].</summary>
public sealed class AveragePool2d : Pool
{
    /// <summary>Windows over images.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for windows side by side.</param>
    /// <param name="padding">Around the image, at most half of a window; null for none.</param>
    /// <param name="countPadding">Whether the padding counts as zeros, as in PyTorch by default; else it does not count.</param>
    public AveragePool2d(ImageSize kernel, ImageSize? stride = null, ImageSize? padding = null, bool countPadding = true)
        : base(countPadding ? PoolingKind.Mean : PoolingKind.MeanInside, kernel.ToArray(), (stride ?? kernel).ToArray(), (padding ?? 0).ToArray()) =>
        Options = new(kernel, stride, padding, countPadding);

    /// <summary>A layer of these options.</summary>
    public AveragePool2d(AveragePool2dOptions options)
        : this((options ?? throw new ArgumentNullException(nameof(options))).Kernel, options.Stride, options.Padding, options.CountPadding)
    {
    }

    /// <summary>What makes the same layer again.</summary>
    public AveragePool2dOptions Options { get; }
}
