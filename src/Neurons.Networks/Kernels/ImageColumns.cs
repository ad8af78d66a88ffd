using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>
/// The pixels under the windows of an image as a matrix: a row for each pixel of a window (channel, y, x), a column for each
/// window. A convolution is then a matrix product.
/// </summary>
internal static unsafe class ImageColumns
{
    /// <summary>
    /// Writes the columns of so many rows of windows, from row <paramref name="first"/> on; the rows of the matrix are
    /// <paramref name="stride"/> apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void Gather<T>(T* image, in Windows windows, int first, int rows, T* columns, long stride)
        where T : unmanaged
    {
        var (y, x) = (windows.Y, windows.X);
        var width = x.Count;
        for (var channel = 0; channel < windows.Channels; channel++)
        {
            var plane = image + (long)channel * y.Length * x.Length;
            for (var ky = 0; ky < y.Kernel; ky++)
            {
                for (var kx = 0; kx < x.Kernel; kx++)
                {
                    var (from, to) = (x.FirstInside(kx), x.EndInside(kx));
                    if (KeepsLines(windows))
                    {
                        var (start, count, source) = Shifted(windows, first, rows, ky, kx);
                        new Span<T>(columns, start).Clear();
                        Copy(plane + source, columns + start, count);
                        new Span<T>(columns + start + count, rows * width - start - count).Clear();
                        ClearBorders(columns, rows, width, from, to);
                        columns += stride;
                        continue;
                    }
                    for (var row = 0; row < rows; row++)
                    {
                        var target = columns + (long)row * width;
                        var line = y.Start(first + row) + ky * y.Dilation;
                        if ((uint)line >= (uint)y.Length || from >= to)
                        {
                            new Span<T>(target, width).Clear();
                            continue;
                        }
                        var source = plane + (long)line * x.Length + x.Start(0) + kx * x.Dilation;
                        for (var i = 0; i < from; i++)
                            target[i] = default;
                        if (x.Stride == 1)
                            Copy(source + from, target + from, to - from);
                        else
                            for (var i = from; i < to; i++)
                                target[i] = source[(long)i * x.Stride];
                        for (var i = to; i < width; i++)
                            target[i] = default;
                    }
                    columns += stride;
                }
            }
        }
    }

    /// <summary>
    /// The adjoint of <see cref="Gather"/>: adds every number of the matrix to the pixel that it was taken from. The numbers that were
    /// taken from the padding are lost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void Scatter<T>(T* columns, in Windows windows, int first, int rows, T* image, long stride)
        where T : unmanaged, INumber<T>
    {
        var (y, x) = (windows.Y, windows.X);
        var width = x.Count;
        for (var channel = 0; channel < windows.Channels; channel++)
        {
            var plane = image + (long)channel * y.Length * x.Length;
            for (var ky = 0; ky < y.Kernel; ky++)
            {
                for (var kx = 0; kx < x.Kernel; kx++)
                {
                    var (from, to) = (x.FirstInside(kx), x.EndInside(kx));
                    if (KeepsLines(windows))
                    {
                        var (start, count, target) = Shifted(windows, first, rows, ky, kx);
                        ClearBorders(columns, rows, width, from, to);
                        Add(columns + start, plane + target, count);
                        columns += stride;
                        continue;
                    }
                    for (var row = 0; row < rows; row++)
                    {
                        var line = y.Start(first + row) + ky * y.Dilation;
                        if ((uint)line >= (uint)y.Length)
                            continue;
                        var source = columns + (long)row * width;
                        var target = plane + (long)line * x.Length + x.Start(0) + kx * x.Dilation;
                        if (x.Stride == 1)
                            Add(source + from, target + from, to - from);
                        else
                            for (var i = from; i < to; i++)
                                target[(long)i * x.Stride] += source[i];
                    }
                    columns += stride;
                }
            }
        }
    }

    /// <summary>
    /// Whether there is a window for each pixel of a line: then the numbers of one pixel of the windows are the image, shifted, but
    /// for those from beyond its borders.
    /// </summary>
    private static bool KeepsLines(in Windows windows) =>
        windows is { Y.Stride: 1, X.Stride: 1 } && windows.X.Count == windows.X.Length;

    /// <summary>The run of windows, from <c>Start</c> on, that are the pixels of the image from <c>Pixel</c> on.</summary>
    private static (int Start, int Count, int Pixel) Shifted(in Windows windows, int first, int rows, int ky, int kx)
    {
        var (y, x) = (windows.Y, windows.X);
        var (down, right) = (y.Start(0) + ky * y.Dilation, x.Start(0) + kx * x.Dilation);
        var top = Math.Max(first, -down);
        var bottom = Math.Min(first + rows, y.Length - down);
        // the first and last numbers may be from before and behind the image
        var start = (top - first) * x.Length + Math.Max(0, -right);
        var end = (bottom - first) * x.Length - Math.Max(0, right);
        return end <= start || bottom <= top ? (0, 0, 0) : (start, end - start, (top + down) * x.Length + Math.Max(0, right));
    }

    /// <summary>Sets to zero what is from before the first pixel or behind the last one of its line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ClearBorders<T>(T* lines, int rows, int width, int from, int to)
        where T : unmanaged
    {
        for (var row = 0; row < rows && (from > 0 || to < width); row++, lines += width)
        {
            for (var i = 0; i < from; i++)
                lines[i] = default;
            for (var i = Math.Max(from, to); i < width; i++)
                lines[i] = default;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<T>(T* from, T* to, int count)
        where T : unmanaged
    {
        if (count < Vector<T>.Count)
        {
            for (var i = 0; i < count; i++)
                to[i] = from[i];
            return;
        }
        for (var i = 0; i < count - Vector<T>.Count; i += Vector<T>.Count)
            Vector.Load(from + i).Store(to + i);
        Vector.Load(from + count - Vector<T>.Count).Store(to + count - Vector<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T>(T* from, T* to, int count)
        where T : unmanaged, INumber<T>
    {
        var i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.Load(to + i) + Vector.Load(from + i)).Store(to + i);
        for (; i < count; i++)
            to[i] += from[i];
    }
}
