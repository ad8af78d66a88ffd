using System.Runtime.CompilerServices;
using Neurons.Compile;

namespace Neurons.Networks;

/// <summary>The options of a cross-entropy.</summary>
/// <param name="ClassWeights">
/// A weight ≥ 0 for each class; null for 1 each. The sum is divided by the number of samples, or by the sum of the samples' weights where
/// the loss says so.
/// </param>
/// <param name="LabelSmoothing">The share of the target that all classes have, in [0, 1).</param>
/// <param name="Population">The outputs of each class, at least 1, side by side; they are summed.</param>
public sealed record CrossEntropyOptions(IReadOnlyList<double>? ClassWeights = null, double LabelSmoothing = 0, int Population = 1);

/// <summary>Softmax cross-entropy of what is read of an output.</summary>
public abstract class CrossEntropyLoss : ReadoutLoss
{
    private readonly double _smoothing;
    private readonly bool _dividesByWeights;

    /// <param name="readout">What is read.</param>
    /// <param name="o">The options.</param>
    /// <param name="overWeights">
    /// Whether the sum is divided by that of the weights of the samples' classes, as PyTorch's cross_entropy and with it snnTorch's temporal
    /// loss; else by the number of samples, as snnTorch's rate, count and membrane losses.
    /// </param>
    private protected CrossEntropyLoss(Readout readout, CrossEntropyOptions o, bool overWeights = false)
        : base("Cross-entropy", readout, o.ClassWeights, o.Population) =>
        (_smoothing, _dividesByWeights) = (Checked(o), overWeights && o.ClassWeights is not null);

    /// <summary>Of each step.</summary>
    private protected CrossEntropyLoss(OverSteps steps, CrossEntropyOptions o)
        : base("Cross-entropy", steps, o.ClassWeights, o.Population) => _smoothing = Checked(o);

    /// <inheritdoc/>
    public sealed override double? Divisor(ReadOnlySpan<int> labels)
    {
        if (!_dividesByWeights) return null;
        var sum = 0.0;
        foreach (var label in labels) sum += ClassWeights[label];
        // samples of classes without weight alone: nothing to learn, and no division by zero
        return sum == 0 ? 1 : sum / labels.Length;
    }

    private protected sealed override double Factor(ReadOnlySpan<int> labels, double? divisor) =>
        1 / ((divisor ?? Divisor(labels) ?? 1) * labels.Length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected sealed override double Apply(
        OutputSizes sizes, double factor, ReadOnlySpan<int> labels, Span<double> values, Span<double> scratch)
    {
        var classes = sizes.Classes;
        var weights = ClassWeights;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var row = values.Slice(sample * classes, classes);
            var largest = row[0];
            for (var c = 1; c < classes; c++)
            {
                if (row[c] > largest) largest = row[c];
            }
            for (var c = 0; c < classes; c++) row[c] -= largest;
        }

        Elementwise.exp(values, scratch);

        var sum = 0.0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var row = values.Slice(sample * classes, classes);
            var powers = scratch.Slice(sample * classes, classes);
            var label = labels[sample];
            var total = 0.0;
            for (var c = 0; c < classes; c++) total += powers[c];
            var logTotal = Math.Log(total);
            var weight = factor * (weights.IsEmpty ? 1 : weights[label]);
            if (_smoothing == 0)
            {
                sum += weight * (logTotal - row[label]);
                var scale = weight / total;
                for (var c = 0; c < classes; c++) row[c] = scale * powers[c];
                row[label] -= weight;
                continue;
            }

            // the target of class c: (1 − ε)·w of the label if c is it, and ε/C·w of c
            var share = factor * _smoothing / classes;
            var target = 0.0;
            for (var c = 0; c < classes; c++)
            {
                var own = share * (weights.IsEmpty ? 1 : weights[c]);
                if (c == label) own += (1 - _smoothing) * weight;
                target += own;
                sum += own * (logTotal - row[c]);
                row[c] = -own;
            }
            for (var c = 0; c < classes; c++) row[c] += target * (powers[c] / total);
        }
        return sum;
    }

    private static double Checked(CrossEntropyOptions o) => o.LabelSmoothing is >= 0 and < 1
        ? o.LabelSmoothing
        : throw new ArgumentOutOfRangeException(nameof(o.LabelSmoothing), o.LabelSmoothing,
            $"Cross-entropy: LabelSmoothing is {o.LabelSmoothing}; it must be in [0, 1).");
}
