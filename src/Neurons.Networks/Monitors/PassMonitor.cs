using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A monitor at one pass.</summary>
internal sealed class PassMonitor(NetworkMonitor monitor, IReadOnlyDictionary<Layer, WatchedLayer> watched, Pass pass) : PassWatcher
{
    private readonly Dictionary<Layer, LayerMonitor> _layers = [];

    public override LayerWatcher? Of(Layer layer) => watched.TryGetValue(layer, out var what) ? Monitor(layer, what) : null;

    /// <summary>Records the values of a quantity in this pass.</summary>
    public void Add(MonitorRecording recording, Tensor<float> values) =>
        recording.Add(new(pass.IsTraining, pass.Number, values), monitor.Keep);

    public override void EndForward()
    {
        foreach (var (layer, what) in watched)
        {
            if (what.All.Any(one => one.Quantity.Kind == QuantityKind.Parameter)) Monitor(layer, what);
        }
        foreach (var layer in _layers.Values) layer.WriteForward();
    }

    public override void EndBackward(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor<float>> gradients)
    {
        foreach (var (layer, what) in watched)
        {
            foreach (var one in what.All.Where(one => one.Quantity.Kind == QuantityKind.ParameterGradient))
            {
                for (var p = 0; p < parameters.Count; p++)
                {
                    if (ReferenceEquals(parameters[p], one.Quantity.Parameter)) Monitor(layer, what).Of(one).Add(gradients[p]);
                }
            }
        }
        foreach (var layer in _layers.Values) layer.WriteBackward();
    }

    private LayerMonitor Monitor(Layer layer, WatchedLayer what)
    {
        if (!_layers.TryGetValue(layer, out var known)) _layers[layer] = known = new(what, this, pass.Workspace);
        return known;
    }
}

/// <summary>A monitor at one layer in one pass.</summary>
internal sealed class LayerMonitor : LayerWatcher
{
    private readonly WatchedLayer _watched;
    private readonly PassMonitor _pass;
    private readonly Accumulator[] _accumulators;

    public LayerMonitor(WatchedLayer watched, PassMonitor pass, Workspace workspace)
    {
        (_watched, _pass) = (watched, pass);
        _accumulators = Array.ConvertAll(watched.All, one => new Accumulator(one, workspace));
    }

    public override IReadOnlyList<StateWatch> States => _watched.States;

    public override bool WantsGradient => _watched.WantsGradient;

    public Accumulator Of(Watched one) => Array.Find(_accumulators, accumulator => accumulator.Watched == one)!;

    public override void OnState(StateWatch watch, Tensor<float> values, int steps, bool isGathered)
    {
        foreach (var accumulator in Of(QuantityKind.State))
        {
            if (!accumulator.Watched.States.Contains(watch)) continue;
            if (isGathered) accumulator.Set(watch.By!.Value, values, steps);
            else accumulator.AddAll(watch.By, values);
        }
    }

    public override void OnForward(ReadOnlySpan<Signal> inputs, Signal output, int firstStep)
    {
        foreach (var accumulator in _accumulators)
        {
            var quantity = accumulator.Watched.Quantity;
            if (quantity.Kind == QuantityKind.Output || accumulator.Watched.IsCounted) accumulator.Add(output, firstStep);
            else if (quantity.Kind == QuantityKind.Input && quantity.Input < inputs.Length) accumulator.Add(inputs[quantity.Input], firstStep);
        }
    }

    public override void OnGradient(ReadOnlySpan<float> gradient, ReadOnlySpan<nint> shape, int firstStep)
    {
        foreach (var accumulator in Of(QuantityKind.Gradient)) accumulator.Add(gradient, shape, firstStep);
    }

    public override IGradientRows OnGradientRows(IGradientRows gradient, Signal output) =>
        Of(QuantityKind.Gradient).FirstOrDefault() is { } accumulator ? new GatheredRows(gradient, accumulator, output) : gradient;

    public void WriteForward()
    {
        foreach (var accumulator in _accumulators)
        {
            if (accumulator.Watched.Quantity is { Kind: QuantityKind.Parameter, Parameter: { } parameter }) accumulator.Add(parameter.Value);
            if (accumulator.Watched.Quantity.Kind is not (QuantityKind.Gradient or QuantityKind.ParameterGradient)) accumulator.Write(_pass);
        }
    }

    public void WriteBackward()
    {
        foreach (var accumulator in Of(QuantityKind.Gradient).Concat(Of(QuantityKind.ParameterGradient))) accumulator.Write(_pass);
    }

    private IEnumerable<Accumulator> Of(QuantityKind kind) =>
        _accumulators.Where(accumulator => accumulator.Watched.Quantity.Kind == kind);
}
