using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// A loss of an output and of what it is to be over time, instead of a class: regression, spike trains, classes at some steps. A sample counts as
/// much as another, however many targets it has; the loss of a batch is their mean, so that padding and what stands beside a sample changes nothing
/// of it.
/// </summary>
public abstract class TargetLoss : Loss
{
    /// <summary>Whether the targets are classes, so that there is an accuracy.</summary>
    public virtual bool HasClasses => false;

    /// <summary>Whether it is one of whole sequences alone, and cannot be taken of parts of them. Default false.</summary>
    public virtual bool IsOfWhole => false;

    /// <summary>The mean loss of the batch, and its gradient with respect to the output.</summary>
    /// <param name="output">[T, batch, outputs…].</param>
    /// <param name="targets">What it is to be.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public (double Value, Tensor<float> Gradient) Evaluate(Tensor<float> output, SequenceTargets targets)
    {
        ArgumentNullException.ThrowIfNull(output);
        var gradient = AlignedTensor.CreateUninitialized<float>(output.Lengths);
        return (Evaluate(output, targets, gradient), gradient);
    }

    /// <summary>The mean loss of the batch; its gradient is written to memory that is there.</summary>
    /// <param name="output">[T, batch, outputs…]; contiguous.</param>
    /// <param name="targets">What it is to be.</param>
    /// <param name="gradient">Takes the gradient: all of it, in the shape of the output.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public abstract double Evaluate(Tensor<float> output, SequenceTargets targets, Tensor<float> gradient);

    /// <summary>How many samples are right at most of the steps that have a target; 0 where there are no classes.</summary>
    /// <param name="output">[T, batch, outputs…].</param>
    /// <param name="targets">What it is to be.</param>
    public virtual int Correct(Tensor<float> output, SequenceTargets targets) => 0;

    /// <summary>The shape of a target at a step, for an output of this shape.</summary>
    /// <param name="output">The shape of an output at a step.</param>
    public virtual int[] TargetShape(ReadOnlySpan<int> output) => output.ToArray();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">It takes targets over time.</exception>
    public sealed override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null) =>
        throw new NotSupportedException($"The loss {Name} takes targets over time, and not a class of each sample; give it SequenceTargets.");

    /// <summary>T, batch and outputs of a step, of an output and targets that fit.</summary>
    private protected (int Steps, int Batch, int Width) Sizes(Tensor<float> output, SequenceTargets targets, Tensor<float> gradient, bool isOne)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(gradient);
        Buffers.Like("gradient", output, gradient);
        var shape = output.Lengths;
        var given = targets.Values.Lengths;
        if (shape.Length < 3 || shape[0] < 1 || shape[1] < 1)
            throw new ArgumentException($"{Name}: the output has the shape {Shapes.Text(shape)}; it must be [T, batch, outputs…].", nameof(output));
        int[] features = [.. shape[2..].ToArray().Select(length => (int)length)];
        nint[] wanted = Shapes.Native(TargetShape(features));
        var fits = given.Length == wanted.Length + 2 && given[1] == shape[1] && given[2..].SequenceEqual(wanted)
            && (given[0] == 1 || (!isOne && given[0] == shape[0]));
        if (!fits)
            throw new ArgumentException(
                $"{Name}: the targets have the shape {Shapes.Text(given)}; for an output of {Shapes.Text(shape)} they must be "
                + $"{Shapes.Text([1, shape[1], .. wanted])}{(isOne ? "" : $" or {Shapes.Text([shape[0], shape[1], .. wanted])}")}.", nameof(targets));
        if (targets.Lengths is { } lengths && lengths.Length != shape[1])
            throw new ArgumentException($"{Name}: there are {lengths.Length} lengths for a batch of {shape[1]}.", nameof(targets));
        return ((int)shape[0], (int)shape[1], Shapes.Elements(shape[2..]));
    }
}
