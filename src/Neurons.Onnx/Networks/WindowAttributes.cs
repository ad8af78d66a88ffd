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

    /// <summary>
    /// The padding of a layer that pools as the node does: that before the image. That behind the image says only how many windows there are, as what
    /// is outside is not looked at.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="kernel">The pixels of a window.</param>
    /// <param name="image">The lengths of the image.</param>
    public int[] Pooled(OnnxNode node, int[] kernel, int[] image)
    {
        if (Dilation.Any(step => step != 1)) throw NetworkMaker.Unsupported(node, "its windows are dilated");
        var isWhole = node.Whole("ceil_mode", 0) == 0 || node.Text("auto_pad", "").StartsWith("SAME", StringComparison.Ordinal);
        var isCounted = node.Operator == "AveragePool" && node.Whole("count_include_pad", 0) != 0;
        for (var d = 0; d < kernel.Length; d++)
        {
            var (before, after, length) = ((long)Before[d], (long)After[d], (long)image[d]);
            var room = before + length + after - kernel[d];
            // as in PyTorch, no window begins behind the image
            var last = room < 0 ? -1 : isWhole ? room / Stride[d] : Math.Min((room + Stride[d] - 1) / Stride[d], (before + length - 1) / Stride[d]);
            var own = Math.Floor((double)(length + (2 * before) - kernel[d]) / Stride[d]);
            var pads = $"its pads are {string.Join(", ", Before.Concat(After))}{(isWhole ? "" : " and its ceil_mode 1")}";
            if (last != own)
            {
                throw NetworkMaker.Unsupported(
                    node, $"{pads}: it has {last + 1} windows over {length} pixels, and a layer that has the padding before the image on both sides "
                    + $"{Math.Max(0, own + 1)}; those of pooling must be as many");
            }
            if (isCounted && (last * Stride[d]) - before + kernel[d] > length + after)
                throw NetworkMaker.Unsupported(node, $"{pads}: of its means, some count a part of the padding alone (count_include_pad)");
        }
        return Before;
    }
}
