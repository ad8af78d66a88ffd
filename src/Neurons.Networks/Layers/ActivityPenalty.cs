using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>
/// Passes its input on, and in training adds a price of activity to the loss: with the rates r of the layer before, r being the mean of
/// a neuron's output over time,
/// <c>L1 · mean |r| + L2 · mean r² + LowerStrength · mean max(0, LowerRate − r)² + UpperStrength · max(0, mean r − UpperRate)²</c>,
/// averaged over the batch. L1 makes activity sparse; the lower bound keeps each neuron from falling silent, the upper bound is on the
/// layer's mean (Zenke and Vogels, "The remarkable robustness of surrogate gradient learning", 2021).
/// </summary>
public sealed class ActivityPenalty : Layer
{
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
    public override int[]? InputShape => null;

    internal override Parameter[] Stored => [];

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

    internal static ActivityPenalty Read(LayerDescription description) => new()
    {
        L1 = description.Number("l1", 0),
        L2 = description.Number("l2", 0),
        LowerRate = description.Number("lowerRate", 0),
        LowerStrength = description.Number("lowerStrength", 0),
        UpperRate = description.Number("upperRate", 0),
        UpperStrength = description.Number("upperStrength", 0),
    };

    internal override LayerRun Forward(Signal input, Pass pass)
    {
        if (!pass.IsTraining) return Identity(input);
        var price = ActivityPenaltyModule.evaluate(
            new(L1, L2, LowerRate, LowerStrength, UpperRate, UpperStrength), input.Sequenced, pass.Workspace.Take(this, "price", input.Shape));
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

    internal override JsonObject Describe() => new()
    {
        ["type"] = "ActivityPenalty",
        ["l1"] = L1,
        ["l2"] = L2,
        ["lowerRate"] = LowerRate,
        ["lowerStrength"] = LowerStrength,
        ["upperRate"] = UpperRate,
        ["upperStrength"] = UpperStrength,
    };

    private static double NotNegative(string name, double value) => value >= 0 && double.IsFinite(value)
        ? Float32.Require("ActivityPenalty", name, value)
        : throw new ArgumentOutOfRangeException(name, value, $"ActivityPenalty: {name} is {NumberText.Of(value)}; it must be ≥ 0 and finite.");
}
