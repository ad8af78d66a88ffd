namespace Neurons.Networks;

/// <summary>An input of a node: the nodes whose outputs are summed for it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Name">The name of the input, for messages.</param>
/// <param name="Sources">The nodes that feed it; an input of the network is fed by its caller, and has none.</param>
internal sealed record Port(int Node, string Name, int[] Sources);

/// <summary>How the nodes of a graph are connected, and which of them form circles.</summary>
internal sealed class Wiring
{
    private readonly Node[] _nodes;

    /// <exception cref="ArgumentException">A name is not known or given twice, or an input is fed by nothing; the message names both.</exception>
    public Wiring(Node[] nodes)
    {
        _nodes = nodes;
        var index = new Dictionary<string, int>();
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] is null) throw new ArgumentException($"Node {i} is null.", nameof(nodes));
            if (!index.TryAdd(nodes[i].Name, i))
                throw new ArgumentException($"There are two nodes '{nodes[i].Name}'; every node needs a name of its own.", nameof(nodes));
        }
        Ports = [.. nodes.Select((node, i) => PortsOf(node, i, index))];
        Component = Components();
        Order = Topological();
    }

    /// <summary>The inputs of each node, the first one first.</summary>
    public Port[][] Ports { get; }

    /// <summary>The strongly connected component of each node, by the least index of a node in it.</summary>
    public int[] Component { get; }

    /// <summary>The components in an order in which each comes after those that feed it; of several, the one given first.</summary>
    public int[][] Order { get; }

    /// <summary>Whether the nodes of a component depend on themselves, and so run step by step.</summary>
    public bool IsCircle(int[] component) => component.Length > 1 || Sources(component[0]).Contains(component[0]);

    /// <summary>The nodes that feed a node.</summary>
    public IEnumerable<int> Sources(int node) => Ports[node].SelectMany(port => port.Sources);

    private static Port[] PortsOf(Node node, int i, Dictionary<string, int> index)
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
            ports[p] = new(i, names[p], [.. (p == 0 ? given ?? node.From : given ?? []).Select(Find)]);
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

        int Find(string name) => index.TryGetValue(name, out var source)
            ? source
            : throw new ArgumentException(
                $"Node '{node.Name}' takes its input from '{name}', and there is no such node.{DefinitionModule.suggestion(index.Keys, name)}");
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
