using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What became of an activation.</summary>
/// <param name="Place">Its place in the analogue network.</param>
/// <param name="Layer">The layer there.</param>
/// <param name="Scales">What one spike a step stands for: a number for each channel, or one.</param>
/// <param name="Saturated">The part of its values in the calibration that are larger, and so cannot be reached.</param>
/// <param name="Silent">The part of its units that are 0 for all samples of the calibration.</param>
public sealed record LayerConversion(string Place, string Layer, IReadOnlyList<double> Scales, double Saturated, double Silent);

/// <summary>How far the rates of neurons are from the activations that they stand for.</summary>
/// <param name="Place">The place of the activation in the analogue network.</param>
/// <param name="MeanActivation">The mean activation.</param>
/// <param name="MeanRate">The mean rate of spikes, times what one stands for.</param>
/// <param name="Error">The mean distance between the two.</param>
public sealed record RateError(string Place, double MeanActivation, double MeanRate, double Error);

/// <summary>How often the largest output, summed over the steps so far, is that of the right class.</summary>
/// <param name="TimeSteps">The steps so far.</param>
/// <param name="Accuracy">The part of the samples.</param>
public sealed record AccuracyAt(int TimeSteps, double Accuracy);

/// <summary>What a conversion did, and how well.</summary>
public sealed class ConversionReport
{
    /// <summary>Steps that are run at a time, so that memory does not grow with their number.</summary>
    private const int MostSteps = 8;

    private readonly Network _analogue, _spiking, _reference;
    private readonly (string Place, double[] Scale, int InReference, int InSpiking)[] _places;

    internal ConversionReport(
        Network analogue, Network spiking, Network reference, IReadOnlyList<LayerConversion> layers, IReadOnlyList<string> folded,
        (string Place, double[] Scale, int InReference, int InSpiking)[] places) =>
        (_analogue, _spiking, _reference, Layers, Folded, _places) = (analogue, spiking, reference, layers, folded, places);

    /// <summary>The activations, in their order.</summary>
    public IReadOnlyList<LayerConversion> Layers { get; }

    /// <summary>The batch normalisations that were folded into layers with weights.</summary>
    public IReadOnlyList<string> Folded { get; }

    /// <summary>The accuracy of the analogue network.</summary>
    /// <param name="data">Samples that stay the same over time.</param>
    /// <param name="batchSize">The samples of a batch, at least 1.</param>
    public double AnalogueAccuracy(Dataset data, int batchSize = 64)
    {
        ArgumentNullException.ThrowIfNull(data);
        var batches = new Batches(AnnToSnn.Fitted(data, _analogue), batchSize, _analogue.Seed, null, 1) { Shuffle = false };
        var correct = batches.Epoch(0).Sum(batch => Correct(_analogue.Predict(batch.Values!, 1).ReadOnlySpan(), batch.Labels));
        return (double)correct / data.Count;
    }

    /// <summary>The accuracy of the spiking network after some numbers of steps: the class is that of the largest sum of outputs.</summary>
    /// <param name="data">Samples that stay the same over time.</param>
    /// <param name="timeSteps">The numbers of steps, at least 1 each, in rising order.</param>
    /// <param name="encoding">How samples are shown; null for the sample itself at each step, which the conversion is meant for.</param>
    /// <param name="batchSize">The samples of a batch, at least 1.</param>
    /// <exception cref="ArgumentException">There are no steps, or they do not rise.</exception>
    public IReadOnlyList<AccuracyAt> AccuracyOverTime(
        Dataset data, IReadOnlyList<int> timeSteps, InputEncoding? encoding = null, int batchSize = 64)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(timeSteps);
        if (timeSteps.Count == 0) throw new ArgumentException("There are no time steps; at least one number is needed.", nameof(timeSteps));
        for (var i = 0; i < timeSteps.Count; i++)
        {
            Require.AtLeast(1, nameof(AccuracyOverTime), nameof(timeSteps), timeSteps[i]);
            if (i > 0 && timeSteps[i] <= timeSteps[i - 1])
                throw new ArgumentException($"timeSteps has {timeSteps[i]} after {timeSteps[i - 1]}; they must rise.", nameof(timeSteps));
        }
        var batches = new Batches(AnnToSnn.Fitted(data, _spiking), batchSize, _spiking.Seed, encoding, timeSteps[^1]) { Shuffle = false };
        var correct = new int[timeSteps.Count];
        var workspace = new Workspace();
        foreach (var batch in batches.Epoch(0))
        {
            var sums = Array.Empty<float>();
            NetworkState? state = null;
            var done = 0;
            for (var i = 0; i < timeSteps.Count; i++)
            {
                while (done < timeSteps[i])
                {
                    var count = Math.Min(MostSteps, timeSteps[i] - done);
                    (var output, state) = _spiking.Evaluate([batch.Signal.Piece(done, count, workspace)], workspace, state);
                    var values = output.ReadOnlySpan();
                    if (sums.Length == 0) sums = new float[values.Length / count];
                    for (var t = 0; t < count; t++) TensorPrimitives.Add(sums, values.Slice(t * sums.Length, sums.Length), sums);
                    done += count;
                }
                correct[i] += Correct(sums, batch.Labels);
            }
        }
        return [.. timeSteps.Zip(correct, (steps, right) => new AccuracyAt(steps, (double)right / data.Count))];
    }

    /// <summary>How far rates are from activations, layer by layer.</summary>
    /// <param name="batch">[batch, features…]; a few samples, as the spikes of all steps are kept.</param>
    /// <param name="timeSteps">The steps, at least 1.</param>
    public IReadOnlyList<RateError> RateErrors(Tensor<float> batch, int timeSteps)
    {
        var (activations, spikes) = (_reference.Trace(batch, 1), _spiking.Trace(batch, timeSteps));
        return [.. _places.Select(place =>
        {
            var values = activations[place.InReference].ReadOnlySpan();
            var trains = spikes[place.InSpiking].ReadOnlySpan();
            var features = values.Length / (int)batch.Lengths[0];
            var scales = Units.Spread(place.Scale, features);
            var (mean, meanRate, distance) = (0.0, 0.0, 0.0);
            for (var i = 0; i < values.Length; i++)
            {
                var count = 0f;
                for (var t = 0; t < timeSteps; t++) count += trains[t * values.Length + i];
                var rate = count / timeSteps * Units.At(scales, i % features);
                mean += values[i];
                meanRate += rate;
                distance += Math.Abs(rate - values[i]);
            }
            return new RateError(place.Place, mean / values.Length, meanRate / values.Length, distance / values.Length);
        })];
    }

    /// <summary>A line for each activation.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        Layers.Select(layer =>
            $"layer {layer.Place}, {layer.Layer}: a spike stands for {Units.Text([.. layer.Scales])}; "
            + $"{layer.Saturated:0.00%} of the activations are larger, {layer.Silent:0.0%} of the units are silent"));

    private static int Correct(ReadOnlySpan<float> outputs, int[] labels)
    {
        var (classes, correct) = (outputs.Length / labels.Length, 0);
        for (var sample = 0; sample < labels.Length; sample++)
            if (TensorPrimitives.IndexOfMax(outputs.Slice(sample * classes, classes)) == labels[sample]) correct++;
        return correct;
    }
}
