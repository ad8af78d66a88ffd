using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>
/// An operand seen as lines (rows of A, columns of B) of terms, whichever way it is stored: one of the two
/// strides is 1.
/// </summary>
internal readonly unsafe struct MatrixOperand<T>(T* elements, long lineStride, long depthStride)
    where T : unmanaged
{
    /// <summary>From one line to the next.</summary>
    public long LineStride => lineStride;

    /// <summary>From one term of a line to the next.</summary>
    public long DepthStride => depthStride;

    /// <summary>Where a term of a line is.</summary>
    public T* At(int line, int term) => elements + line * lineStride + term * depthStride;

    /// <summary>Packs lines from <paramref name="line"/> on, over terms from <paramref name="term"/> on.</summary>
    /// <remarks>
    /// The panel is depth x width, the order in which <see cref="MatrixTile{T, TLanes}"/> reads it. Where there
    /// are fewer than <paramref name="width"/> lines, zeros stand in for the missing ones.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public void Pack(int line, int lines, int width, int term, int depth, T* panel)
    {
        var source = At(line, term);
        lines = Math.Min(lines, width);
        if (lines < width)
            new Span<T>(panel, depth * width).Clear();
        if (lineStride == 1)
        {
            for (var i = 0; i < depth; i++)
            {
                var j = 0;
                for (; j <= lines - Vector128<T>.Count; j += Vector128<T>.Count)
                    Vector128.Store(Vector128.Load(source + j), panel + j);
                for (; j < lines; j++)
                    panel[j] = source[j];
                source += depthStride;
                panel += width;
            }
            return;
        }
        TransposedCopy.Copy(source, lineStride, lines, depth, panel, width); // the other stride is 1
    }
}
