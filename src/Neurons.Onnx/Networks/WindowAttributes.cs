namespace Neurons.Onnx.Networks;

/// <summary>How windows slide over lines and images.</summary>
/// <param name="Stride">From one to the next; a number for each dimension, as in the others.</param>
/// <param name="Padding">Before and after.</param>
/// <param name="Dilation">From one pixel to the next.</param>
internal sealed record WindowAttributes(int[] Stride, int[] Padding, int[] Dilation)
{
    /// <summary>The windows of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kernel">The pixels of a window.</param>
    public static WindowAttributes Of(OnnxNode node, int[] kernel)
    {
        var (stride, dilation) = (Lengths("strides", 1), Lengths("dilations", 1));
        var pads = node.Wholes("pads") ?? [.. new long[2 * kernel.Length]];
        if (pads.Count != 2 * kernel.Length || pads.Any(pad => pad is < 0 or > int.MaxValue))
            throw NetworkMaker.Unsupported(node, $"its pads are {string.Join(", ", pads)}");
        int[] padding = [.. pads.Take(kernel.Length).Select(pad => (int)pad)];
        if (!pads.Skip(kernel.Length).SequenceEqual(pads.Take(kernel.Length)))
            throw NetworkMaker.Unsupported(node, $"its pads are {string.Join(", ", pads)}; before and after the image, they must be the same");
        switch (node.Text("auto_pad", "NOTSET"))
        {
            case "NOTSET" or "":
                break;
            case "VALID":
                padding = new int[kernel.Length];
                break;
            case "SAME_UPPER" or "SAME_LOWER"
                when stride.All(step => step == 1) && kernel.Zip(dilation).All(one => (one.First - 1) * one.Second % 2 == 0):
                padding = [.. kernel.Zip(dilation, (k, d) => (k - 1) * d / 2)];
                break;
            case var other:
                throw NetworkMaker.Unsupported(node, $"its auto_pad is {other}; write the model with pads");
        }
        return new(stride, padding, dilation);

        int[] Lengths(string name, long otherwise)
        {
            var given = node.Wholes(name) ?? [.. Enumerable.Repeat(otherwise, kernel.Length)];
            return given.Count == kernel.Length && given.All(length => length is >= 1 and <= int.MaxValue)
                ? [.. given.Select(length => (int)length)] : throw NetworkMaker.Unsupported(node, $"its {name} are {string.Join(", ", given)}");
        }
    }
}
