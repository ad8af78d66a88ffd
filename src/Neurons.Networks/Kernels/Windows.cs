namespace Neurons.Networks;

/// <summary>The windows that slide over an image, as in a convolution or a pooling, along one of its two dimensions.</summary>
/// <param name="Length">The pixels of the image.</param>
/// <param name="Kernel">The pixels that a window looks at.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Padding">Pixels of zeros that are thought before and after the image.</param>
/// <param name="Dilation">From one pixel of a window to the next.</param>
internal readonly record struct WindowsAlong(int Length, int Kernel, int Stride, int Padding, int Dilation)
{
    /// <summary>How many windows there are; below 1 if not even one fits.</summary>
    public int Count => (int)Math.Min(Math.Floor((Length + 2.0 * Padding - Dilation * (Kernel - 1.0) - 1) / Stride) + 1, int.MaxValue);

    /// <summary>The first pixel of a window; negative where it lies in the padding.</summary>
    public int Start(int window) => window * Stride - Padding;

    /// <summary>The first window whose pixel number <paramref name="tap"/> lies at 0 or after.</summary>
    public int FirstInside(int tap)
    {
        var before = Padding - tap * Dilation;
        return before <= 0 ? 0 : Math.Min((before + Stride - 1) / Stride, Count);
    }

    /// <summary>The first window whose pixel number <paramref name="tap"/> lies behind the image.</summary>
    public int EndInside(int tap)
    {
        var room = Length - 1 - tap * Dilation + Padding;
        return room < 0 ? 0 : Math.Min(room / Stride + 1, Count);
    }
}

/// <summary>The windows over an image of several channels, [channels, height, width].</summary>
internal readonly record struct Windows(int Channels, WindowsAlong Y, WindowsAlong X)
{
    /// <summary>The numbers of one image.</summary>
    public long ImageSize => (long)Channels * Y.Length * X.Length;

    /// <summary>The pixels of one channel.</summary>
    public int Pixels => Y.Length * X.Length;

    /// <summary>The windows over one channel.</summary>
    public int Positions => Y.Count * X.Count;

    /// <summary>The pixels of one window in all channels.</summary>
    public int Taps => Channels * Y.Kernel * X.Kernel;
}
