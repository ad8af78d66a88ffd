namespace Neurons.Networks;

/// <summary>
/// The largest number under each window, [channels, height, width] → [channels, height', width']. Padding does not count; the gradient goes to the
/// first of equals, row by row.
/// </summary>
public sealed class MaxPool2d : Pool
{
    /// <summary>Windows over images.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for windows side by side.</param>
    /// <param name="padding">Around the image, at most half of a window; null for none.</param>
    public MaxPool2d(ImageSize kernel, ImageSize? stride = null, ImageSize? padding = null)
        : base(PoolingKind.Max, kernel.ToArray(), (stride ?? kernel).ToArray(), (padding ?? 0).ToArray()) => Options = new(kernel, stride, padding);

    /// <summary>A layer of these options.</summary>
    public MaxPool2d(Pool2dOptions options)
        : this((options ?? throw new ArgumentNullException(nameof(options))).Kernel, options.Stride, options.Padding)
    {
    }

    /// <summary>What makes the same layer again.</summary>
    public Pool2dOptions Options { get; }
}
