using System.Text.Json.Nodes;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>
/// One number for each window of every channel, at every step: what the pooling layers have in common. Channels stay; lengths become
/// ⌊(length + 2·padding − kernel)/stride⌋ + 1, as in PyTorch. An input that stays the same over time is pooled once.
/// </summary>
public abstract class Pool : Layer
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
            if (!holds) throw new ArgumentOutOfRangeException(name, value, $"{GetType().Name}: {name} is {value}; it must be {allowed}.");
        }
    }

    /// <inheritdoc/>
    public override int[]? InputShape => null;

    internal override Parameter[] Stored => [];

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

    internal override void Build(int[] input) => _output = Shapes.Native(OutputShape(input));

    internal override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var output = pass.Workspace.Take(this, "output", [.. x.Lengths[..^_output.Length], .. _output]);
        PoolingModule.forward(_options, input.Sequenced, output);
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) PoolingModule.inputGradient(_options, x, output, outputGradient, inputGradient);
        });
    }

    internal override JsonObject Describe() => new()
    {
        ["type"] = GetType().Name,
        ["kernel"] = Json.Array(Shapes.Native(_options.Kernel)),
        ["stride"] = Json.Array(Shapes.Native(_options.Stride)),
        ["padding"] = Json.Array(Shapes.Native(_options.Padding)),
    };

    private protected static (int Kernel, int Stride, int Padding) ReadLine(LayerDescription description)
    {
        var kernel = description.Lengths("kernel", 1, null)[0];
        return (kernel, description.Lengths("stride", 1, kernel)[0], description.Lengths("padding", 1, 0)[0]);
    }

    private protected static (ImageSize Kernel, ImageSize Stride, ImageSize Padding) ReadImage(LayerDescription description)
    {
        var kernel = description.Lengths("kernel", 2, null);
        var stride = description.Has("stride") ? description.Lengths("stride", 2, null) : kernel;
        var padding = description.Lengths("padding", 2, 0);
        return (new(kernel[0], kernel[1]), new(stride[0], stride[1]), new(padding[0], padding[1]));
    }
}
