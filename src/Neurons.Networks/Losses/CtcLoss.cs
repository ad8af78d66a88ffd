using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="CtcLoss"/>.</summary>
/// <param name="Blank">The class that stands for nothing, in 0 .. classes − 1.</param>
public sealed record CtcLossOptions(int Blank = 0);

/// <summary>
/// Connectionist temporal classification (Graves et al. 2006): which labels a sample has and in which order, but not at which steps. The output
/// is one of classes, softmax follows; a label stands at any number of neighbouring steps, blanks between labels, and what stands at the steps
/// is read by leaving out repetitions, then blanks. −ln of the probability of all ways to read the labels of a sample, divided by their number,
/// as the mean of PyTorch's <c>ctc_loss</c>; float64, in logarithms.
/// </summary>
/// <remarks>
/// Targets are [T, batch, 1]: those that are numbers, in their order, are the labels of a sample; the others are NaN. At which steps they stand
/// makes no difference. A sample needs a step for each label, and one more between equal labels that follow each other.
/// </remarks>
public sealed class CtcLoss : TargetLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The blank is below 0.</exception>
    public CtcLoss(CtcLossOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(0, "CTC loss", nameof(options.Blank), options.Blank);
        Options = options;
    }

    /// <summary>The options.</summary>
    public CtcLossOptions Options { get; }

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override bool IsOfWhole => true;

    /// <inheritdoc/>
    public override int[] TargetShape(ReadOnlySpan<int> output) => output.Length == 1 && output[0] > Options.Blank
        ? [1]
        : throw new ArgumentException(
            $"{Name}: the output is {Shapes.Text(output)} at each step; it must be [classes], more than the blank, {Options.Blank}.", nameof(output));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, a target is no label, or a sample has more labels than steps.</exception>
    public override double Evaluate(Tensor<float> output, SequenceTargets targets, Tensor<float> gradient)
    {
        var (steps, batch, classes) = Sizes(output, targets, gradient, isOne: false);
        var y = output.ReadOnlySpan();
        var dy = gradient.Span();
        dy.Clear();
        var paths = new CtcPaths(steps, classes, Options.Blank);
        var sum = 0.0;
        for (var sample = 0; sample < batch; sample++)
        {
            var labels = Labels(targets, sample, steps, batch, classes);
            var length = targets.Length(sample, steps);
            var needed = labels.Length + Enumerable.Range(1, Math.Max(0, labels.Length - 1)).Count(i => labels[i] == labels[i - 1]);
            if (needed > length)
                throw new ArgumentException(
                    $"{Name}: sample {sample} has {labels.Length} labels, which need {needed} steps, and it has {length}.", nameof(targets));
            // nothing is asked of a sample without a step
            if (length == 0) continue;
            var share = 1.0 / (Math.Max(1, labels.Length) * (double)batch);
            sum += share * paths.Evaluate(y, dy, sample * classes, batch * classes, length, labels, share);
        }
        return sum;
    }

    /// <inheritdoc/>
    /// <remarks>A sample is right if all of its labels are decoded, and nothing else.</remarks>
    public override int Correct(Tensor<float> output, SequenceTargets targets)
    {
        var (steps, batch, classes) = Sizes(output, targets, output, isOne: false);
        var decoded = Decode(output, targets.Lengths);
        return Enumerable.Range(0, batch).Count(sample => decoded[sample].SequenceEqual(Labels(targets, sample, steps, batch, classes)));
    }

    /// <summary>The labels of each sample by the likeliest class of each step (greedy decoding).</summary>
    /// <param name="output">[T, batch, classes].</param>
    /// <param name="lengths">The steps of each sample; null where all have T.</param>
    /// <exception cref="ArgumentException">The output has another shape.</exception>
    public int[][] Decode(Tensor<float> output, int[]? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (output.Rank != 3 || output.Lengths[2] <= Options.Blank)
            throw new ArgumentException(
                $"{Name}: the output has the shape {Shapes.Text(output.Lengths)}; it must be [T, batch, classes], with more classes than the blank, "
                + $"{Options.Blank}.", nameof(output));
        var (steps, batch, classes) = ((int)output.Lengths[0], (int)output.Lengths[1], (int)output.Lengths[2]);
        if (lengths is not null && lengths.Length != batch)
            throw new ArgumentException($"{Name}: there are {lengths.Length} lengths for a batch of {batch}.", nameof(lengths));
        var decoded = new int[batch][];
        for (var sample = 0; sample < batch; sample++)
        {
            var (labels, before) = (new List<int>(), Options.Blank);
            var length = lengths is null ? steps : Math.Clamp(lengths[sample], 0, steps);
            for (var t = 0; t < length; t++)
            {
                var best = TensorPrimitives.IndexOfMax(output.ReadOnlySpan().Slice(((t * batch) + sample) * classes, classes));
                if (best != before && best != Options.Blank) labels.Add(best);
                before = best;
            }
            decoded[sample] = [.. labels];
        }
        return decoded;
    }

    /// <summary>
    /// The rate of label errors of the decoded labels: insertions, deletions and replacements that make targets of them, divided by the number
    /// of targets; 0 is perfect.
    /// </summary>
    /// <param name="output">[T, batch, classes].</param>
    /// <param name="targets">As for the loss.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no target.</exception>
    public double LabelErrorRate(Tensor<float> output, SequenceTargets targets)
    {
        var (steps, batch, classes) = Sizes(output, targets, output, isOne: false);
        var decoded = Decode(output, targets.Lengths);
        var (errors, all) = (0, 0);
        for (var sample = 0; sample < batch; sample++)
        {
            var labels = Labels(targets, sample, steps, batch, classes);
            errors += Distance(decoded[sample], labels);
            all += labels.Length;
        }
        return all > 0 ? (double)errors / all : throw new ArgumentException($"{Name}: no sample has a label.", nameof(targets));
    }

    private int[] Labels(SequenceTargets targets, int sample, int steps, int batch, int classes)
    {
        var labels = new List<int>();
        var given = Math.Min((int)targets.Values.Lengths[0], targets.Length(sample, steps));
        for (var t = 0; t < given; t++)
        {
            var target = targets.Values.ReadOnlySpan()[(t * batch) + sample];
            if (float.IsNaN(target)) continue;
            if (!(target >= 0 && target < classes && target == MathF.Floor(target)) || target == Options.Blank)
                throw new ArgumentException(
                    $"{Name}: the target of sample {sample} at step {t} is {target}; it must be a class, 0 .. {classes - 1}, that is not the blank, "
                    + $"{Options.Blank}, or NaN.", nameof(targets));
            labels.Add((int)target);
        }
        return [.. labels];
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(int[] first, int[] second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (var i = 1; i <= first.Length; i++)
        {
            var (diagonal, above) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (first[i - 1] == second[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}

public partial class Loss
{
    /// <inheritdoc cref="CtcLoss" path="/summary"/>
    /// <param name="blank">The class that stands for nothing.</param>
    public static CtcLoss Ctc(int blank = 0) => new(new(blank));
}
