namespace Neurons.Networks;

/// <summary>
/// A network as nodes that run one step at a time, in order. Layers that are made of others with memory are taken apart: blocks, residual
/// connections, sums of branches, feedback.
/// </summary>
internal sealed class StepPlan
{
    private readonly List<StepNode> _nodes = [new(0, "input", null, [])];

    private StepPlan()
    {
    }

    public IReadOnlyList<StepNode> Nodes => _nodes;

    /// <summary>The nodes whose sum is the network's output.</summary>
    public int[] Outputs { get; private set; } = [];

    /// <exception cref="ArgumentException">A layer cannot run one step at a time, or is not to be taken apart; the message names it.</exception>
    public static StepPlan Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var plan = new StepPlan();
        plan.Outputs = network is Graph graph ? plan.Add(graph) : plan.Chain([0], network.Layers, "");
        foreach (var node in plan._nodes)
        {
            for (var port = 0; port < node.Ports.Length; port++)
            {
                foreach (var source in node.Ports[port]) plan._nodes[source].Uses.Add((node, port));
            }
        }
        return plan;
    }

    /// <summary>Whether neurons are among what a node depends on.</summary>
    public bool HasNeuronsBefore(StepNode node) => Before(node, new HashSet<int>()).Any();

    /// <summary>The neurons nearest before a node.</summary>
    public IEnumerable<StepNode> NeuronsBefore(StepNode node) => Before(node, new HashSet<int>());

    /// <summary>The neurons nearest behind a node, with nothing between but layers without neurons.</summary>
    public static IEnumerable<StepNode> NeuronsAfter(StepNode node) => After(node, new HashSet<int>());

    private IEnumerable<StepNode> Before(StepNode node, HashSet<int> seen)
    {
        foreach (var source in node.Ports.SelectMany(port => port))
        {
            if (!seen.Add(source)) continue;
            if (_nodes[source].Neurons is not null) yield return _nodes[source];
            else foreach (var found in Before(_nodes[source], seen)) yield return found;
        }
    }

    private static IEnumerable<StepNode> After(StepNode node, HashSet<int> seen)
    {
        foreach (var (use, _) in node.Uses)
        {
            if (!seen.Add(use.Index)) continue;
            if (use.Neurons is not null) yield return use;
            else foreach (var found in After(use, seen)) yield return found;
        }
    }

    private int[] Chain(int[] from, IEnumerable<Layer> layers, string place)
    {
        var number = 0;
        foreach (var layer in layers) from = Add([from], layer, $"{place}{number++}");
        return from;
    }

    private int[] Add(Graph graph)
    {
        var nodes = graph.Nodes;
        var wiring = new Wiring([.. nodes], [graph.OutputNames[0]]);
        var made = new int[nodes.Count][];
        foreach (var component in wiring.Order)
        {
            foreach (var n in component)
            {
                // what comes later in a circle is not known yet, and stands there as its complement
                int[][] ports =
                    [.. wiring.Ports[n].Select(port => port.Sources.SelectMany(source => made[Node(source)] ?? [~Node(source)]).ToArray())];
                made[n] = nodes[n].Layer is Input ? [0] : Add(ports, nodes[n].Layer, nodes[n].Name);
            }
        }
        foreach (var node in _nodes)
            node.Ports = Array.ConvertAll(node.Ports, port => port.SelectMany(source => source < 0 ? made[~source] : [source]).ToArray());
        return made[Node(wiring.Outputs[0])];

        int Node(int signal)
        {
            var (node, output) = wiring.Signals[signal];
            return output == 0 ? node : throw new ArgumentException(
                $"{wiring.NameOf(signal)} is taken, and a network that learns one step at a time passes on the first output of a node alone; "
                + "give the neurons that Output, or train by bptt or truncated_bptt.");
        }
    }

    /// <summary>Adds a layer, taken apart where it is made of others. Returns the nodes whose sum its output is.</summary>
    private int[] Add(int[][] ports, Layer layer, string name)
    {
        switch (layer)
        {
            case Input:
                return ports[0];
            case Block block:
                return Chain(ports[0], block.Layers, $"{name}.");
            case Residual residual:
                return [.. Chain(ports[0], residual.Layers, $"{name}."), .. ports[0]];
            case Branches { Merge: Merge.Sum } branches:
                return [.. branches.Layers.SelectMany((branch, i) => Add(ports, branch, $"{name}.{i}"))];
            case Feedback { IsAllToAll: true } feedback:
                var synapses = Node([[_nodes.Count + 1]], new FeedbackSynapses(feedback), $"{name} (synapses)");
                return [Node([[.. ports[0], synapses]], feedback.Neurons, name)];
            case OverTime or Feedback:
                throw new ArgumentException(
                    $"Layer '{name}', {layer}, {(layer is OverTime ? "takes whole sequences" : "has a weight for each neuron to itself")}, and a "
                    + "network that learns one step at a time cannot have it; train by bptt or truncated_bptt"
                    + (layer is OverTime ? ", or leave it out: the loss of each step is taken." : "."));
        }
        if (Inner(layer).FirstOrDefault(inner => inner is NeuronLayer or Feedback) is { } neurons)
            throw new ArgumentException(
                $"Layer '{name}', {layer}, holds {neurons}, which a network that learns one step at a time has to have as a node of its own; "
                + "write it as a Graph, or train by bptt or truncated_bptt.");
        return [Node(ports, layer, name)];
    }

    private int Node(int[][] ports, Layer layer, string name)
    {
        _nodes.Add(new(_nodes.Count, name, layer, ports));
        return _nodes.Count - 1;
    }

    private static IEnumerable<Layer> Inner(Layer layer) => layer.Children.SelectMany(child => Inner(child).Prepend(child));
}
