using System.Numerics;
using System.Numerics.Tensors;
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
    private static readonly OverTime _rates = new(Reduction.Mean);

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
            ("L1", L1), ("L2", L2), ("lower rate", LowerRate), ("lower strength", LowerStrength), ("upper rate", UpperRate),
            ("upper strength", UpperStrength),
        ];
        return $"ActivityPenalty({string.Join(", ", all.Where(one => one.Value != 0).Select(one => $"{one.Name} {NumberText.Of(one.Value)}"))})";
    }

    /// <summary>The price of a sequence, in the precision of its numbers, and its gradient.</summary>
    /// <param name="input">x, [T, batch, …], or [batch, …] where it stays the same.</param>
    /// <param name="gradient">
    /// A buffer for the gradient by a step, the same at all of them, [batch, …]; where x stays the same, by all together.
    /// </param>
    /// <exception cref="ArgumentException">A shape is another one, or there is no step.</exception>
    public double Evaluate<T>(InputSequence<T> input, Tensor<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _rates.Forward(input, gradient);
        if (gradient.Rank == 0) throw new ArgumentException("ActivityPenalty: the input has no batch; it must be [T, batch, …].", nameof(input));
        // rates are compared with bounds that are rounded as they are
        var (lowerRate, upperRate) = (Rounded(LowerRate), Rounded(UpperRate));
        var rates = gradient.Span();
        var batch = (int)gradient.Lengths[0];
        var neurons = rates.Length / Math.Max(1, batch);
        // the means over batch and neurons, and of each step's share in a rate
        var share = 1 / (Math.Max(1.0, rates.Length) * (input.IsEachStep ? input.Steps : 1));
        var price = 0.0;
        for (var sample = 0; sample < batch; sample++)
        {
            var own = rates.Slice(sample * neurons, neurons);
            var mean = 0.0;
            foreach (var rate in own) mean += double.CreateTruncating(rate) / neurons;
            var above = Math.Max(0, mean - upperRate);
            price += UpperStrength * above * above / batch;
            foreach (ref var number in own)
            {
                var rate = double.CreateTruncating(number);
                var below = Math.Max(0, lowerRate - rate);
                price += ((L1 * Math.Abs(rate)) + (L2 * rate * rate) + (LowerStrength * below * below)) / rates.Length;
                number = T.CreateTruncating(
                    share * ((L1 * Math.Sign(rate)) + (2 * L2 * rate) - (2 * LowerStrength * below) + (2 * UpperStrength * above)));
            }
        }
        return price;

        static double Rounded(double value) => double.CreateTruncating(T.CreateTruncating(value));
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        if (!pass.IsTraining) return Identity(input);
        var own = pass.Take(this, "price", input.Shape);
        pass.Penalty += Evaluate(input.Sequenced, own);
        return new(input, (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is null) return;
            var width = (int)own.FlattenedLength;
            for (var at = 0; at < (int)inputGradient.FlattenedLength; at += width)
                TensorPrimitives.Add(
                    outputGradient.Numbers().Slice(at, width), own.Numbers(), inputGradient.Span().Slice(at, width));
        });
    }

    private static double NotNegative(string name, double value) =>
        Require.Float32(nameof(ActivityPenalty), name, Require.NotNegative(nameof(ActivityPenalty), name, value));
}
