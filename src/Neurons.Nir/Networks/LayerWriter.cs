using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Nir;

/// <summary>Makes nodes of layers that are no neurons.</summary>
internal static class LayerWriter
{
    /// <exception cref="NotSupportedException">NIR has no such layer; the message names it.</exception>
    public static NirNode Write(string name, Layer layer, int[]? shape, double dt) => layer switch
    {
        Input input => new NirInput(Long(input.InputShape)),
        Linear { Bias: { } bias } linear => new NirAffine(NirArray.From(linear.Weight.Value), NirArray.From(bias.Value)),
        Linear linear => new NirLinear(NirArray.From(linear.Weight.Value)),
        Conv1d { Options: var o } conv => new NirConv1d(
            NirArray.From(conv.Weight.Value), Bias(conv), Stride: o.Stride, Padding: o.Padding, Dilation: o.Dilation, Groups: o.Groups),
        Conv2d { Options: var o } conv => new NirConv2d(
            NirArray.From(conv.Weight.Value), Bias(conv), Stride: Pair(o.Stride ?? 1), Padding: Pair(o.Padding ?? 0), Dilation: Pair(o.Dilation ?? 1),
            Groups: o.Groups),
        SumPool2d { Options: var o } => new NirSumPool2d(Pair(o.Kernel), Pair(o.Stride ?? o.Kernel), Pair(o.Padding ?? 0)),
        AveragePool2d { Options: var o } when o.CountPadding || (o.Padding ?? 0) == 0 =>
            new NirAvgPool2d(Pair(o.Kernel), Pair(o.Stride ?? o.Kernel), Pair(o.Padding ?? 0)),
        AveragePool2d => throw Refused(name, layer, "CountPadding is false; the mean of NIR counts the zeros of the padding"),
        Flatten => new NirFlatten(StartDim: 0, EndDim: -1),
        Reshape { Options: var o } => Flattened(name, layer, shape!, o.Shape),
        Delay { Steps: var steps } => new NirDelay(Filled(shape!, _ => steps * dt)),
        ChannelDelay delay => Delayed(delay, shape!, dt),
        _ => throw Refused(name, layer, "NIR has no such layer"),
    };

    /// <summary>The convolution with the padding <c>same</c> that a block of a padding and a convolution is; null for other blocks.</summary>
    public static NirNode? Same(Block block) => block.Layers switch
    {
        [ZeroPad pad, Conv1d { Options: { Stride: 1 } o } conv] when IsSame(pad, [o.Kernel], [o.Padding], [o.Dilation]) =>
            new NirConv1d(NirArray.From(conv.Weight.Value), Bias(conv), Stride: 1, Padding: "same", Dilation: o.Dilation, Groups: o.Groups),
        [ZeroPad pad, Conv2d { Options: var o } conv] when (o.Stride ?? 1) == 1 && IsSame(
            pad, [o.Kernel.Height, o.Kernel.Width], [(o.Padding ?? 0).Height, (o.Padding ?? 0).Width],
            [(o.Dilation ?? 1).Height, (o.Dilation ?? 1).Width]) =>
            new NirConv2d(
                NirArray.From(conv.Weight.Value), Bias(conv), Stride: Pair(1), Padding: "same", Dilation: Pair(o.Dilation ?? 1), Groups: o.Groups),
        _ => null,
    };

    private static bool IsSame(ZeroPad pad, int[] kernel, int[] padding, int[] dilation) =>
        pad.Options.After is var after && after.Length == kernel.Length && Enumerable.Range(0, kernel.Length).All(axis =>
            Math.DivRem(dilation[axis] * (kernel[axis] - 1), 2) == (padding[axis], after[axis]));

    /// <summary>The product for each place of leading axes that a block of a grouped convolution is; null for other blocks.</summary>
    public static NirNode? Batched(Block block)
    {
        if (block.Layers is not [Reshape, Conv1d { Options.Kernel: 1 } conv, Reshape { Options.Shape: var shape }]) return null;
        var inputs = conv.Inputs / conv.Groups;
        if (shape.Length < 2 || shape[^1] != conv.Outputs / conv.Groups) return null;
        var output = Long(shape);
        return new NirAffine(
            NirArray.From<float>(conv.Weight.Value.ReadOnlySpan(), [.. output.Lengths, inputs]),
            NirArray.From<float>(Bias(conv).ToSingles(), output));
    }

    /// <summary>The delay of each feature by itself that a block of a flatten and a delay is; null for other blocks.</summary>
    public static NirNode? Delayed(Block block, double dt) =>
        block.Layers is [Flatten, ChannelDelay delay, Reshape { Options.Shape: var shape }] ? Delayed(delay, shape, dt) : null;

    /// <summary>One number of an array for each of so many, where there is one for all.</summary>
    public static NirArray SpreadOver(this NirArray array, int count) => array.Count == count ? array
        : NirArray.From<float>([.. Enumerable.Repeat(array.ToSingles()[0], count)], [count]);

    public static NotSupportedException Refused(string name, Layer layer, string why) => new($"node '{name}': {layer}: {why}");

    private static NirDelay Delayed(ChannelDelay delay, int[] shape, double dt)
    {
        var steps = delay.Delay.Value.ToArray();
        if (delay.Options.RoundInEvaluation) steps = Array.ConvertAll(steps, MathF.Round);
        return new(Filled(shape, i => steps[i / (Shapes.Count(shape) / steps.Length)] * dt));
    }

    private static NirShape Long(int[] shape) => NirShape.Create(Array.ConvertAll(shape, length => (long)length));

    private static NirArray Bias(Neurons.Networks.Convolution conv) =>
        conv.Bias is { } bias ? NirArray.From(bias.Value) : NirArray.From<float>(new float[conv.Outputs], [conv.Outputs]);

    private static NirArray Pair(ImageSize size) => new long[] { size.Height, size.Width };

    private static NirArray Filled(int[] shape, Func<int, double> value)
    {
        var values = new double[Shapes.Count(shape)];
        for (var i = 0; i < values.Length; i++) values[i] = value(i);
        return NirArray.From<double>(values, Long(shape));
    }

    /// <summary>The axes that a change of shape merges.</summary>
    private static NirFlatten Flattened(string name, Layer layer, int[] from, int[] to)
    {
        for (var start = 0; start < from.Length; start++)
        {
            for (var end = start; end < from.Length; end++)
            {
                var node = new NirFlatten(StartDim: start, EndDim: end);
                if (node.Gives(Long(from)) == Long(to)) return node;
            }
        }

        throw Refused(name, layer, $"NIR merges axes that are neighbours, which does not make {Shapes.Text(to)} of {Shapes.Text(from)}");
    }
}
