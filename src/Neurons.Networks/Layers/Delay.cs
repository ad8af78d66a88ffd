using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Delay"/>.</summary>
/// <param name="Steps">How much later, at least 1 step.</param>
public sealed record DelayOptions(int Steps);

/// <summary>
/// Passes its input on a fixed number of steps later; before it come zeros, or what an earlier part of the sequence still held. No
/// gradient flows from one part to the one before.
/// </summary>
public sealed unsafe class Delay : Layer, IStepwise
{
    /// <summary>A layer for features of any shape.</summary>
    /// <param name="steps">How much later, at least 1 step.</param>
    public Delay(int steps) => Steps = Require.AtLeast(1, nameof(Delay), nameof(steps), steps);

    /// <summary>How many steps later the output comes.</summary>
    public int Steps { get; }

    /// <summary>What makes the same layer again.</summary>
    public DelayOptions Options => new(Steps);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => Shapes.Count(input) <= Array.MaxLength / Steps
        ? input
        : throw new ArgumentException($"holds {Steps} steps of {Shapes.Text(input)}, more than {Array.MaxLength} values");

    /// <inheritdoc/>
    public override string ToString() => $"Delay({Steps})";

    /// <summary>The layer as a function, in the precision of its input: the delayed sequence.</summary>
    /// <param name="before">The last steps of the input before, [steps, …]; null for zeros.</param>
    /// <param name="input">x, [T, …], or […] where it stays the same.</param>
    /// <param name="output">A buffer for y, [T, …].</param>
    /// <returns>The last steps of the input, where <paramref name="before"/> was: for the part of the sequence that follows.</returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public Tensor<T> Forward<T>(Tensor<T>? before, InputSequence<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Delay));
        var (total, width) = Sizes(operands, input, out var step);
        var after = AlignedTensor.CreateUninitialized<T>([Steps, .. step]);
        var x = operands.Read("input", input.Tensor);
        var held = operands.ReadOrNull("before", before, [Steps, .. step]);
        var y = operands.Write("output", output, [total, .. step]);
        var next = operands.Write("after", after, after.Lengths);
        // row t of what was held and the input, one after the other, comes out at step t and is held from step t − total on
        for (var t = 0; t < Steps + total; t++)
        {
            var row = t >= Steps ? x + (input.IsEachStep ? (nint)(t - Steps) * width : 0) : held == null ? null : held + (nint)t * width;
            if (t < total) Copy(row, y + (nint)t * width, width);
            if (t >= total) Copy(row, next + (nint)(t - total) * width, width);
        }
        return after;

        static void Copy(T* row, T* target, int width)
        {
            if (row == null) new Span<T>(target, width).Clear();
            else new Span<T>(row, width).CopyTo(new(target, width));
        }
    }

    /// <summary>The gradient of Σ dy·y by the input.</summary>
    /// <param name="input">x, [T, …], or […] where it stays the same.</param>
    /// <param name="outputGradient">dy, [T, …].</param>
    /// <param name="inputGradient">A buffer in the shape of x; for one that stays the same, the gradient is the sum over time.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(InputSequence<T> input, Tensor<T> outputGradient, Tensor<T> inputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Delay));
        var (total, width) = Sizes(operands, input, out var step);
        var dy = operands.Read("outputGradient", outputGradient, [total, .. step]);
        var dx = operands.Write("inputGradient", inputGradient, input.Tensor.Lengths);
        new Span<T>(dx, (int)inputGradient.FlattenedLength).Clear();
        for (var t = Steps; t < total; t++)
        {
            var arrived = new ReadOnlySpan<T>(dy + (nint)t * width, width);
            if (input.IsEachStep)
            {
                arrived.CopyTo(new(dx + (nint)(t - Steps) * width, width));
                continue;
            }
            var sum = new Span<T>(dx, width);
            TensorPrimitives.Add(sum, arrived, sum);
        }
    }

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass) => new DelaySteps(this, sequences, pass);

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Sequenced;
        var shape = input.Shape.ToArray();
        var output = pass.Take(this, "output", [input.Steps, .. shape]);
        pass.Keep(this, Forward(pass.Before<Tensor<float>>(this, shape), x, output), shape);
        return new(Signal.EachStep(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) Backward(x, outputGradient, inputGradient);
        });
    }

    /// <summary>The steps of a sequence, the numbers of one, and its shape.</summary>
    private static (int Total, int Width) Sizes<T>(in Operands operands, InputSequence<T> input, out ReadOnlySpan<nint> step)
        where T : unmanaged
    {
        var shape = input.Tensor.Lengths;
        if (input.IsEachStep && shape.IsEmpty) throw operands.Wrong("input", shape, "[T, …]");
        step = input.IsEachStep ? shape[1..] : shape;
        var width = 1;
        foreach (var length in step) width *= (int)length;
        return (input.Steps, width);
    }
}
