using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What one spike a step of each activation of a network stands for, found from batches of data.</summary>
/// <param name="flat">The network, taken apart.</param>
/// <param name="network">The same, built.</param>
/// <param name="options">Which statistic.</param>
internal sealed class ActivationScales(FlatNetwork flat, Network network, ConversionOptions options)
{
    /// <summary>The least scale, of a channel that is never active.</summary>
    private const double Least = 1e-6;

    private readonly Dictionary<FlatNode, double[]> _scales = [];
    private readonly (FlatNode Node, int Place)[] _activations =
        [.. flat.Nodes.Select((node, i) => (node, flat.Place(network, i))).Where(one => IsActivation(one.node.Layer))];

    /// <summary>Whether a layer becomes neurons.</summary>
    public static bool IsActivation(Layer layer) =>
        layer is Qcfs or Activation { Function: ActivationFunction.Relu or ActivationFunction.Relu6 };

    /// <summary>The scale of each activation, a number for each channel or one; those whose spikes meet in a sum have the same.</summary>
    /// <param name="batches">[batch, features…] each, at least one.</param>
    public IReadOnlyDictionary<FlatNode, double[]> Of(IEnumerable<Tensor<float>> batches)
    {
        var count = 0;
        foreach (var batch in batches)
        {
            var trace = network.Trace(batch, 1);
            foreach (var (node, place) in _activations) Follow(node, trace[place], isFirst: count == 0);
            count++;
        }
        if (count == 0) throw new ArgumentException("There is no batch for calibration; at least one is needed.", nameof(batches));
        foreach (var (node, _) in _activations)
        {
            _scales[node] = node.Layer switch
            {
                Qcfs qcfs => [qcfs.Ceiling.Value.ReadOnlySpan()[0]],
                Activation { Function: ActivationFunction.Relu6 } => [.. _scales[node].Select(scale => Math.Clamp(scale, Least, 6))],
                _ => [.. _scales[node].Select(scale => Math.Max(scale, Least))],
            };
        }
        foreach (var sources in flat.Nodes.SelectMany(node => node.Inputs).Append(flat.Output).Where(sources => sources.Length > 1)) Join(sources);
        return _scales;
    }

    /// <summary>What becomes of the activations: the part above the scale, and that of neurons which are 0 throughout.</summary>
    public IReadOnlyList<LayerConversion> Report(IEnumerable<Tensor<float>> batches)
    {
        var counts = _activations.Select(_ => (Above: 0L, All: 0L, Active: Array.Empty<bool>())).ToArray();
        foreach (var batch in batches)
        {
            var trace = network.Trace(batch, 1);
            for (var a = 0; a < counts.Length; a++)
            {
                var values = trace[_activations[a].Place].ReadOnlySpan();
                var features = values.Length / (int)batch.Lengths[0];
                var units = Units.Spread(_scales[_activations[a].Node], features);
                var active = counts[a].Active.Length == 0 ? new bool[features] : counts[a].Active;
                var above = 0L;
                for (var i = 0; i < values.Length; i++)
                {
                    if (values[i] > Units.At(units, i % features) * (1 + 1e-6)) above++;
                    if (values[i] > 0) active[i % features] = true;
                }
                counts[a] = (counts[a].Above + above, counts[a].All + values.Length, active);
            }
        }
        return [.. counts.Zip(_activations, (count, one) => new LayerConversion(
            one.Node.Place, one.Node.Layer.ToString(), _scales[one.Node], (double)count.Above / Math.Max(1, count.All),
            (double)count.Active.Count(active => !active) / Math.Max(1, count.Active.Length)))];
    }

    private void Follow(FlatNode node, Tensor<float> values, bool isFirst)
    {
        if (node.Layer is Qcfs) return;
        if (!TensorPrimitives.IsFiniteAll<float>(values.ReadOnlySpan()))
            throw new ArgumentException($"The activations of {node} are not finite for this data.");
        double[] now = options.PerChannel ? PerChannel(values) : [Percentile(values.ReadOnlySpan().ToArray())];
        if (isFirst)
        {
            _scales[node] = now;
            return;
        }
        var before = _scales[node];
        for (var c = 0; c < now.Length; c++)
        {
            before[c] = options.Over == BatchStatistics.Largest
                ? Math.Max(before[c], now[c])
                : (float)((float)((1 - options.Momentum) * before[c]) + (float)(options.Momentum * now[c]));
        }
    }

    private double[] PerChannel(Tensor<float> values)
    {
        var (batch, channels) = ((int)values.Lengths[0], values.Rank == 1 ? 1 : (int)values.Lengths[1]);
        var size = (int)(values.FlattenedLength / batch / channels);
        var all = values.ReadOnlySpan();
        var scales = new double[channels];
        for (var c = 0; c < channels; c++)
        {
            var channel = new float[batch * size];
            for (var b = 0; b < batch; b++) all.Slice((b * channels + c) * size, size).CopyTo(channel.AsSpan(b * size));
            scales[c] = Math.Max(Percentile(channel), Least);
        }
        return scales;
    }

    /// <summary>Interpolated linearly between the two nearest ranks.</summary>
    private double Percentile(float[] values)
    {
        if (options.Percentile == 100) return TensorPrimitives.Max(values);
        Array.Sort(values);
        var rank = options.Percentile / 100 * (values.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, values.Length - 1);
        return (float)(values[below] + (rank - below) * (values[above] - values[below]));
    }

    /// <summary>Gives the activations that meet in a sum the largest of their scales.</summary>
    private void Join(FlatNode[] sources)
    {
        var met = sources.SelectMany(Origins).Distinct().ToArray();
        if (met.Length < 2) return;
        var joined = met.Select(node => _scales[node]).Aggregate(
            (a, b) => a.Length == b.Length || a.Length == 1 || b.Length == 1 ? Units.Map(a, b, Math.Max) : [Math.Max(a.Max(), b.Max())]);
        if (met.FirstOrDefault(node => node.Layer is Qcfs && !Units.Same(_scales[node], joined)) is { } other)
        {
            throw new ArgumentException(
                $"The spikes of {string.Join(" and of ", met.AsEnumerable())} meet in a sum, where one must stand for as much as another; "
                + $"the ceiling of {other} is {Units.Text(_scales[other])}. Put a layer with weights between, or train them with Relu.");
        }
        foreach (var node in met) _scales[node] = joined;
    }

    /// <summary>The activations whose spikes arrive as they are.</summary>
    private static IEnumerable<FlatNode> Origins(FlatNode node) =>
        IsActivation(node.Layer) ? [node]
        : UnitFlow.Passes(node.Layer) ? node.Inputs[0].SelectMany(Origins)
        : [];
}
