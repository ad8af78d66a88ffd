using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// An operand seen as lines (rows of A, columns of B) of terms, whichever way it is stored: one of the two
/// strides is 1.
/// </summary>
internal readonly unsafe struct MatrixOperand<T>(T* elements, long lineStride, long depthStride)
    where T : unmanaged
{
    /// <summary>Packs lines from <paramref name="line"/> on, over terms from <paramref name="term"/> on.</summary>
    /// <remarks>
    /// The panel is depth x width, the order in which <see cref="MatrixTile{T, TLanes}"/> reads it. Where there
    /// are fewer than <paramref name="width"/> lines, zeros stand in for the missing ones.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public void Pack(int line, int lines, int width, int term, int depth, T* panel)
    {
        var source = elements + line * lineStride + term * depthStride;
        lines = Math.Min(lines, width);
        if (lines < width)
            new Span<T>(panel, depth * width).Clear();
        if (lineStride == 1)
        {
            for (var i = 0; i < depth; i++)
            {
                for (var j = 0; j < lines; j++)
                    panel[j] = source[j];
                source += depthStride;
                panel += width;
            }
            return;
        }
        for (var j = 0; j < lines; j++)
        {
            var target = panel + j;
            for (var i = 0; i < depth; i++) // the other stride is 1
            {
                *target = source[i];
                target += width;
            }
            source += lineStride;
        }
    }
}
