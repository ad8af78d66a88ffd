using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;
using Neurons.Run;

namespace Neurons;

/// <summary>
/// The forward pass of neurons that are looked at: what is gathered are more states of the same neuron, so that its kernel gathers while a block
/// is in cache. Outputs and states are those of the neurons as they are.
/// </summary>
internal sealed class WatchedNeurons(NeuronLayer layer)
{
    private readonly ConcurrentDictionary<string, Gatherer> _gatherers = [];

    /// <param name="pass">The pass.</param>
    /// <param name="watcher">What looks.</param>
    /// <param name="state">The state to start from.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="records">What is recorded.</param>
    /// <param name="into">Where to, and where the last states go.</param>
    /// <param name="bits">Where the output goes instead, as bits; null for numbers.</param>
    public IntegralResult<float> Run(
        Pass pass, LayerWatcher watcher, StateValues<float> state, InputSequence<float>[] inputs, Record[] records, IntegralBuffers<float> into,
        SpikeBits? bits)
    {
        var workspace = pass.Workspace;
        var (steps, shape) = (inputs[0].Steps, state.Shape);
        StateWatch[] each = [.. watcher.States.Where(watch => watch.By is null)];
        // bits say by themselves how many spikes there were
        StateWatch[] counted = bits is null ? [] : [.. watcher.States.Where(watch => watch.By is not null && watch.State == layer.Output)];
        StateWatch[] gathered = [.. watcher.States.Where(watch => watch.By is not null && !counted.Contains(watch))];
        var dynamics = gathered.Length == 0 ? layer.Dynamics : Of(gathered);
        Tensor<float>[] sums = [.. gathered.Select(watch => workspace.Take(layer, $"gathered {watch}", shape))];
        var start = new StateValues<float>([.. state.Values, .. gathered.Select(watch => Start(watch, shape))], state.Step, state.Seed, state.Stream);
        Tensor<float>[] last = [.. into.Final, .. sums];
        // bits are what the neurons give, so whoever wants numbers gets them beside
        var isPacked = bits is not null && each.Length == 0;
        Tensor<float>[] given = bits is null ? into.Recorded : [workspace.Take(layer, "watched output", [steps, .. shape])];
        Tensor<float>[] watched = [.. each.Select(watch => workspace.Take(layer, $"watched {watch.State}", [steps, .. shape]))];
        IntegralResult<float> result;
        if (isPacked)
        {
            result = dynamics.Spikes(layer.Values, start, inputs, bits, last);
        }
        else
        {
            Record[] all = [.. records, .. layer.OutputRecords([.. each.Select(watch => watch.State)])];
            var buffers = new IntegralBuffers<float>([.. given, .. watched], last);
            result = dynamics.Integral(layer.Values, start, inputs, all, FSharpValueOption<IntegralBuffers<float>>.Some(buffers));
            bits?.Resize(steps, (int)TensorPrimitives.Product<nint>(shape));
            for (var t = 0; bits is not null && t < steps; t++) bits.Pack<float>(t, given[0].Span().Slice(t * bits.PerStep, bits.PerStep));
        }
        foreach (var watch in counted) watcher.OnState(watch, Counted(watch, bits!, steps, workspace, shape), steps, isGathered: true);
        for (var g = 0; g < sums.Length; g++) watcher.OnState(gathered[g], sums[g], steps, isGathered: true);
        for (var e = 0; e < watched.Length; e++) watcher.OnState(each[e], watched[e], steps, isGathered: false);
        return new(into.Recorded, new(into.Final, result.Final.Step, state.Seed, state.Stream));
    }

    /// <summary>The same for neurons that have run one step at a time, and kept all.</summary>
    /// <param name="watcher">What looks.</param>
    /// <param name="output">[T, batch, features…].</param>
    /// <param name="states">Each [T + 1, batch, features…], with the state to start from first.</param>
    public void Tell(LayerWatcher watcher, Tensor<float> output, Tensor<float>[] states)
    {
        var steps = (int)output.Lengths[0];
        foreach (var watch in watcher.States)
        {
            var index = Array.IndexOf(layer.Model.StateNames, watch.State);
            var values = index < 0 || watch.State == layer.Output ? output : Signal.Rows(states[index], 1, steps);
            watcher.OnState(watch, values, steps, isGathered: false);
        }
    }

    /// <summary>What is gathered of ones and zeros: how many ones there are says everything.</summary>
    private Tensor<float> Counted(StateWatch watch, SpikeBits bits, int steps, Workspace workspace, nint[] shape)
    {
        var gathered = workspace.Take(layer, $"gathered {watch}", shape);
        var counts = gathered.Span();
        bits.Counts(counts);
        // the largest is 1 where there is a spike, the smallest where there is one at each step
        var least = watch.By switch { Gathering.Largest => 1, Gathering.Smallest => steps, _ => 0 };
        for (var i = 0; least > 0 && i < counts.Length; i++) counts[i] = counts[i] >= least ? 1 : 0;
        return gathered;
    }

    /// <summary>One number for all neurons.</summary>
    private static Tensor<float> Start(StateWatch watch, nint[] shape)
    {
        var number = watch.By switch
        {
            Gathering.Largest => float.NegativeInfinity,
            Gathering.Smallest => float.PositiveInfinity,
            _ => 0,
        };
        return shape.Contains(0) ? Tensor.CreateFromShape<float>(shape) : Tensor.Create([number], shape, new nint[shape.Length]);
    }

    private Dynamics Of(StateWatch[] gathered)
    {
        var gatherer = _gatherers.GetOrAdd(
            string.Join(';', gathered.Select(watch => $"{watch.By} {watch.State}")),
            static (_, from) => new(from.layer.Dynamics.Gathering(
                Array.ConvertAll(from.gathered, watch => new Gathered(from.layer.OutputRecords([watch.State])[0], watch.By!.Value)))),
            (layer, gathered));
        gatherer.Check(layer);
        return gatherer.Dynamics;
    }

    private sealed class Gatherer(Dynamics dynamics)
    {
        private ParameterValue[]? _checked;

        public Dynamics Dynamics => dynamics;

        /// <summary>Parameters are judged by the neurons as they are.</summary>
        public void Check(NeuronLayer layer)
        {
            if (ReferenceEquals(_checked, layer.Values)) return;
            layer.Dynamics.Validate(Precision.Float32, layer.Values);
            dynamics.Trust(layer.Values);
            _checked = layer.Values;
        }
    }
}
