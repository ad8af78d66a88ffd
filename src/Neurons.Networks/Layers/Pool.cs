using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>The options of a layer that pools lines.</summary>
/// <param name="Kernel">The size of a window, at least 1.</param>
/// <param name="Stride">From one window to the next, at least 1; null for windows side by side.</param>
/// <param name="Padding">Before and after the line, at most half of a window.</param>
public record Pool1dOptions(int Kernel, int? Stride = null, int Padding = 0);

/// <summary>The options of a layer that pools images.</summary>
/// <param name="Kernel">The size of a window, at least 1.</param>
/// <param name="Stride">From one window to the next, at least 1; null for windows side by side.</param>
/// <param name="Padding">Around the image, at most half of a window; null for none.</param>
public record Pool2dOptions(ImageSize Kernel, ImageSize? Stride = null, ImageSize? Padding = null);

/// <summary>
/// One number for each window of every channel, at every step: what the pooling layers have in common. Channels stay; lengths become
/// ⌊(length + 2·padding − kernel)/stride⌋ + 1, as in PyTorch. An input that stays the same over time is pooled once.
/// </summary>
public abstract class Pool : Layer, IEachStep
{
    private readonly PoolingModule.Options _options;
    private nint[] _output = [];

    private protected Pool(PoolingReduction reduction, int[] kernel, int[]? stride, int[] padding)
    {
        _options = new(reduction, kernel, stride ?? kernel, padding);
        for (var d = 0; d < kernel.Length; d++)
        {
            Require("kernel", kernel[d], kernel[d] >= 1, "≥ 1");
            Require("stride", _options.Stride[d], _options.Stride[d] >= 1, "≥ 1");
            Require("padding", padding[d], padding[d] >= 0 && 2 * padding[d] <= kernel[d], $"≥ 0 and at most half of the kernel, {kernel[d]}");
        }

        void Require(string name, int value, bool holds, string allowed)
        {
            if (!holds) throw Primitives.Require.Wrong(GetType().Name, name, value, allowed);
        }
    }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length != _options.Kernel.Length + 1)
            throw new ArgumentException($"takes [channels, {(_options.Kernel.Length == 1 ? "length" : "height, width")}]");
        return Array.ConvertAll(PoolingModule.outputShape(_options, Shapes.Native(input)), length => (int)length);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"{GetType().Name}({Text(_options.Kernel)}";
        if (!_options.Stride.AsSpan().SequenceEqual(_options.Kernel)) text += $", stride {Text(_options.Stride)}";
        if (_options.Padding.Any(length => length != 0)) text += $", padding {Text(_options.Padding)}";
        return text + ")";

        static string Text(int[] lengths) => lengths.Distinct().Count() == 1 ? $"{lengths[0]}" : string.Join(" × ", lengths);
    }

    /// <inheritdoc/>
    public override void Build(int[] input) => _output = Shapes.Native(OutputShape(input));

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var output = pass.Take(this, "output", [.. x.Lengths[..^_output.Length], .. _output]);
        PoolingModule.forward(_options, input.Sequenced, output);
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) PoolingModule.inputGradient(_options, x, output, outputGradient, inputGradient);
        });
    }
}
