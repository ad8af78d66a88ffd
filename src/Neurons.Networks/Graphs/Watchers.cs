using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What looks at the passes of a network. Of several at one pass, each is told all that it asks for.</summary>
internal sealed class Watchers
{
    private readonly Lock _lock = new();
    private Func<Pass, PassWatcher?>[] _begin = [];

    /// <summary>Adds one, until what is returned is disposed of.</summary>
    public IDisposable Add(Func<Pass, PassWatcher?> begin)
    {
        lock (_lock) _begin = [.. _begin, begin];
        return new Watch(this, begin);
    }

    /// <summary>Tells them of a pass that begins.</summary>
    public void Begin(Pass pass)
    {
        foreach (var begin in _begin)
        {
            if (begin(pass) is { } watcher) pass.Watcher = pass.Watcher is { } other ? new Both(other, watcher) : watcher;
        }
    }

    private sealed class Watch(Watchers all, Func<Pass, PassWatcher?> begin) : IDisposable
    {
        public void Dispose()
        {
            lock (all._lock) all._begin = Array.FindAll(all._begin, other => other != begin);
        }
    }

    private sealed class Both(PassWatcher first, PassWatcher second) : PassWatcher
    {
        public override LayerWatcher? Of(Layer layer) => (first.Of(layer), second.Of(layer)) switch
        {
            (null, var one) => one,
            (var one, null) => one,
            var (one, other) => new BothOfLayer(one, other),
        };

        public override void OnSum(ReadOnlySpan<Signal> signals)
        {
            first.OnSum(signals);
            second.OnSum(signals);
        }

        public override void EndForward()
        {
            first.EndForward();
            second.EndForward();
        }

        public override void EndBackward(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor<float>> gradients)
        {
            first.EndBackward(parameters, gradients);
            second.EndBackward(parameters, gradients);
        }
    }

    private sealed class BothOfLayer(LayerWatcher first, LayerWatcher second) : LayerWatcher
    {
        public override IReadOnlyList<StateWatch> States { get; } = [.. first.States.Union(second.States)];

        public override bool WantsGradient => first.WantsGradient || second.WantsGradient;

        public override void OnState(StateWatch watch, Tensor<float> values, int steps, bool isGathered)
        {
            if (first.States.Contains(watch)) first.OnState(watch, values, steps, isGathered);
            if (second.States.Contains(watch)) second.OnState(watch, values, steps, isGathered);
        }

        public override void OnForward(ReadOnlySpan<Signal> inputs, Signal output, int firstStep)
        {
            first.OnForward(inputs, output, firstStep);
            second.OnForward(inputs, output, firstStep);
        }

        public override void OnGradient(ReadOnlySpan<float> gradient, ReadOnlySpan<nint> shape, int firstStep)
        {
            if (first.WantsGradient) first.OnGradient(gradient, shape, firstStep);
            if (second.WantsGradient) second.OnGradient(gradient, shape, firstStep);
        }

        public override IGradientRows OnGradientRows(IGradientRows gradient, Signal output)
        {
            if (first.WantsGradient) gradient = first.OnGradientRows(gradient, output);
            return second.WantsGradient ? second.OnGradientRows(gradient, output) : gradient;
        }
    }
}
