using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>The mean of the numbers under each window, [channels, length] → [channels, length'].</summary>
public sealed class AveragePool1d : Pool
{
    private readonly bool _countPadding;

    /// <summary>Windows over lines.</summary>
    /// <param name="kernel">The size of a window, at least 1.</param>
    /// <param name="stride">From one window to the next, at least 1; null for windows side by side.</param>
    /// <param name="padding">Before and after the line, at most half of a window.</param>
    /// <param name="countPadding">Whether the padding counts as zeros, as in PyTorch by default; else it does not count.</param>
    public AveragePool1d(int kernel, int? stride = null, int padding = 0, bool countPadding = true)
        : base(PoolingReduction.NewMeanOf(countPadding), [kernel], [stride ?? kernel], [padding]) => _countPadding = countPadding;

    internal static AveragePool1d Read(LayerDescription description)
    {
        var (kernel, stride, padding) = ReadLine(description);
        return new(kernel, stride, padding, description.Bool("countPadding", true));
    }

    internal override System.Text.Json.Nodes.JsonObject Describe()
    {
        var description = base.Describe();
        description["countPadding"] = _countPadding;
        return description;
    }
}
