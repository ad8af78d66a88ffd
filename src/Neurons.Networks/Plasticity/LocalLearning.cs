using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Learning without gradients: rules bound to layers of a network, which runs one step at a time while the spikes around each layer change its
/// weights in place.
/// </summary>
/// <example><code>
/// var learning = new LocalLearning(network).Bind("in", new PairStdp());
/// var state = learning.Learn(spikes);
/// </code></example>
public sealed class LocalLearning
{
    private readonly Network _network;
    private readonly List<Bound> _bound = [];
    private readonly Workspace _workspace = new();

    /// <summary>Binds nothing yet.</summary>
    /// <param name="network">The network.</param>
    public LocalLearning(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
    }

    /// <summary>The network.</summary>
    public Network Network => _network;

    /// <summary>The rules at work, in the order in which they were bound.</summary>
    public IReadOnlyList<LayerPlasticity> Layers => [.. _bound.Select(bound => bound.Plasticity)];

    /// <summary>
    /// Binds a rule to the weights of a layer. Presynaptic are the spikes that the layer takes, postsynaptic those of the neurons that it feeds.
    /// </summary>
    /// <param name="layer">The place of a <see cref="Linear"/> or a <see cref="Conv2d"/>: its number in a <see cref="Sequential"/>, its name in a
    /// <see cref="Graph"/>.</param>
    /// <param name="rule">How its weights change.</param>
    /// <param name="options">Time step and batch; null for the defaults.</param>
    /// <param name="neurons">The place of the neurons; null for the only layer that it feeds.</param>
    /// <exception cref="ArgumentException">There is no such layer, or it cannot learn so; the message says why.</exception>
    public LocalLearning Bind(string layer, PlasticityRule rule, PlasticityOptions? options = null, string? neurons = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var place = Find(layer);
        var (sources, earlier) = Sources(place);
        var target = neurons is null ? Fed(place) : Find(neurons);
        if (!_network.OutputShapes[target].AsSpan().SequenceEqual(_network.OutputShapes[place]))
            throw new ArgumentException(
                $"LocalLearning: {layer} gives {Shapes.Text(_network.OutputShapes[place])} and {_network.Layers[target].Place}, "
                + $"{_network.Layers[target]}, {Shapes.Text(_network.OutputShapes[target])}; the neurons must have the shape of what feeds them.",
                nameof(neurons));
        var input = sources[0] < 0 ? _network.InputShape.ToArray() : _network.OutputShapes[sources[0]];
        var plasticity = new LayerPlasticity(_network.Layers[place], rule, options, input);
        _bound.Add(new(plasticity, sources, earlier, target));
        return this;
    }

    /// <summary>Runs the network over a sequence, and learns after each step.</summary>
    /// <param name="input">[T, batch, features…], with the batch of the rules.</param>
    /// <param name="state">Where layers with memory go on; null to begin. The traces of the rules go on in any case, until <see
    /// cref="Reset"/>.</param>
    /// <param name="reward">The reward of each step, or null; for <see cref="RewardModulated"/> rules alone.</param>
    /// <returns>What the layers ended with; valid until the next call, which may go on from it.</returns>
    /// <exception cref="ArgumentException">The input has another shape, or there is not a reward for each step.</exception>
    public NetworkState? Learn(Tensor<float> input, NetworkState? state = null, ReadOnlySpan<double> reward = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_bound.Count == 0) throw new InvalidOperationException("LocalLearning: no rule is bound to a layer.");
        if (_network.InputNames.Count != 1)
            throw new InvalidOperationException(
                $"LocalLearning: the network has the inputs {string.Join(", ", _network.InputNames)}; one is needed. "
                + "LayerPlasticity.Step takes the spikes of any.");
        if (input.Rank < 2 || !input.Lengths[2..].SequenceEqual(Shapes.Native(_network.InputShape.ToArray())))
            throw new ArgumentException(
                $"LocalLearning: the input has the shape {Shapes.Text(input.Lengths)}; it must be [T, batch, features…] with the features "
                + $"{Shapes.Text(_network.InputShape.ToArray())}.", nameof(input));
        var steps = (int)input.Lengths[0];
        if (reward.Length != 0 && reward.Length != steps)
            throw new ArgumentException($"LocalLearning: there are {reward.Length} rewards for {steps} steps; one is needed for each.",
                nameof(reward));
        input = input.IsDense ? input : input.ToDenseTensor();
        for (var t = 0; t < steps; t++)
        {
            var pass = new Pass(_network, _workspace, false, 0, state);
            var outputs = _network.RunEach([Signal.EachStep(Signal.Rows(input, t, 1))], pass);
            state = pass.After;
            foreach (var bound in _bound) bound.Step(outputs, input, t, reward.Length == 0 ? 0 : reward[t]);
        }
        return state;
    }

    /// <summary>Scales the weights of each output to their sum, where <see cref="PlasticityOptions.WeightSum"/> gives one.</summary>
    public void Normalize()
    {
        foreach (var bound in _bound) bound.Plasticity.Normalize();
    }

    /// <summary>Forgets all spikes, eligibilities and rewards; the weights stay.</summary>
    public void Reset()
    {
        foreach (var bound in _bound) bound.Reset();
    }

    private int Find(string name)
    {
        var place = _network.Layers.ToList().FindIndex(layer => layer.Place == name);
        return place >= 0
            ? place
            : throw new ArgumentException(
                $"LocalLearning: there is no layer '{name}'; there are {string.Join(", ", _network.Layers.Select(layer => layer.Place))}.");
    }

    /// <summary>What feeds a layer, −1 for the network's input, and whether what it gave at the step before.</summary>
    private (int[] Sources, bool[] Earlier) Sources(int place)
    {
        if (_network is not Graph graph) return ([place - 1], [false]);
        var feeds = Feeds(graph);
        if (feeds[place].Length == 0) throw new ArgumentException($"LocalLearning: {graph.Nodes[place]} is fed by nothing.");
        // in a circle, a node takes from one that comes later what that gave at the step before
        return (feeds[place], [.. feeds[place].Select(source => source >= place && Reaches(feeds, source, place))]);
    }

    /// <summary>The only layer that a layer feeds.</summary>
    private int Fed(int place)
    {
        int[] fed = _network is not Graph graph
            ? place + 1 < _network.Layers.Count ? [place + 1] : []
            : [.. Feeds(graph).Select((sources, node) => (sources, node)).Where(one => one.sources.Contains(place)).Select(one => one.node)];
        return fed is [var one]
            ? one
            : throw new ArgumentException(
                $"LocalLearning: {_network.Layers[place].Place}, {_network.Layers[place]}, feeds {fed.Length} layers; name the neurons that learn.");
    }

    private static int[][] Feeds(Graph graph)
    {
        var index = graph.Nodes.Select((node, i) => (node.Name, i)).ToDictionary();
        return [.. graph.Nodes.Select(node => node.From.Select(source => index[source.Split('.')[0]]).ToArray())];
    }

    /// <summary>Whether a node depends on another.</summary>
    private static bool Reaches(int[][] feeds, int node, int other)
    {
        var (open, seen) = (new Stack<int>([node]), new HashSet<int>());
        while (open.TryPop(out var next))
        {
            if (next == other) return true;
            foreach (var source in feeds[next])
            {
                if (seen.Add(source)) open.Push(source);
            }
        }
        return false;
    }

    private sealed class Bound(LayerPlasticity plasticity, int[] sources, bool[] earlier, int target)
    {
        private readonly float[][] _before = [.. earlier.Select(is0 => is0 ? new float[plasticity.Options.Batch * plasticity.Inputs] : [])];
        private readonly float[] _sum = sources.Length > 1 ? new float[plasticity.Options.Batch * plasticity.Inputs] : [];

        public LayerPlasticity Plasticity => plasticity;

        public void Step(Signal[] outputs, Tensor<float> input, int step, double reward)
        {
            ReadOnlySpan<float> pre = default;
            _sum.AsSpan().Clear();
            for (var s = 0; s < sources.Length; s++)
            {
                var now = sources[s] < 0 ? Rows.Of(input, step) : outputs[sources[s]].Values.ReadOnlySpan();
                pre = earlier[s] ? _before[s] : now;
                if (sources.Length == 1) break;
                if (pre.Length != _sum.Length) break;
                TensorPrimitives.Add(_sum, pre, _sum);
                pre = _sum;
            }
            plasticity.Step(pre, outputs[target].Values.ReadOnlySpan(), reward);
            for (var s = 0; s < sources.Length; s++)
            {
                if (earlier[s]) outputs[sources[s]].Values.ReadOnlySpan().CopyTo(_before[s]);
            }
        }

        public void Reset()
        {
            plasticity.Reset();
            foreach (var before in _before) Array.Clear(before);
        }
    }
}
