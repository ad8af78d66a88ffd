using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Onnx.Networks;

/// <summary>Operators that pool.</summary>
internal static class Pooling
{
    public static Flow Windows(NetworkMaker maker, OnnxNode node)
    {
        var input = maker.FlowOf(node, 0);
        if (node.Outputs.Count(name => name.Length > 0) > 1) throw NetworkMaker.Unsupported(node, "it gives the places of the largest numbers, too");
        int[] kernel = [.. (node.Wholes("kernel_shape") ?? []).Select(length => checked((int)length))];
        if (kernel.Length is not (1 or 2) || input.Shape.Length != kernel.Length + 1)
            throw NetworkMaker.Unsupported(node, $"its kernel has {kernel.Length} lengths, and its input is {Shapes.Text(input.Shape)}");
        var windows = WindowAttributes.Of(node, kernel, input.Shape[1..]);
        var padding = windows.Pooled(node, kernel, input.Shape[1..]);
        var countsPadding = node.Whole("count_include_pad", 0) != 0;
        return Add(maker, node, input, node.Operator == "MaxPool", kernel, windows.Stride, padding, countsPadding);
    }

    /// <summary>One number of each channel; the lengths become 1.</summary>
    public static Flow Whole(NetworkMaker maker, OnnxNode node, Flow input, bool isMax)
    {
        if (input.Shape.Length is not (2 or 3))
            throw NetworkMaker.Unsupported(node, $"its input is {Shapes.Text(input.Shape)}; lines and images are possible");
        var kernel = input.Shape[1..];
        return Add(maker, node, input, isMax, kernel, kernel, new int[kernel.Length], countsPadding: true);
    }

    /// <summary>The mean over all lengths of lines or images.</summary>
    public static Flow Mean(NetworkMaker maker, OnnxNode node)
    {
        var input = maker.FlowOf(node, 0);
        var axes = maker.Optional(node, 1)?.ToWhole() ?? [.. node.Wholes("axes") ?? []];
        var rank = input.Shape.Length + 1;
        var wanted = axes.Select(axis => axis < 0 ? axis + rank : axis).Order();
        if (rank < 3 || !wanted.SequenceEqual(Enumerable.Range(2, rank - 2).Select(axis => (long)axis)))
            throw NetworkMaker.Unsupported(node, $"its axes are {string.Join(", ", axes)}; all after the channels are possible");
        var pooled = Whole(maker, node, input, isMax: false);
        return node.Whole("keepdims", 1) != 0 ? pooled : maker.Add(node, new Flatten(), pooled);
    }

    private static Flow Add(
        NetworkMaker maker, OnnxNode node, Flow input, bool isMax, int[] kernel, int[] stride, int[] padding, bool countsPadding)
    {
        Layer layer = kernel.Length == 1
            ? isMax ? new MaxPool1d(kernel[0], stride[0], padding[0]) : new AveragePool1d(kernel[0], stride[0], padding[0], countsPadding)
            : isMax ? new MaxPool2d(Size(kernel), Size(stride), Size(padding))
            : new AveragePool2d(Size(kernel), Size(stride), Size(padding), countsPadding);
        return maker.Add(node, layer, input);

        static ImageSize Size(int[] lengths) => (lengths[0], lengths[1]);
    }
}
