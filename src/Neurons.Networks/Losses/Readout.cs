using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Neurons.Networks;

/// <summary>The number that stands for a class over time, for each sample; the larger it is, the likelier the class.</summary>
public enum Readout
{
    /// <summary>The largest value; its gradient goes to the first step that has it.</summary>
    MaxOverTime,

    /// <summary>The mean over the steps.</summary>
    MeanOverTime,

    /// <summary>The sum over the steps: of spikes, their count.</summary>
    SumOverTime,

    /// <summary>
    /// −t of the first spike, the first step being 0; the last step where there is no spike. A spike is what is not 0. The time of a spike
    /// has no derivative; snnTorch's rule stands in for it: −1 at the step of the first spike (the last step where there is none) and 0
    /// elsewhere, as more of a potential makes the spike come sooner.
    /// </summary>
    NegatedSpikeTime,

    /// <summary>1/(t + 1) of the first spike, with the derivative of <see cref="NegatedSpikeTime"/>.</summary>
    ReciprocalSpikeTime,
}

/// <summary>
/// Rows of [batch, classes] that a readout works on, their length rounded up to whole vectors: what lies behind the last is ignored.
/// </summary>
internal readonly ref struct ReadoutRows
{
    private const int Number = 4;

    private readonly Span<double> _memory;
    private readonly int _length;

    public ReadoutRows(OutputSizes sizes, NativeBuffer buffer)
    {
        _length = Length(sizes);
        _memory = buffer.Span<double>(Number * _length);
        _memory.Clear();
    }

    /// <summary>The output of a step.</summary>
    public Span<double> Step => Row(0);

    /// <summary>What was read; then, its gradient.</summary>
    public Span<double> Values => Row(1);

    /// <summary>The step that a value is from.</summary>
    public Span<double> From => Row(2);

    /// <summary>Room for others.</summary>
    public Span<double> Scratch => Row(3);

    public static NativeBuffer Rent(OutputSizes sizes) => NativeBuffer.Rent((long)Number * Length(sizes) * sizeof(double));

    private static int Length(OutputSizes sizes) => (sizes.Count + 7) & ~7;

    private Span<double> Row(int index) => _memory.Slice(index * _length, _length);
}

/// <summary>What reads an output over time, and the way back.</summary>
internal static class Readouts
{
    /// <summary>Fills <see cref="ReadoutRows.Values"/> and, where a single step gives the value, <see cref="ReadoutRows.From"/>.</summary>
    public static void Read<T>(Readout readout, OutputSizes sizes, ReadOnlySpan<T> output, ReadoutRows rows)
        where T : INumberBase<T>
    {
        switch (readout)
        {
            case Readout.MaxOverTime:
                sizes.Read(output, 0, rows.Values);
                for (var t = 1; t < sizes.Steps; t++)
                {
                    sizes.Read(output, t, rows.Step);
                    KeepLargest(t, rows.Step, rows.Values, rows.From);
                }
                break;
            case Readout.MeanOverTime or Readout.SumOverTime:
                for (var t = 0; t < sizes.Steps; t++)
                {
                    sizes.Read(output, t, rows.Step);
                    TensorPrimitives.Add(rows.Values, rows.Step, rows.Values);
                }
                if (readout == Readout.MeanOverTime) Scale(1.0 / sizes.Steps, rows.Values);
                break;
            default:
                rows.From.Fill(-1);
                for (var t = 0; t < sizes.Steps; t++)
                {
                    sizes.Read(output, t, rows.Step);
                    KeepFirst(t, rows.Step, rows.From);
                }
                Times(readout, sizes, rows);
                break;
        }
    }

    /// <summary>
    /// What orders the classes once they have been read, until the scratch is used: their values, but that a class without a spike comes
    /// after one that fires in the last step.
    /// </summary>
    public static Span<double> Likelihoods(Readout readout, ReadoutRows rows) => IsTime(readout) ? rows.Scratch : rows.Values;

    /// <summary>From the gradient of what was read, in <see cref="ReadoutRows.Values"/>, that of the output.</summary>
    public static void Pullback<T>(Readout readout, OutputSizes sizes, ReadoutRows rows, Span<T> gradient)
        where T : INumberBase<T>
    {
        var values = rows.Values;
        var from = rows.From;
        if (readout is Readout.MeanOverTime or Readout.SumOverTime)
        {
            if (readout == Readout.MeanOverTime) Scale(1.0 / sizes.Steps, values);
            sizes.WriteAll(values, gradient);
            return;
        }
        if (readout == Readout.ReciprocalSpikeTime)
        {
            for (var i = 0; i < sizes.Count; i++) values[i] /= (from[i] + 1) * (from[i] + 1);
        }
        for (var t = 0; t < sizes.Steps; t++)
        {
            GradientAt(t, values, from, rows.Step);
            sizes.Write(rows.Step, t, gradient);
        }
    }

    /// <summary>The class of each sample: the one with the largest value. By spike times, one that fires comes before one that does not.</summary>
    public static int[] Classes<T>(Readout readout, int population, Tensor<T> output)
        where T : INumberBase<T>
    {
        var sizes = OutputSizes.Of("Readout", population, output);
        using var buffer = ReadoutRows.Rent(sizes);
        var rows = new ReadoutRows(sizes, buffer);
        Read(readout, sizes, output.ReadOnlySpan(), rows);
        var likelihoods = Likelihoods(readout, rows);
        var classes = new int[sizes.Batch];
        Classes(sizes, Likelihoods(readout, rows), classes);
        return classes;
    }

    /// <summary>The class of each sample, of what orders the classes.</summary>
    public static void Classes(OutputSizes sizes, ReadOnlySpan<double> likelihoods, int[] classes)
    {
        for (var sample = 0; sample < classes.Length; sample++)
            classes[sample] = IndexOfLargest(likelihoods.Slice(sample * sizes.Classes, sizes.Classes));
    }

    public static bool IsTime(Readout readout) => readout is Readout.NegatedSpikeTime or Readout.ReciprocalSpikeTime;

    /// <summary>The place of the largest value of a row; the first where several are equal.</summary>
    private static int IndexOfLargest(ReadOnlySpan<double> values)
    {
        var best = 0;
        for (var c = 1; c < values.Length; c++)
        {
            if (values[c] > values[best]) best = c;
        }
        return best;
    }

    private static Span<Vector<double>> Vectors(Span<double> row) => MemoryMarshal.Cast<double, Vector<double>>(row);

    private static void Scale(double factor, Span<double> row) => TensorPrimitives.Multiply(row, factor, row);

    /// <summary>Of the steps of the first spikes, their values, and what orders the classes.</summary>
    private static void Times(Readout readout, OutputSizes sizes, ReadoutRows rows)
    {
        var values = rows.Values;
        var from = rows.From;
        var likelihoods = rows.Scratch;
        for (var i = 0; i < sizes.Count; i++)
        {
            var isSilent = from[i] < 0;
            var time = isSilent ? sizes.Steps - 1 : from[i];
            values[i] = readout == Readout.NegatedSpikeTime ? -time : 1 / (time + 1);
            from[i] = time;
            likelihoods[i] = isSilent ? double.NegativeInfinity : values[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void KeepLargest(int t, Span<double> step, Span<double> values, Span<double> steps)
    {
        var row = Vectors(step);
        var largest = Vectors(values);
        var from = Vectors(steps);
        var now = new Vector<double>(t);
        for (var i = 0; i < row.Length; i++)
        {
            var (x, before) = (row[i], largest[i]);
            // not ≤: a NaN, once met, stays, so that a network that has diverged shows it
            var isLarger = Vector.AndNot(Vector.Equals(before, before), Vector.LessThanOrEqual(x, before));
            largest[i] = Vector.ConditionalSelect(isLarger, x, before);
            from[i] = Vector.ConditionalSelect(isLarger, now, from[i]);
        }
    }

    /// <summary>−1 stands for no spike yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void KeepFirst(int t, Span<double> step, Span<double> steps)
    {
        var row = Vectors(step);
        var from = Vectors(steps);
        var now = new Vector<double>(t);
        for (var i = 0; i < row.Length; i++)
        {
            var isFirst = Vector.AndNot(Vector.LessThan(from[i], Vector<double>.Zero), Vector.Equals(row[i], Vector<double>.Zero));
            from[i] = Vector.ConditionalSelect(isFirst, now, from[i]);
        }
    }

    /// <summary>The gradient where the step is that of the value, 0 elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientAt(int t, Span<double> values, Span<double> steps, Span<double> step)
    {
        var gradient = Vectors(values);
        var from = Vectors(steps);
        var row = Vectors(step);
        var now = new Vector<double>(t);
        for (var i = 0; i < row.Length; i++) row[i] = Vector.ConditionalSelect(Vector.Equals(from[i], now), gradient[i], Vector<double>.Zero);
    }
}
