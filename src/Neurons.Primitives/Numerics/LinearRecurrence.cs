using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Primitives;

/// <summary>
/// Linear recurrences over time, y[t] = a[t] y[t − 1] + x[t], of many columns at once, and their gradients: leaky sums, traces, filters. The factors
/// are one number, one a column, or one a column and step.
/// </summary>
/// <remarks>
/// A step multiplies and adds with two roundings, in the order of the steps, so that a sequence in pieces has the same bits as the whole. Where there
/// are few columns and the factors do not change with time, a step would wait for the one before: then the sequence is cut into runs
/// that go on side by side from 0, to each of which what it should have begun with is added afterwards, times the powers of the factor. That
/// differs from the step by step form in the last digits. Which form it is follows from the shape alone, and the number of threads changes no bit.
/// </remarks>
public static unsafe class LinearRecurrence
{
    /// <summary>The columns that are run together: their last row stays in a first cache.</summary>
    private const int Tile = 1024;

    /// <summary>With fewer columns and at least so many steps, the sequence is cut into runs.</summary>
    private const int FewColumns = 8, ManySteps = 64;

    /// <summary>How many runs there are.</summary>
    private const int Runs = 8;

    /// <summary>Whether a sequence whose factors do not change with time is cut into runs.</summary>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="steps">How many steps.</param>
    public static bool IsInRuns(long columns, int steps) => columns < FewColumns && steps >= ManySteps;

    /// <summary>y[t] = a[t] y[t − 1] + x[t].</summary>
    /// <param name="factors">a: 1 number, [columns] or [steps, columns].</param>
    /// <param name="start">y before the first step, [columns]; empty for 0.</param>
    /// <param name="x">[steps, columns].</param>
    /// <param name="y">[steps, columns]; it may be x itself.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <exception cref="ArgumentException">A length is another one.</exception>
    public static void Forward<T>(ReadOnlySpan<T> factors, ReadOnlySpan<T> start, ReadOnlySpan<T> x, Span<T> y, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steps = StepsOf(factors.Length, start.Length, x.Length, y.Length, columns);
        fixed (T* a = factors, y0 = start, from = x, into = y)
        {
            var (column, step) = Strides(factors.Length, columns, steps);
            if (step == 0 && IsInRuns(columns, steps)) Scan(a, column, y0, from, into, steps, columns);
            else Parallelism.Run((columns + Tile - 1) / Tile, new ForwardWork<T>(a, column, step, y0, from, into, steps, columns));
        }
    }

    /// <summary>The gradients of Σ dy·y.</summary>
    /// <param name="factors">a: 1 number, [columns] or [steps, columns].</param>
    /// <param name="start">y before the first step, [columns]; empty for 0.</param>
    /// <param name="y">[steps, columns].</param>
    /// <param name="outputGradient">dy, [steps, columns].</param>
    /// <param name="inputGradient">dx, [steps, columns]; it may be dy itself.</param>
    /// <param name="factorGradient">In the shape of a; empty where nobody asks for it.</param>
    /// <param name="startGradient">[columns]; empty where nobody asks for it.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <exception cref="ArgumentException">A length is another one.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> factors, ReadOnlySpan<T> start, ReadOnlySpan<T> y, ReadOnlySpan<T> outputGradient, Span<T> inputGradient,
        Span<T> factorGradient, Span<T> startGradient, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steps = StepsOf(factors.Length, start.Length, outputGradient.Length, inputGradient.Length, columns);
        Matrices.RequireLength(nameof(y), y.Length, (long)steps * columns);
        if (!factorGradient.IsEmpty) Matrices.RequireLength(nameof(factorGradient), factorGradient.Length, factors.Length);
        if (!startGradient.IsEmpty) Matrices.RequireLength(nameof(startGradient), startGradient.Length, columns);
        var (column, step) = Strides(factors.Length, columns, steps);
        // the gradient of one factor for all is the sum of those of the columns
        var ofColumns = factors.Length == 1 && !factorGradient.IsEmpty ? new T[columns] : [];
        fixed (T* a = factors, y0 = start, values = y, dy = outputGradient, dx = inputGradient)
        fixed (T* da = factorGradient, shared = ofColumns, dy0 = startGradient)
        {
            Parallelism.Run((columns + Tile - 1) / Tile, new BackwardWork<T>(
                a, column, step, y0, values, dy, dx, ofColumns.Length > 0 ? shared : da, dy0, steps, columns));
        }
        if (ofColumns.Length > 0) factorGradient[0] = FixedSum.Of<T>(ofColumns);
    }

    /// <summary>How far the factors of the next column and of the next step are.</summary>
    private static (int Column, int Step) Strides(int factors, int columns, int steps) =>
        factors == 1 ? (0, 0) : (1, factors == columns || steps == 0 ? 0 : columns);

    private static int StepsOf(int factors, int start, int x, int y, int columns)
    {
        Require.AtLeast(1, nameof(LinearRecurrence), nameof(columns), columns);
        var steps = x / columns;
        Matrices.RequireLength(nameof(x), x, (long)steps * columns);
        Matrices.RequireLength(nameof(y), y, x);
        if (start != 0) Matrices.RequireLength(nameof(start), start, columns);
        return factors == 1 || factors == columns || factors == x ? steps
            : throw new ArgumentException($"factors has {factors} elements; 1, {columns} or {x} are needed.", nameof(factors));
    }

    /// <summary>Few columns: runs side by side, and then what each of them should have begun with.</summary>
    private static void Scan<T>(T* a, int stride, T* start, T* x, T* y, int steps, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var run = steps / Runs;
        var length = run * columns;
        using var scratch = NativeBuffer.Rent((long)length * sizeof(T));
        var powers = (T*)scratch.Address;
        var last = stackalloc T[Runs];
        for (var c = 0; c < columns; c++)
        {
            var factor = a[c * stride];
            var power = T.One;
            for (var s = 0; s < run; s++) powers[s * columns + c] = power *= factor;
            for (var r = 0; r < Runs; r++) last[r] = T.Zero;
            for (var s = 0; s < run; s++)
            {
                var at = s * columns + c;
                for (var r = 0; r < Runs; r++) y[r * length + at] = last[r] = factor * last[r] + x[r * length + at];
            }
        }
        for (var r = start == null ? 1 : 0; r < Runs; r++)
        {
            var before = r == 0 ? start : y + r * length - columns;
            var into = new Span<T>(y + r * length, length);
            if (columns == 1) TensorPrimitives.MultiplyAdd(new ReadOnlySpan<T>(powers, length), before[0], into, into);
            else
            {
                for (var i = 0; i < length; i += columns)
                {
                    for (var c = 0; c < columns; c++) into[i + c] += powers[i + c] * before[c];
                }
            }
        }
        for (var t = Runs * run; t < steps; t++)
        {
            for (var c = 0; c < columns; c++) y[t * columns + c] = a[c * stride] * y[(t - 1) * columns + c] + x[t * columns + c];
        }
    }

    /// <summary>A row of products and sums; the factors are one for all, or a row.</summary>
    private static void Step<T>(T* factors, int stride, T* before, T* x, T* y, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var into = new Span<T>(y, count);
        if (before == null) new ReadOnlySpan<T>(x, count).CopyTo(into);
        else if (stride == 0) TensorPrimitives.MultiplyAdd(new ReadOnlySpan<T>(before, count), *factors, new ReadOnlySpan<T>(x, count), into);
        else
        {
            TensorPrimitives.MultiplyAdd(
                new ReadOnlySpan<T>(before, count), new ReadOnlySpan<T>(factors, count), new ReadOnlySpan<T>(x, count), into);
        }
    }

    private sealed class ForwardWork<T>(T* a, int column, int step, T* start, T* x, T* y, int steps, int columns) : IWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int worker, int item)
        {
            var first = item * Tile;
            var count = Math.Min(Tile, columns - first);
            var before = start == null ? null : start + first;
            for (var t = 0; t < steps; t++)
            {
                var at = (nint)t * columns + first;
                Step(a + (nint)t * step + first * column, column, before, x + at, y + at, count);
                before = y + at;
            }
        }
    }

    private sealed class BackwardWork<T>(
        T* a, int column, int step, T* start, T* y, T* dy, T* dx, T* da, T* dStart, int steps, int columns) : IWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int worker, int item)
        {
            var first = item * Tile;
            var count = Math.Min(Tile, columns - first);
            var isEachStep = step != 0;
            if (da != null && !isEachStep) new Span<T>(da + first, count).Clear();
            T* after = null;
            for (var t = steps - 1; t >= 0; t--)
            {
                var at = (nint)t * columns + first;
                Step(a + (nint)(t + 1) * step + first * column, column, after, dy + at, dx + at, count);
                after = dx + at;
                if (da == null) continue;
                var before = t > 0 ? y + at - columns : start == null ? null : start + first;
                var own = new Span<T>(isEachStep ? da + at : da + first, count);
                if (before == null)
                {
                    if (isEachStep) own.Clear();
                    continue;
                }
                var gradient = new ReadOnlySpan<T>(after, count);
                var value = new ReadOnlySpan<T>(before, count);
                if (isEachStep) TensorPrimitives.Multiply(gradient, value, own);
                else TensorPrimitives.MultiplyAdd(gradient, value, own, own);
            }
            if (dStart == null) return;
            var into = new Span<T>(dStart + first, count);
            if (after == null) into.Clear();
            else if (column == 0) TensorPrimitives.Multiply(new ReadOnlySpan<T>(after, count), *a, into);
            else TensorPrimitives.Multiply(new ReadOnlySpan<T>(after, count), new ReadOnlySpan<T>(a + first, count), into);
        }
    }
}
