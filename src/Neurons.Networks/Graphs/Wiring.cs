namespace Neurons.Networks;

/// <summary>An input of a node, or an output of the graph: the signals that are merged for it.</summary>
/// <param name="Node">The node; −1 for an output of the graph.</param>
/// <param name="Name">The name of the input, for messages.</param>
/// <param name="Sources">The signals that feed it; an input of the network is fed by its caller, and has none.</param>
/// <param name="Merge">How they become one.</param>
internal sealed record Port(int Node, string Name, int[] Sources, Merge Merge = Merge.Sum)
{
    /// <summary>The same for others.</summary>
    public PartInput Describe() => new(Sources, Merge);
}

/// <summary>
/// How the nodes of a graph are connected, and which of them form circles. What travels is a signal: those with the numbers of the nodes are
/// their first outputs, and others follow where somebody asks for them.
/// </summary>
internal sealed class Wiring
{
    private readonly Node[] _nodes;
    private readonly Dictionary<string, int> _index = [];
    private readonly List<(int Node, int Output)> _signals;

    /// <exception cref="ArgumentException">A name is not known or given twice, or an input is fed by nothing; the message names both.</exception>
    public Wiring(Node[] nodes, IReadOnlyList<string> outputs)
    {
        _nodes = nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] is null) throw new ArgumentException($"Node {i} is null.", nameof(nodes));
            if (!_index.TryAdd(nodes[i].Name, i))
                throw new ArgumentException($"There are two nodes '{nodes[i].Name}'; every node needs a name of its own.", nameof(nodes));
        }
        _signals = [.. nodes.Select((_, i) => (i, 0))];
        Ports = [.. nodes.Select(PortsOf)];
        Outputs = [.. outputs.Select(name => Find(name, $"The network gives '{name}'"))];
        Component = Components();
        Order = Topological();
    }

    /// <summary>The inputs of each node, the first one first.</summary>
    public Port[][] Ports { get; }

    /// <summary>The signals that the graph gives.</summary>
    public int[] Outputs { get; }

    /// <summary>All signals: of which node, and which of its outputs.</summary>
    public IReadOnlyList<(int Node, int Output)> Signals => _signals;

    /// <summary>The strongly connected component of each node, by the least index of a node in it.</summary>
    public int[] Component { get; }

    /// <summary>The components in an order in which each comes after those that feed it; of several, the one given first.</summary>
    public int[][] Order { get; }

    /// <summary>Whether the nodes of a component depend on themselves, and so run step by step.</summary>
    public bool IsCircle(int[] component) => component.Length > 1 || Sources(component[0]).Contains(component[0]);

    /// <summary>The nodes that feed a node.</summary>
    public IEnumerable<int> Sources(int node) => Ports[node].SelectMany(port => port.Sources).Select(signal => _signals[signal].Node);

    /// <summary>The outputs of a node that are signals, the first one first.</summary>
    public int[] SignalsOf(int node) => [.. Enumerable.Range(0, _signals.Count).Where(signal => _signals[signal].Node == node)];

    /// <summary>A signal as a node's input names it.</summary>
    public string NameOf(int signal)
    {
        var (node, output) = _signals[signal];
        return output == 0 ? $"'{_nodes[node].Name}'" : $"'{_nodes[node].Name}.{((IManyOutputs)_nodes[node].Layer).OutputNames[output]}'";
    }

    private Port[] PortsOf(Node node, int i)
    {
        var names = node.Layer is IManyInputs many ? many.InputNames : ["input"];
        if (node.GroupBy(other => PartName.Key(other.Key)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException(
                $"Node '{node.Name}' feeds an input twice: by the names {string.Join(" and ", twice.Select(other => other.Key))}.");
        var ports = new Port[names.Count];
        for (var p = 0; p < ports.Length; p++)
        {
            var given = node.FirstOrDefault(other => PartName.Same(other.Key, names[p])).Value;
            if (p == 0 && given is not null && node.From.Count > 0)
                throw new ArgumentException(
                    $"Node '{node.Name}' feeds its input {names[0]} twice: by its name, and from {string.Join(", ", node.From)}.");
            var from = p == 0 ? given ?? node.From : given ?? [];
            ports[p] = new(i, names[p], [.. from.Select(name => Find(name, $"Node '{node.Name}' takes its input from '{name}'"))]);
        }
        if (node.FirstOrDefault(other => !names.Any(name => PartName.Same(name, other.Key))).Key is { } unknown)
            throw new ArgumentException($"Node '{node.Name}', {node.Layer}, has no input '{unknown}'; it has {string.Join(", ", names)}.");
        if (node.Layer is Input)
        {
            if (ports[0].Sources.Length > 0)
                throw new ArgumentException(
                    $"Node '{node.Name}' is an input of the network; it is fed by its caller, and not from {string.Join(", ", node.From)}.");
        }
        else if (Array.Find(ports, port => port.Sources.Length == 0) is { } missing)
        {
            throw new ArgumentException($"Node '{node.Name}', {node.Layer}, has the input {missing.Name}, which nothing feeds.");
        }
        return ports;
    }

    /// <summary>The signal of a name: that of a node, or <c>node.output</c>.</summary>
    private int Find(string name, string what)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var of = dot < 0 ? name : name[..dot];
        if (!_index.TryGetValue(of, out var node))
            throw new ArgumentException($"{what}, and there is no such node.{DefinitionModule.suggestion(_index.Keys, of)}");
        if (dot < 0) return node;
        IReadOnlyList<string> outputs = _nodes[node].Layer is IManyOutputs many ? many.OutputNames : [];
        var output = outputs.ToList().FindIndex(one => PartName.Same(one, name[(dot + 1)..]));
        if (output < 0)
            throw new ArgumentException(
                $"{what}, and {_nodes[node].Layer} has no such output; "
                + (outputs.Count == 0 ? "it gives one, which the name of the node stands for." : $"it has {string.Join(", ", outputs)}."));
        if (output == 0) return node;
        if (_signals.IndexOf((node, output)) is >= 0 and var known) return known;
        _signals.Add((node, output));
        return _signals.Count - 1;
    }

    /// <summary>Two nodes are in one component if each reaches the other.</summary>
    private int[] Components()
    {
        var reached = Enumerable.Range(0, _nodes.Length).Select(Reached).ToArray();
        return [.. Enumerable.Range(0, _nodes.Length)
            .Select(node => Enumerable.Range(0, _nodes.Length).First(other => other == node || (reached[node][other] && reached[other][node])))];
    }

    /// <summary>The nodes that a node depends on.</summary>
    private bool[] Reached(int node)
    {
        var reached = new bool[_nodes.Length];
        var open = new Stack<int>([node]);
        while (open.TryPop(out var next))
        {
            foreach (var source in Sources(next))
            {
                if (reached[source]) continue;
                reached[source] = true;
                open.Push(source);
            }
        }
        return reached;
    }

    private int[][] Topological()
    {
        var left = Component.Distinct().Order().ToList();
        var done = new HashSet<int>();
        var order = new List<int[]>();
        while (left.Count > 0)
        {
            var next = left.First(
                component => Members(component).All(node => Sources(node).All(source => Component[source] == component || done.Contains(source))));
            left.Remove(next);
            order.Add(Members(next));
            done.UnionWith(order[^1]);
        }
        return [.. order];
    }

    private int[] Members(int component) => [.. Enumerable.Range(0, _nodes.Length).Where(node => Component[node] == component)];
}
