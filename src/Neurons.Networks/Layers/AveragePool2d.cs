using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>The mean of the numbers under each window, [channels, height, width] → [channels, height', width'].</summary>
public sealed class AveragePool2d : Pool
{
    private readonly bool _countPadding;

    /// <summary>Windows over images.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for windows side by side.</param>
    /// <param name="padding">Around the image, at most half of a window; null for none.</param>
    /// <param name="countPadding">Whether the padding counts as zeros, as in PyTorch by default; else it does not count.</param>
    public AveragePool2d(ImageSize kernel, ImageSize? stride = null, ImageSize? padding = null, bool countPadding = true)
        : base(PoolingReduction.NewMeanOf(countPadding), kernel.ToArray(), (stride ?? kernel).ToArray(), (padding ?? 0).ToArray()) => _countPadding = countPadding;

    internal static AveragePool2d Read(LayerDescription description)
    {
        var (kernel, stride, padding) = ReadImage(description);
        return new(kernel, stride, padding, description.Bool("countPadding", true));
    }

    internal override System.Text.Json.Nodes.JsonObject Describe()
    {
        var description = base.Describe();
        description["countPadding"] = _countPadding;
        return description;
    }
}
