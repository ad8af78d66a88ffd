using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>
/// Sums in one fixed order: a tree over the index that adds adjacent pairs, a[0] + a[1], a[2] + a[3], …,
/// carries an odd last element up unchanged, and repeats until one value is left.
/// </summary>
/// <remarks>
/// The law that parallel reductions rest on: cut the values into chunks of one power of two (the last may be
/// shorter), sum each chunk, and sum the chunk sums: the bits are those of the sum of all values, because
/// each chunk is a whole subtree. Chunks can thus be summed anywhere, at any vector width.
/// </remarks>
internal static unsafe class PairwiseSum
{
    private const int TileColumns = 64, MaxLevels = 64;

    /// <summary>The sum of the values, floats or doubles; 0 if there are none. Overwrites them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static T Sum<T>(Span<T> values)
        where T : unmanaged, INumber<T>
    {
        // By the law above, every vector of adjacent values may become its sum.
        var count = values.Length;
        fixed (T* p = values)
        {
            while (Vector256.IsHardwareAccelerated && count >= Vector256<T>.Count)
            {
                var chunks = count / Vector256<T>.Count;
                for (var i = 0; i < chunks; i++)
                    p[i] = Tree(Vector256.Load(p + Vector256<T>.Count * i));
                count = MoveTail(p, chunks, Vector256<T>.Count, count);
            }
            while (Vector128.IsHardwareAccelerated && count >= Vector128<T>.Count)
            {
                var chunks = count / Vector128<T>.Count;
                for (var i = 0; i < chunks; i++)
                    p[i] = Tree(Vector128.Load(p + Vector128<T>.Count * i));
                count = MoveTail(p, chunks, Vector128<T>.Count, count);
            }
            return Tree(p, count);
        }
    }

    /// <summary>
    /// The sum of each column of a row-major matrix, by the same tree over the rows; 0 without rows.
    /// </summary>
    [SkipLocalsInit]
    public static void SumRows<T>(T* matrix, long rows, long columns, T* result)
        where T : unmanaged, INumber<T>
    {
        // Depth first, like the carries of a binary counter: level n holds the sum of a complete subtree of
        // 4 << n rows that waits for its right neighbour. So the matrix is read once, in order.
        var levels = stackalloc T[MaxLevels * TileColumns];
        for (long column = 0; column < columns; column += TileColumns)
        {
            var width = (int)Math.Min(TileColumns, columns - column);
            var sum = result + column;
            var quads = rows / 4;
            for (long quad = 0; quad < quads; quad++)
            {
                SumFour(matrix + quad * 4 * columns + column, columns, sum, width);
                var level = BitOperations.TrailingZeroCount(~quad);
                for (var i = 0; i < level; i++)
                    Add(levels + i * TileColumns, sum, sum, width);
                new Span<T>(sum, width).CopyTo(new Span<T>(levels + level * TileColumns, width));
            }
            SumRest(matrix + quads * 4 * columns + column, (int)(rows % 4), columns, sum, width);
            var empty = rows % 4 == 0;
            for (var rest = quads; rest != 0; rest &= rest - 1)
            {
                var subtree = levels + BitOperations.TrailingZeroCount(rest) * TileColumns;
                if (empty)
                    new Span<T>(subtree, width).CopyTo(new Span<T>(sum, width));
                else
                    Add(subtree, sum, sum, width);
                empty = false;
            }
        }
    }

    /// <summary>sum = (row 0 + row 1) + (row 2 + row 3).</summary>
    private static void SumFour<T>(T* rows, long stride, T* sum, int width) where T : unmanaged, INumber<T>
    {
        T* row1 = rows + stride, row2 = row1 + stride, row3 = row2 + stride;
        var i = 0;
        for (; i <= width - Vector<T>.Count; i += Vector<T>.Count)
        {
            var left = Vector.Load(rows + i) + Vector.Load(row1 + i);
            var right = Vector.Load(row2 + i) + Vector.Load(row3 + i);
            (left + right).Store(sum + i);
        }
        for (; i < width; i++)
            sum[i] = (rows[i] + row1[i]) + (row2[i] + row3[i]);
    }

    /// <summary>The tree over the last 0 .. 3 rows.</summary>
    private static void SumRest<T>(T* rows, int count, long stride, T* sum, int width) where T : unmanaged, INumber<T>
    {
        if (count == 0)
            new Span<T>(sum, width).Clear();
        else
            new Span<T>(rows, width).CopyTo(new Span<T>(sum, width));
        for (var row = 1; row < count; row++)
            Add(sum, rows + row * stride, sum, width);
    }

    private static void Add<T>(T* left, T* right, T* sum, int width) where T : unmanaged, INumber<T>
    {
        var i = 0;
        for (; i <= width - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.Load(left + i) + Vector.Load(right + i)).Store(sum + i);
        for (; i < width; i++)
            sum[i] = left[i] + right[i];
    }

    /// <summary>Reduces the last, shorter chunk to one value behind the chunk sums; returns how many there are.</summary>
    private static int MoveTail<T>(T* values, int chunks, int chunk, int count) where T : unmanaged, INumber<T>
    {
        var tail = count - chunks * chunk;
        if (tail == 0)
            return chunks;
        values[chunks] = Tree(values + chunks * chunk, tail);
        return chunks + 1;
    }

    /// <summary>The definition, one value at a time. Overwrites the values.</summary>
    internal static T Tree<T>(T* values, int count) where T : unmanaged, INumber<T>
    {
        if (count == 0)
            return T.Zero;
        for (; count > 1; count = (count + 1) / 2)
        {
            for (var i = 0; i < count / 2; i++)
                values[i] = values[2 * i] + values[2 * i + 1];
            if (count % 2 != 0)
                values[count / 2] = values[count - 1];
        }
        return values[0];
    }

    // Each addition with a shuffled copy adds neighbours at distance 1, 2, 4: lane 0 ends up with the tree's
    // sum (the other lanes hold the same additions with their operands swapped).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Tree<T>(Vector256<T> v) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float))
        {
            v += Vector256.Shuffle(v.AsSingle(), Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)).As<float, T>();
            v += Vector256.Shuffle(v.AsSingle(), Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5)).As<float, T>();
        }
        else
        {
            v += Vector256.Shuffle(v.AsDouble(), Vector256.Create(1L, 0, 3, 2)).As<double, T>();
        }
        return (v.GetLower() + v.GetUpper()).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Tree<T>(Vector128<T> v) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float))
            v += Vector128.Shuffle(v.AsSingle(), Vector128.Create(1, 0, 3, 2)).As<float, T>();
        return v.ToScalar() + v.GetElement(Vector128<T>.Count / 2);
    }
}
