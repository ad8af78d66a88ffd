using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

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
                            Unsafe.CopyBlockUnaligned(target + from, source + from, (uint)((to - from) * sizeof(T)));
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

    /// <summary>The adjoint of <see cref="Gather"/>: adds every number of the matrix to the pixel that it was taken from.</summary>
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
                    for (var row = 0; row < rows; row++)
                    {
                        var line = y.Start(first + row) + ky * y.Dilation;
                        if ((uint)line >= (uint)y.Length)
                            continue;
                        var source = columns + (long)row * width;
                        var target = plane + (long)line * x.Length + x.Start(0) + kx * x.Dilation;
                        var i = from;
                        if (x.Stride == 1)
                        {
                            for (; i <= to - Vector<T>.Count; i += Vector<T>.Count)
                                (Vector.Load(target + i) + Vector.Load(source + i)).Store(target + i);
                        }
                        for (; i < to; i++)
                            target[(long)i * x.Stride] += source[i];
                    }
                    columns += stride;
                }
            }
        }
    }
}
