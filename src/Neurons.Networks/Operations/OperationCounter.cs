namespace Neurons.Networks;

/// <summary>
/// Counts what a network does in each of its passes, whoever makes them, from the spikes as they travel: <c>using var counter = new
/// OperationCounter(network);</c>, and after some passes <see cref="Counts"/>. What passes compute is the same.
/// </summary>
public sealed class OperationCounter : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Network _network;
    private readonly OperationRules _rules;
    private readonly EnergyModel[] _models;
    private readonly Action<LayerWork>? _onLayer;
    private readonly Dictionary<Layer, OperationRow> _rows = [];
    private readonly IDisposable _watch;
    private OperationRow _sums;
    private long _samples;

    /// <summary>Begins to count.</summary>
    /// <param name="network">The network.</param>
    /// <param name="models">What energies are computed by; null for 45 nm in float32.</param>
    /// <param name="update">What a step of neurons costs; null for what the library's kernels execute.</param>
    /// <param name="onLayer">Told of each layer in each pass; null for no one.</param>
    public OperationCounter(
        Network network, IReadOnlyList<EnergyModel>? models = null, Func<NeuronLayer, UpdateCost>? update = null, Action<LayerWork>? onLayer = null)
        : this(network, models, update, onLayer, null)
    {
    }

    /// <param name="network">The network.</param>
    /// <param name="models">What energies are computed by.</param>
    /// <param name="update">What a step of neurons costs.</param>
    /// <param name="onLayer">Told of each layer.</param>
    /// <param name="only">The memory of the passes that are counted; null for all.</param>
    internal OperationCounter(
        Network network, IReadOnlyList<EnergyModel>? models, Func<NeuronLayer, UpdateCost>? update, Action<LayerWork>? onLayer, Workspace? only)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_network, _models, _onLayer) = (network, [.. models ?? [CostTable.Cmos45Float32]], onLayer);
        _rules = new(update ?? UpdateCost.Of);
        _sums = new("", "sums", default, new double[_models.Length]);
        _watch = network.Watch(pass => only is null || ReferenceEquals(pass.Workspace, only) ? new OfPass(this) : null);
    }

    /// <summary>What has been counted so far.</summary>
    public OperationCounts Counts
    {
        get
        {
            lock (_lock)
            {
                OperationRow[] rows = [.. _network.Layers.SelectMany(WithChildren).Where(_rows.ContainsKey).Select(layer => _rows[layer])];
                return new([.. rows, .. _sums.Operations == default ? Array.Empty<OperationRow>() : [_sums]], _samples, _models);
            }
        }
    }

    /// <summary>Stops counting.</summary>
    public void Dispose() => _watch.Dispose();

    private static IEnumerable<Layer> WithChildren(Layer layer) => layer.Children.SelectMany(WithChildren).Prepend(layer);

    private void Add(in LayerWork work, int samples)
    {
        if (work.Layer is null) _sums = Sum(_sums, work);
        else if (work.Operations != default)
        {
            var known = _rows.GetValueOrDefault(work.Layer) ?? new(work.Layer.Place!, work.Layer.ToString(), default, new double[_models.Length]);
            _rows[work.Layer] = Sum(known, work);
        }
        _samples += samples;
        _onLayer?.Invoke(work);
    }

    private OperationRow Sum(OperationRow row, LayerWork work) => row with
    {
        Operations = row.Operations + work.Operations,
        Picojoules = [.. row.Picojoules.Select((energy, m) => energy + _models[m].Picojoules(work))],
    };

    /// <summary>The counter at one pass; the samples are those of the first layer that runs.</summary>
    private sealed class OfPass(OperationCounter counter) : PassWatcher
    {
        private bool _isBegun;

        public override LayerWatcher? Of(Layer layer) => new OfLayer(this, layer);

        public override void OnSum(ReadOnlySpan<Signal> signals)
        {
            lock (counter._lock) counter.Add(OperationRules.Sums(signals), 0);
        }

        public void Add(Layer layer, ReadOnlySpan<Signal> inputs, Signal output)
        {
            lock (counter._lock)
            {
                var given = inputs.IsEmpty ? output : inputs[0];
                counter.Add(counter._rules.Of(layer, inputs, output), _isBegun || given.IsNone ? 0 : (int)given.Shape[0]);
                _isBegun |= !given.IsNone;
            }
        }
    }

    private sealed class OfLayer(OfPass pass, Layer layer) : LayerWatcher
    {
        public override void OnForward(ReadOnlySpan<Signal> inputs, Signal output, int firstStep) => pass.Add(layer, inputs, output);
    }
}
