using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="SpikeTimeCrossEntropy"/>.</summary>
/// <param name="Scale">ξ in s, &gt; 0: how much earlier the right class has to fire to count as such.</param>
/// <param name="Early">α ≥ 0, the price of a late spike of the right class.</param>
/// <param name="EarlyScale">β in s, &gt; 0, of that price.</param>
public sealed record SpikeTimeCrossEntropyOptions(double Scale, double Early = 0, double EarlyScale = 0.01);

/// <summary>
/// Of the exact time t of each output's first spike, [batch, classes] in s, as an <see cref="EventPropRun"/> gives it: softmax cross-entropy of
/// −t/ξ, plus α (exp(t/β) − 1) of the right class (Wunderlich and Pehle 2021). The class is that of the earliest spike.
/// </summary>
public sealed class SpikeTimeCrossEntropy : Loss
{
    /// <summary>The loss with these options.</summary>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public SpikeTimeCrossEntropy(SpikeTimeCrossEntropyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Require.Positive(nameof(SpikeTimeCrossEntropy), nameof(options.Scale), options.Scale);
        Require.NotNegative(nameof(SpikeTimeCrossEntropy), nameof(options.Early), options.Early);
        Require.Positive(nameof(SpikeTimeCrossEntropy), nameof(options.EarlyScale), options.EarlyScale);
    }

    /// <summary>The options.</summary>
    public SpikeTimeCrossEntropyOptions Options { get; }

    /// <inheritdoc/>
    public override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var (batch, classes) = Sizes(output);
        if (labels.Length != batch)
            throw new ArgumentException($"{nameof(SpikeTimeCrossEntropy)}: there are {labels.Length} labels for a batch of {batch}.", nameof(labels));
        var target = Buffers.Like(nameof(gradient), output, gradient).Span();
        var all = output.ReadOnlySpan();
        var sum = 0.0;
        for (var sample = 0; sample < batch; sample++)
        {
            var (times, label) = (all.Slice(sample * classes, classes).ToArray(), labels[sample]);
            var into = target.Slice(sample * classes, classes);
            Require.That((uint)label < (uint)classes, nameof(SpikeTimeCrossEntropy), "a label", label, $"in 0 .. {classes - 1}");
            var first = (double)times.Min();
            var powers = Array.ConvertAll(times, time => Math.Exp((first - time) / Options.Scale));
            var (total, late) = (powers.Sum(), Options.Early * Math.Exp(times[label] / Options.EarlyScale));
            sum += Math.Log(total) + ((times[label] - first) / Options.Scale) + late - Options.Early;
            for (var c = 0; c < classes; c++)
            {
                var own = (c == label ? 1 : 0) - (powers[c] / total);
                into[c] = (float)(((own / Options.Scale) + (c == label ? late / Options.EarlyScale : 0)) / ((divisor ?? 1) * batch));
            }
        }
        return sum / ((divisor ?? 1) * batch);
    }

    /// <inheritdoc/>
    public override int[] Classes(Tensor<float> output)
    {
        var (batch, classes) = Sizes(output);
        var found = new int[batch];
        var all = output.ReadOnlySpan();
        for (var sample = 0; sample < batch; sample++) found[sample] = TensorPrimitives.IndexOfMin(all.Slice(sample * classes, classes));
        return found;
    }

    private static (int Batch, int Classes) Sizes(Tensor<float> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var isBatch = output.Rank == 2 || (output.Rank == 3 && output.Lengths[0] == 1);
        return isBatch && output.FlattenedLength > 0
            ? ((int)output.Lengths[^2], (int)output.Lengths[^1])
            : throw new ArgumentException(
                $"{nameof(SpikeTimeCrossEntropy)}: the output has the shape {Shapes.Text(output.Lengths)}; "
                + "it must be [B, C], or [1, B, C], with both at least 1.",
                nameof(output));
    }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.SpikeTimeCrossEntropy" path="/summary"/>
    /// <param name="scale">ξ in s, &gt; 0: how much earlier the right class has to fire to count as such.</param>
    /// <param name="early">α ≥ 0, the price of a late spike of the right class.</param>
    /// <param name="earlyScale">β in s, &gt; 0, of that price.</param>
    public static Loss SpikeTimeCrossEntropy(double scale, double early = 0, double earlyScale = 0.01) =>
        new SpikeTimeCrossEntropy(new(scale, early, earlyScale));
}
