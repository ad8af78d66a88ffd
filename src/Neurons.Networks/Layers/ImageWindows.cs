namespace Neurons.Networks;

/// <summary>
/// Windows that slide over images […, channels, length] or […, channels, height, width]: what convolution and pooling have in common.
/// A line is an image of height 1.
/// </summary>
/// <param name="Kernel">The pixels that a window looks at; a number for each dimension, as in the others.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Padding">Pixels before and after the image.</param>
/// <param name="Dilation">From one pixel of a window to the next.</param>
internal sealed record ImageWindows(int[] Kernel, int[] Stride, int[] Padding, int[] Dilation)
{
    /// <summary>What an image is.</summary>
    public string Lengths => Kernel.Length == 1 ? "length" : "height, width";

    /// <summary>The windows over each of the images of a shape.</summary>
    /// <param name="layer">The layer, for errors.</param>
    /// <param name="shape">[…, channels, lengths…]</param>
    /// <param name="images">How many images there are.</param>
    /// <exception cref="ArgumentException">There are no images, or they are smaller than a window.</exception>
    public Windows Over(string layer, ReadOnlySpan<nint> shape, out int images)
    {
        var first = shape.Length - Kernel.Length - 1;
        if (first < 0) throw new ArgumentException($"{layer}: the input has the shape {Shapes.Text(shape)}; it must be […, channels, {Lengths}].");
        images = 1;
        foreach (var length in shape[..first]) images *= (int)length;
        var image = shape[first..];
        var y = Kernel.Length == 1 ? new WindowsAlong(1, 1, 1, 0, 1) : Along(0, image);
        var x = Along(Kernel.Length - 1, image);
        return y.Count >= 1 && x.Count >= 1 && y.Length >= 1 && x.Length >= 1
            ? new((int)image[0], y, x)
            : throw new ArgumentException(
                $"{layer}: the images are {Shapes.Text(image)}; with a padding of {Shapes.Text(Padding)} they are smaller than "
                    + $"the kernel {Shapes.Text(Kernel)} (dilation {Shapes.Text(Dilation)}).");

        WindowsAlong Along(int d, ReadOnlySpan<nint> image) => new((int)image[d + 1], Kernel[d], Stride[d], Padding[d], Dilation[d]);
    }

    /// <summary>The shape of an output: that of the input with other channels, and a number for each window.</summary>
    public nint[] Output(ReadOnlySpan<nint> shape, int channels, in Windows windows)
    {
        var output = shape.ToArray();
        output[^(Kernel.Length + 1)] = channels;
        output[^1] = windows.X.Count;
        if (Kernel.Length > 1) output[^2] = windows.Y.Count;
        return output;
    }

    /// <summary>The kernel for people, and what is not as usual of stride, padding and dilation.</summary>
    public string Text(int[] usualStride)
    {
        var text = Text(Kernel);
        if (!Stride.AsSpan().SequenceEqual(usualStride)) text += $", stride {Text(Stride)}";
        if (Padding.Any(length => length != 0)) text += $", padding {Text(Padding)}";
        return Dilation.All(length => length == 1) ? text : text + $", dilation {Text(Dilation)}";

        static string Text(int[] lengths) => lengths.Distinct().Count() == 1 ? $"{lengths[0]}" : string.Join(" × ", lengths);
    }
}
