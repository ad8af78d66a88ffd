using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>The options of an <see cref="ActivityPenalty"/>; rates are in outputs per step, and every number is ≥ 0.</summary>
/// <param name="L1">The price of the mean rate.</param>
/// <param name="L2">The price of the mean squared rate.</param>
/// <param name="LowerRate">The rate below which a neuron costs.</param>
/// <param name="LowerStrength">The price of rates below the lower bound.</param>
/// <param name="UpperRate">The mean rate of the layer above which it costs.</param>
/// <param name="UpperStrength">The price of a mean rate above the upper bound.</param>
public sealed record ActivityPenaltyOptions(
    double L1 = 0, double L2 = 0, double LowerRate = 0, double LowerStrength = 0, double UpperRate = 0, double UpperStrength = 0);

/// <summary>
/// Passes its input on, and in training adds a price of activity to the loss: with the rates r of the layer before, r being the mean of
/// a neuron's output over time,
/// <c>L1 · mean |r| + L2 · mean r² + LowerStrength · mean max(0, LowerRate − r)² + UpperStrength · max(0, mean r − UpperRate)²</c>,
/// averaged over the batch. L1 makes activity sparse; the lower bound keeps each neuron from falling silent, the upper bound is on the
/// layer's mean (Zenke and Vogels, "The remarkable robustness of surrogate gradient learning", 2021).
/// </summary>
public sealed class ActivityPenalty : Layer
{
    /// <summary>A penalty without a price, to be given one.</summary>
    public ActivityPenalty()
    {
    }

    /// <summary>A penalty of these options.</summary>
    public ActivityPenalty(ActivityPenaltyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (L1, L2, LowerRate, LowerStrength, UpperRate, UpperStrength) =
            (options.L1, options.L2, options.LowerRate, options.LowerStrength, options.UpperRate, options.UpperStrength);
    }

    /// <summary>What makes the same layer again.</summary>
    public ActivityPenaltyOptions Options => new(L1, L2, LowerRate, LowerStrength, UpperRate, UpperStrength);

    /// <summary>The price of the mean rate, ≥ 0. Default 0.</summary>
    public double L1 { get; init => field = NotNegative(nameof(L1), value); }

    /// <summary>The price of the mean squared rate, ≥ 0. Default 0.</summary>
    public double L2 { get; init => field = NotNegative(nameof(L2), value); }

    /// <summary>The rate, in outputs per step, below which a neuron costs. Default 0.</summary>
    public double LowerRate { get; init => field = NotNegative(nameof(LowerRate), value); }

    /// <summary>The price of rates below the lower bound, ≥ 0. Default 0.</summary>
    public double LowerStrength { get; init => field = NotNegative(nameof(LowerStrength), value); }

    /// <summary>The mean rate of the layer, in outputs per step, above which it costs. Default 0.</summary>
    public double UpperRate { get; init => field = NotNegative(nameof(UpperRate), value); }

    /// <summary>The price of a mean rate above the upper bound, ≥ 0. Default 0.</summary>
    public double UpperStrength { get; init => field = NotNegative(nameof(UpperStrength), value); }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString()
    {
        (string Name, double Value)[] all =
        [
            ("L1", L1), ("L2", L2), ("lower rate", LowerRate), ("lower strength", LowerStrength), ("upper rate", UpperRate), ("upper strength", UpperStrength),
        ];
        return $"ActivityPenalty({string.Join(", ", all.Where(one => one.Value != 0).Select(one => $"{one.Name} {NumberText.Of(one.Value)}"))})";
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        if (!pass.IsTraining) return Identity(input);
        var price = ActivityPenaltyModule.evaluate(
            new(L1, L2, LowerRate, LowerStrength, UpperRate, UpperStrength), input.Sequenced, pass.Take(this, "price", input.Shape));
        pass.Penalty += price.Value;
        return new(input, (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is null) return;
            var (outer, own, into) = (outputGradient, price.Gradient, inputGradient);
            var width = (int)own.FlattenedLength;
            for (var at = 0; at < (int)into.FlattenedLength; at += width)
                TensorPrimitives.Add(Sequence.readOnly(outer).Slice(at, width), Sequence.readOnly(own), Sequence.span(into).Slice(at, width));
        });
    }

    private static double NotNegative(string name, double value) =>
        Require.Float32(nameof(ActivityPenalty), name, Require.NotNegative(nameof(ActivityPenalty), name, value));
}
