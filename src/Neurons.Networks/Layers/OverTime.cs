using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What stands for the steps of a sequence.</summary>
public enum Reduction
{
    /// <summary>The largest; the gradient goes to the first step that has it.</summary>
    Max,

    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The sum: of spikes, how many there are.</summary>
    Sum,

    /// <summary>The last step.</summary>
    Last,

    /// <summary>
    /// The largest, or the smallest where its magnitude is not below that of the largest; the gradient goes to the first step that has it.
    /// </summary>
    MaxMagnitude,
}

/// <summary>The options of an <see cref="OverTime"/>.</summary>
/// <param name="Reduction">What stands for the steps.</param>
public sealed record OverTimeOptions(Reduction Reduction);

/// <summary>
/// A readout: one step in place of a sequence, of the membrane potential or the spikes of the last neurons. Its output is [1, batch,
/// features…], so that layers can follow and every loss takes it.
/// </summary>
public sealed unsafe class OverTime : Layer
{
    /// <summary>A layer for features of any shape.</summary>
    /// <param name="reduction">What stands for the steps.</param>
    public OverTime(Reduction reduction) => Reduction = Require.Defined(nameof(OverTime), nameof(reduction), reduction);

    /// <summary>What stands for the steps.</summary>
    public Reduction Reduction { get; }

    /// <summary>What makes the same layer again.</summary>
    public OverTimeOptions Options => new(Reduction);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"OverTime({Reduction})";

    /// <summary>The layer as a function, in the precision of its input: what stands for the steps.</summary>
    /// <param name="input">x, [T, …], or […] where it stays the same; at least one step.</param>
    /// <param name="output">A buffer for y, […].</param>
    /// <exception cref="ArgumentException">A shape is another one, or there is no step.</exception>
    public void Forward<T>(InputSequence<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(OverTime));
        var (steps, step) = Sizes(operands, input);
        var x = operands.Read("input", input.Values);
        var y = new Span<T>(operands.Write("output", output, step), (int)output.FlattenedLength);
        var width = y.Length;
        if (!input.IsEachStep) Times(Row(0), y, Reduction == Reduction.Sum ? steps : 1);
        else if (Reduction == Reduction.Last) Row(steps - 1).CopyTo(y);
        else if (Reduction == Reduction.Max)
        {
            Row(0).CopyTo(y);
            for (var t = 1; t < steps; t++) TensorPrimitives.Max(y, Row(t), y);
        }
        else if (Reduction == Reduction.MaxMagnitude)
        {
            Row(0).CopyTo(y);
            var least = new Span<T>(operands.Scratch<T>(width), width);
            Row(0).CopyTo(least);
            for (var t = 1; t < steps; t++)
            {
                TensorPrimitives.Max(y, Row(t), y);
                TensorPrimitives.Min(least, Row(t), least);
            }
            for (var i = 0; i < width; i++)
            {
                if (T.Abs(least[i]) >= T.Abs(y[i])) y[i] = least[i];
            }
        }
        else
        {
            // in runs short enough for a count of spikes to be exact in float32
            const int Longest = 1 << 16;
            var sum = steps > Longest ? new Span<T>(operands.Scratch<T>(width), width) : [];
            for (var start = 0; start < steps; start += Longest)
            {
                var run = start == 0 ? y : sum;
                Row(start).CopyTo(run);
                for (var t = start + 1; t < Math.Min(steps, start + Longest); t++) TensorPrimitives.Add(run, Row(t), run);
                if (start > 0) TensorPrimitives.Add(y, sum, y);
            }
            if (Reduction == Reduction.Mean) Times(y, y, 1.0 / steps);
        }

        ReadOnlySpan<T> Row(int t) => new(x + (nint)t * width, width);
    }

    /// <summary>The gradient of Σ dy·y by the input.</summary>
    /// <param name="input">x, [T, …], or […] where it stays the same.</param>
    /// <param name="output">y, […].</param>
    /// <param name="outputGradient">dy, […].</param>
    /// <param name="inputGradient">A buffer in the shape of x; for one that stays the same, the gradient is the sum over time.</param>
    /// <exception cref="ArgumentException">A shape is another one, or there is no step.</exception>
    public void Backward<T>(InputSequence<T> input, Tensor<T> output, Tensor<T> outputGradient, Tensor<T> inputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(OverTime));
        var (steps, step) = Sizes(operands, input);
        var dx = operands.Write("inputGradient", inputGradient, input.Values.Lengths);
        var dy = new ReadOnlySpan<T>(operands.Read("outputGradient", outputGradient, step), (int)outputGradient.FlattenedLength);
        var width = dy.Length;
        if (!input.IsEachStep) Times(dy, Row(0), Reduction == Reduction.Sum ? steps : 1);
        else if (Reduction is Reduction.Max or Reduction.MaxMagnitude)
        {
            ToFirst(operands.Read("input", input.Values), operands.Read("output", output, step), dy, dx, steps);
        }
        else if (Reduction == Reduction.Last)
        {
            new Span<T>(dx, (int)inputGradient.FlattenedLength).Clear();
            dy.CopyTo(Row(steps - 1));
        }
        else
        {
            Times(dy, Row(0), Reduction == Reduction.Mean ? 1.0 / steps : 1);
            for (var t = 1; t < steps; t++) Row(0).CopyTo(Row(t));
        }

        Span<T> Row(int t) => new(dx + (nint)t * width, width);
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Sequenced;
        var output = pass.Take(this, "output", input.Shape);
        Forward(x, output);
        return new(Signal.Constant(1, output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) Backward(x, output, outputGradient, inputGradient);
        });
    }

    /// <summary>The gradient of a largest number, which goes to the first step that has it.</summary>
    private static void ToFirst<T>(T* x, T* y, ReadOnlySpan<T> dy, T* dx, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isTaken = new bool[dy.Length];
        for (var t = 0; t < steps; t++)
        {
            for (var i = 0; i < dy.Length; i++, x++, dx++)
            {
                var isFirst = !isTaken[i] && (*x).Equals(y[i]);
                isTaken[i] |= isFirst;
                *dx = isFirst ? dy[i] : T.Zero;
            }
        }
    }

    private static void Times<T>(ReadOnlySpan<T> source, Span<T> target, double factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (factor == 1) source.CopyTo(target);
        else TensorPrimitives.Multiply(source, T.CreateTruncating(factor), target);
    }

    /// <summary>The steps of a sequence, and the shape of one.</summary>
    private static (int Steps, nint[] Step) Sizes<T>(in Operands operands, InputSequence<T> input)
        where T : unmanaged
    {
        var shape = input.Values.Lengths;
        if (input.IsEachStep && (shape.IsEmpty || shape[0] == 0)) throw operands.Wrong("input", shape, "[T, …] with at least one step");
        var steps = input.Steps;
        if (steps < 1) throw new ArgumentException("OverTime: the input has no steps; at least one is needed.", nameof(input));
        return (steps, input.IsEachStep ? shape[1..].ToArray() : shape.ToArray());
    }
}
