using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="MaskedCrossEntropy"/>: there are none.</summary>
public sealed record MaskedCrossEntropyOptions;

/// <summary>
/// Softmax cross-entropy of the steps that have a class: a target is the number of the class, [T, batch, 1], and NaN where nothing is asked for.
/// The mean over the steps of a sample, and over samples.
/// </summary>
public sealed class MaskedCrossEntropy(MaskedCrossEntropyOptions options) : TargetLoss
{
    /// <summary>The options.</summary>
    public MaskedCrossEntropyOptions Options => options;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override int[] TargetShape(ReadOnlySpan<int> output) => [1];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, or a target is no class.</exception>
    public override double Evaluate(Tensor<float> output, SequenceTargets targets, Tensor<float> gradient)
    {
        var (steps, batch, classes) = Sizes(output, targets, gradient, isOne: false);
        var y = output.ReadOnlySpan();
        var dy = gradient.Span();
        dy.Clear();
        var asked = new int[batch];
        for (var t = 0; t < steps; t++)
        {
            for (var sample = 0; sample < batch; sample++) asked[sample] += Class(targets, t, sample, steps, batch, classes) >= 0 ? 1 : 0;
        }
        Span<double> powers = classes <= 256 ? stackalloc double[classes] : new double[classes];
        var sum = 0.0;
        for (var t = 0; t < steps; t++)
        {
            for (var sample = 0; sample < batch; sample++)
            {
                if (Class(targets, t, sample, steps, batch, classes) is not (>= 0 and var label)) continue;
                var first = ((t * batch) + sample) * classes;
                var own = y.Slice(first, classes);
                var (largest, total, share) = ((double)TensorPrimitives.Max(own), 0.0, 1 / ((double)asked[sample] * batch));
                for (var c = 0; c < classes; c++) total += powers[c] = Math.Exp(own[c] - largest);
                sum += share * (Math.Log(total) + largest - own[label]);
                for (var c = 0; c < classes; c++) dy[first + c] = (float)(share * ((powers[c] / total) - (c == label ? 1 : 0)));
            }
        }
        return sum;
    }

    /// <inheritdoc/>
    public override int Correct(Tensor<float> output, SequenceTargets targets)
    {
        var (steps, batch, classes) = Sizes(output, targets, output, isOne: false);
        var y = output.ReadOnlySpan();
        var correct = 0;
        for (var sample = 0; sample < batch; sample++)
        {
            var (asked, right) = (0, 0);
            for (var t = 0; t < steps; t++)
            {
                if (Class(targets, t, sample, steps, batch, classes) is not (>= 0 and var label)) continue;
                asked++;
                right += TensorPrimitives.IndexOfMax(y.Slice(((t * batch) + sample) * classes, classes)) == label ? 1 : 0;
            }
            correct += 2 * right > asked ? 1 : 0;
        }
        return correct;
    }

    /// <summary>The class of a step; −1 where nothing is asked for.</summary>
    private int Class(SequenceTargets targets, int step, int sample, int steps, int batch, int classes)
    {
        if (step >= targets.Length(sample, steps)) return -1;
        var target = targets.Values.ReadOnlySpan()[((targets.Values.Lengths[0] == 1 ? 0 : step) * batch) + sample];
        if (float.IsNaN(target)) return -1;
        return target >= 0 && target < classes && target == MathF.Floor(target)
            ? (int)target
            : throw new ArgumentException(
                $"{Name}: the target of sample {sample} at step {step} is {target}; it must be a class, 0 .. {classes - 1}, or NaN.",
                nameof(targets));
    }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.MaskedCrossEntropy" path="/summary"/>
    public static TargetLoss MaskedCrossEntropy() => new MaskedCrossEntropy(new());
}
