using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Looks at the first batches of each epoch for layers that never fire, always fire or get no gradient: it counts spikes where they are, and
/// asks neurons for nothing.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="workspace">That of the passes it looks at.</param>
internal sealed class ActivityCheck(Network network, Workspace workspace)
{
    /// <summary>How many passes of an epoch are looked at.</summary>
    public const int MostPasses = 20;

    /// <summary>From this share of the steps on, neurons fire always.</summary>
    private const double Always = 0.95;

    private readonly Dictionary<Layer, Firing> _firing = [];
    private readonly HashSet<Parameter> _learning = [];
    private readonly HashSet<(Layer, TrainingProblem)> _known = [];
    private int _forward, _backward;
    private bool _isOver;

    /// <summary>Begins an epoch; what is returned ends it.</summary>
    public IDisposable Begin()
    {
        (_forward, _backward, _isOver) = (0, 0, false);
        _firing.Clear();
        _learning.Clear();
        return network.Watch(
            pass => pass.IsTraining && ReferenceEquals(pass.Workspace, workspace) && _forward < MostPasses ? new OfPass(this) : null);
    }

    /// <summary>What has been noticed and not been said before, once all passes have been looked at, or at the end of an epoch.</summary>
    public IEnumerable<TrainingWarning> Found(int epoch, bool isEnd)
    {
        if (_isOver || _backward == 0 || (_backward < MostPasses && !isEnd)) return [];
        _isOver = true;
        return [.. All(epoch).Where(warning => _known.Add((warning.Layer, warning.Problem)))];
    }

    private IEnumerable<TrainingWarning> All(int epoch)
    {
        foreach (var layer in network.Layers.SelectMany(WithChildren))
        {
            var name = $"Layer {layer.Place} ({layer})";
            if (_firing.TryGetValue(layer, out var firing) && firing.Outputs > 0)
            {
                var rate = (double)firing.Spikes / firing.Outputs;
                if (firing.Spikes == 0)
                    yield return new(layer, TrainingProblem.NeverFires, epoch,
                        $"{name} has not fired in {_forward} passes, at none of {firing.Outputs:N0} neuron steps; its largest input was "
                        + $"{firing.LargestInput:G3}. What comes after it learns nothing of the input. Larger inputs may help (a larger gain of the "
                        + "weights before it, a BatchNorm), a lower threshold, or more time steps.");
                else if (rate >= Always)
                    yield return new(layer, TrainingProblem.AlwaysFires, epoch,
                        $"{name} has fired at {rate:P1} of {firing.Outputs:N0} neuron steps in {_forward} passes, which tells hardly more than a "
                        + "constant. Smaller inputs may help (a smaller gain of the weights before it, a BatchNorm), a higher threshold, or an "
                        + "ActivityPenalty with UpperRate and UpperStrength.");
            }
            Parameter[] learnable = [.. layer.StoredParameters.Where(parameter => parameter.IsLearnable)];
            if (learnable.Length > 0 && !learnable.Any(_learning.Contains))
                yield return new(layer, TrainingProblem.NoGradient, epoch,
                    $"{name} gets no gradient: all {learnable.Sum(parameter => (long)parameter.Value.FlattenedLength):N0} numbers of "
                    + $"{string.Join(", ", learnable.Select(parameter => parameter.Name))} had the gradient 0 in {_backward} passes. A wider "
                    + "surrogate of the neurons after it may help, or inputs nearer to their threshold; or nothing takes its output.");
        }
    }

    private static IEnumerable<Layer> WithChildren(Layer layer) => layer.Children.SelectMany(WithChildren).Prepend(layer);

    private sealed class OfPass(ActivityCheck check) : PassWatcher
    {
        public override LayerWatcher? Of(Layer layer)
        {
            if (layer is not NeuronLayer { Output: NeuronLayer.Spikes, Model.Spikes: true }) return null;
            if (!check._firing.TryGetValue(layer, out var firing)) check._firing[layer] = firing = new();
            return firing;
        }

        public override void EndForward() => check._forward++;

        public override void EndBackward(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor<float>> gradients)
        {
            check._backward++;
            for (var p = 0; p < parameters.Count; p++)
            {
                if (parameters[p].IsLearnable && !check._learning.Contains(parameters[p]) && gradients[p].ReadOnlySpan().ContainsAnyExcept(0f))
                    check._learning.Add(parameters[p]);
            }
        }
    }

    /// <summary>What a layer has fired.</summary>
    private sealed class Firing : LayerWatcher
    {
        /// <summary>So many spikes are counted exactly in float32.</summary>
        private const int Run = 1 << 20;

        public long Spikes { get; private set; }

        public long Outputs { get; private set; }

        public float LargestInput { get; private set; } = float.NegativeInfinity;

        public override void OnForward(ReadOnlySpan<Signal> inputs, Signal output, int firstStep)
        {
            if (output.Bits is { } bits)
            {
                Spikes += bits.Count();
                Outputs += (long)bits.Steps * bits.PerStep;
            }
            else if (!output.IsNone)
            {
                var all = output.Values.ReadOnlySpan();
                for (var start = 0; start < all.Length; start += Run)
                    Spikes += (long)TensorPrimitives.Sum(all.Slice(start, Math.Min(Run, all.Length - start)));
                Outputs += all.Length;
            }
            if (Spikes == 0 && inputs is [{ IsNone: false, Bits: null } input, ..] && input.Values.FlattenedLength > 0)
                LargestInput = Math.Max(LargestInput, TensorPrimitives.Max(input.Values.ReadOnlySpan()));
        }
    }
}
