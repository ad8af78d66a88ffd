namespace Neurons.Nir;

/// <summary>What a convolution or a pool makes of the length of an axis.</summary>
internal static class Windows
{
    /// <summary>
    /// floor((n + 2 padding − dilation (kernel − 1) − 1) / stride) + 1 for each axis; a padding of null leaves the length as it is.
    /// </summary>
    /// <exception cref="ArgumentException">An axis is shorter than the window.</exception>
    public static long[] Lengths(NirNode node, ReadOnlySpan<long> input, long[]? padding, long[] dilation, long[] kernel, long[] stride)
    {
        var lengths = input.ToArray();
        for (var axis = 0; padding is not null && axis < lengths.Length; axis++)
        {
            var window = (dilation[axis] * (kernel[axis] - 1)) + 1;
            var free = (System.Int128)input[axis] + (2 * padding[axis]) - window;
            if (free < 0) throw node.Wrong($"a window of {window} does not fit into the length {input[axis]} with the padding {padding[axis]}");
            lengths[axis] = (long)System.Int128.Min(free / stride[axis], long.MaxValue - 1) + 1;
        }

        return lengths;
    }
}
