using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Compile;

namespace Neurons.Networks;

/// <summary>
/// Spikes of products over time, z = fire(W x + b) with W [rows, depth] and x [depth, columns], and their gradients: tile by tile, so that neither
/// the products nor their gradients go through memory where nobody keeps them.
/// </summary>
internal static unsafe class TimeProduct
{
    /// <summary>The spikes, [rows, columns], and W x + b unless there is no room for it.</summary>
    public static void Forward<T>(
        Elementwise.Firing<T> firing, T* weight, T* bias, T* x, T* potential, T* spikes, int rows, int depth, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Tiles.Run(columns, (first, count, _) =>
        {
            using var scratch = NativeBuffer.Rent((long)rows * count * sizeof(T));
            var products = (T*)scratch.Address;
            Matrices.MultiplyStrided(
                new ReadOnlySpan<T>(weight, rows * depth), false, Columns(x, first, depth, columns), columns, false,
                new Span<T>(products, rows * count), rows, count, depth);
            for (var t = 0; t < rows; t++)
            {
                var row = new Span<T>(products + (nint)t * count, count);
                var at = (nint)t * columns + first;
                firing.Fire(row, bias[t], potential != null ? new(potential + at, count) : [], new Span<T>(spikes + at, count));
            }
        }, Tiles.WidthFor(rows + depth, columns));

    /// <summary>The gradients of Σ dz·z; those that are null are not wanted.</summary>
    public static void Backward<T>(
        Elementwise.Firing<T> firing, T* weight, T* x, T* potential, T* dz, T* dx, T* dWeight, T* dBias, int rows, int depth, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = Tiles.WidthFor(rows + depth, columns);
        var (size, parts) = (rows * depth, Tiles.PartsOf(columns, width));
        var length = size + rows;
        using var sums = NativeBuffer.Rent((parts + 1L) * length * sizeof(T));
        var total = (T*)sums.Address;
        var partial = total + length;
        Tiles.RunParts(columns, (first, count, part, isFirst) =>
        {
            using var scratch = NativeBuffer.Rent(((long)rows + depth) * count * sizeof(T));
            var ofInputs = (T*)scratch.Address;
            var gradients = ofInputs + (nint)depth * count;
            var own = partial + (nint)part * length;
            for (var t = 0; t < rows; t++)
            {
                var row = new Span<T>(gradients + (nint)t * count, count);
                var at = (nint)t * columns + first;
                firing.PullBack(new ReadOnlySpan<T>(potential + at, count), new ReadOnlySpan<T>(dz + at, count), row);
                var sum = FixedSum.Of<T>(row);
                own[size + t] = isFirst ? sum : own[size + t] + sum;
            }
            var all = new ReadOnlySpan<T>(gradients, rows * count);
            if (dWeight != null)
            {
                Matrices.MultiplyStrided(
                    all, false, Columns(x, first, depth, columns), columns, true, new Span<T>(own, size), rows, depth, count, accumulate: !isFirst);
            }
            if (dx == null) return;
            Matrices.Multiply(
                new ReadOnlySpan<T>(weight, size), true, all, false, new Span<T>(ofInputs, depth * count), depth, count, rows, alone: true);
            for (var s = 0; s < depth; s++)
                new ReadOnlySpan<T>(ofInputs + (nint)s * count, count).CopyTo(new Span<T>(dx + (nint)s * columns + first, count));
        }, width);
        Matrices.SumRows(new ReadOnlySpan<T>(partial, parts * length), parts, length, new Span<T>(total, length));
        if (dWeight != null) new Span<T>(total, size).CopyTo(new Span<T>(dWeight, size));
        if (dBias != null) new Span<T>(total + size, rows).CopyTo(new Span<T>(dBias, rows));
    }

    /// <summary>A matrix from a column of its first row on.</summary>
    private static ReadOnlySpan<T> Columns<T>(T* matrix, int first, int rows, int columns)
        where T : unmanaged => new(matrix + first, rows * columns - first);
}
