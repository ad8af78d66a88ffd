namespace Neurons.Onnx.Networks;

/// <summary>How windows slide over lines and images.</summary>
/// <param name="Stride">From one to the next; a number for each dimension, as in the others.</param>
/// <param name="Before">The padding before the image.</param>
/// <param name="After">The padding behind it.</param>
/// <param name="Dilation">From one pixel to the next.</param>
internal sealed record WindowAttributes(int[] Stride, int[] Before, int[] After, int[] Dilation)
{
    /// <summary>The windows of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kernel">The pixels of a window.</param>
    /// <param name="image">The lengths of the image.</param>
    public static WindowAttributes Of(OnnxNode node, int[] kernel, int[] image)
    {
        var (stride, dilation) = (Lengths("strides", 1), Lengths("dilations", 1));
        var pads = node.Wholes("pads") ?? [.. new long[2 * kernel.Length]];
        if (pads.Count != 2 * kernel.Length || pads.Any(pad => pad is < 0 or > int.MaxValue))
            throw NetworkMaker.Unsupported(node, $"its pads are {string.Join(", ", pads)}");
        int[] before = [.. pads.Take(kernel.Length).Select(pad => (int)pad)], after = [.. pads.Skip(kernel.Length).Select(pad => (int)pad)];
        // as many windows as strides that begin in the image
        var same = image.Select((length, d) =>
            Math.Max(0, (length - 1) / stride[d] * (long)stride[d] + (kernel[d] - 1L) * dilation[d] + 1 - length)).ToArray();
        int[] less = [.. same.Select(all => checked((int)(all / 2)))], more = [.. same.Select(all => checked((int)(all - all / 2)))];
        return node.Text("auto_pad", "NOTSET") switch
        {
            "NOTSET" or "" => new(stride, before, after, dilation),
            "VALID" => new(stride, new int[kernel.Length], new int[kernel.Length], dilation),
            "SAME_UPPER" => new(stride, less, more, dilation),
            "SAME_LOWER" => new(stride, more, less, dilation),
            var other => throw NetworkMaker.Unsupported(node, $"its auto_pad is {other}; write the model with pads"),
        };

        int[] Lengths(string name, long otherwise)
        {
            var given = node.Wholes(name) ?? [.. Enumerable.Repeat(otherwise, kernel.Length)];
            return given.Count == kernel.Length && given.All(length => length is >= 1 and <= int.MaxValue)
                ? [.. given.Select(length => (int)length)] : throw NetworkMaker.Unsupported(node, $"its {name} are {string.Join(", ", given)}");
        }
    }

    /// <summary>The padding, which has to be the same before and behind the image.</summary>
    public int[] Padding(OnnxNode node) => Before.AsSpan().SequenceEqual(After)
        ? Before
        : throw NetworkMaker.Unsupported(
            node, $"its pads are {string.Join(", ", Before.Concat(After))}; before and after the image, those of pooling must be the same");
}
