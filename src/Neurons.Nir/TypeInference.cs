namespace Neurons.Nir;

/// <summary>The shapes that a node takes and gives, as far as they are known.</summary>
internal readonly record struct NirShapes(NirShape? Input, NirShape? Output);

/// <summary>
/// Finds the shapes of all nodes from those of the inputs, and checks that they agree along each edge, by the rules of the reference library.
/// Unlike it, convolutions whose kernel is not square or that have groups get the shapes that they have.
/// </summary>
internal static class TypeInference
{
    /// <summary>The shapes that nodes say themselves.</summary>
    public static IReadOnlyDictionary<string, NirShapes> Own(OrderedDictionary<string, NirNode> nodes)
    {
        var shapes = new Dictionary<string, NirShapes>(StringComparer.Ordinal);
        foreach (var (name, node) in nodes) shapes[name] = ShapesOf(name, node, node.Takes);
        return shapes;
    }

    /// <summary>The only shape of several places, or null.</summary>
    public static NirShape? Only(IEnumerable<NirShape?> shapes) => shapes.Take(2).ToArray() is [var only] ? only : null;

    /// <summary>Completes nodes and edges, and gives the shapes of all nodes.</summary>
    /// <exception cref="ArgumentException">Shapes do not agree, or cannot be found.</exception>
    public static IReadOnlyDictionary<string, NirShapes> Run(OrderedDictionary<string, NirNode> nodes, List<NirEdge> edges)
    {
        var shapes = (Dictionary<string, NirShapes>)Own(nodes);
        if (nodes.Count == 0) return shapes;
        var known = new HashSet<NirEdge>();
        foreach (var edge in edges)
            if (!known.Add(edge)) throw Wrong($"the edge {edge} occurs twice");

        AddInputs(nodes, edges, shapes);
        Propagate(nodes, edges, shapes);
        foreach (var edge in edges) Compare(edge, nodes, shapes);
        AddOutputs(nodes, edges, shapes);
        return shapes;
    }

    private static ArgumentException Wrong(string problem, Exception? inner = null) => new($"NIRGraph: {problem}", inner);

    private static NirShapes ShapesOf(string name, NirNode node, NirShape? input)
    {
        try
        {
            return new(input, node.Gives(input));
        }
        catch (ArgumentException problem)
        {
            throw new ArgumentException($"node {NirText.Quote(name)}: {problem.Message}", problem);
        }
    }

    /// <summary>An input before each node into which no edge leads.</summary>
    private static void AddInputs(OrderedDictionary<string, NirNode> nodes, List<NirEdge> edges, Dictionary<string, NirShapes> shapes)
    {
        var taking = edges.Select(edge => edge.To).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, node) in nodes.Where(node => node.Value is not NirInput && !taking.Contains(node.Key)).ToArray())
        {
            var shape = shapes[name].Input ?? throw Wrong(
                $"no edge leads to {NirText.Quote(name)}, and the {node.Type} does not say the shape of its input; put an Input before it");
            edges.Add(new(Add(nodes, shapes, $"input_{name}", new NirInput(shape)), name));
        }

        if (!edges.Exists(edge => nodes[edge.From] is NirInput))
            throw Wrong("no edge comes from an Input: where it begins cannot be told; put one before a node, or read it without the check of types");
    }

    /// <summary>An output behind each node from which no edge leads.</summary>
    private static void AddOutputs(OrderedDictionary<string, NirNode> nodes, List<NirEdge> edges, Dictionary<string, NirShapes> shapes)
    {
        var giving = edges.Select(edge => edge.From).ToHashSet(StringComparer.Ordinal);
        var leaves = nodes.Where(node => !giving.Contains(node.Key)).ToArray();
        if (leaves.Length == 0)
            throw Wrong("every node has an edge from it: where it ends cannot be told; put an Output there, or read it without the check of types");
        foreach (var (name, node) in leaves.Where(node => node.Value is not NirOutput))
        {
            var shape = shapes[name].Output ?? throw Wrong($"the shape that {NirText.Quote(name)} ({node.Type}) gives is not known");
            edges.Add(new(name, Add(nodes, shapes, $"output_{name}", new NirOutput(shape))));
        }
    }

    /// <summary>Adds a node, under a name that nobody has, which it returns.</summary>
    private static string Add(OrderedDictionary<string, NirNode> nodes, Dictionary<string, NirShapes> shapes, string name, NirNode node)
    {
        var free = name;
        for (var i = 0; nodes.ContainsKey(free); i++) free = $"{name}_{i}";
        nodes.Add(free, node);
        shapes.Add(free, new(node.Takes, node.Takes));
        return free;
    }

    /// <summary>Goes from the inputs along all edges, and gives each node that does not say its shape that of the first edge to it.</summary>
    private static void Propagate(OrderedDictionary<string, NirNode> nodes, List<NirEdge> edges, Dictionary<string, NirShapes> shapes)
    {
        var next = edges.ToLookup(edge => edge.From, edge => edge.To, StringComparer.Ordinal);
        var reached = nodes.Where(node => node.Value is NirInput).Select(node => node.Key).ToHashSet(StringComparer.Ordinal);
        var queue = new Queue<string>(reached);
        while (queue.TryDequeue(out var from))
        {
            foreach (var to in next[from])
            {
                if (shapes[to].Input is null && shapes[from].Output is { } shape && nodes[to] is not NirGraph)
                {
                    nodes[to] = nodes[to].Taking(shape);
                    shapes[to] = ShapesOf(to, nodes[to], shape);
                }

                if (reached.Add(to)) queue.Enqueue(to);
            }
        }
    }

    private static void Compare(NirEdge edge, OrderedDictionary<string, NirNode> nodes, Dictionary<string, NirShapes> shapes)
    {
        var (given, taken) = (shapes[edge.From].Output, shapes[edge.To].Input);
        if (given is null) throw Wrong($"the edge {edge}: {Unknown("gives", edge.From, nodes[edge.From])}");
        if (taken is null) throw Wrong($"the edge {edge}: {Unknown("takes", edge.To, nodes[edge.To])}");
        if (given == taken) return;
        var (from, to) = (NirText.Quote(edge.From), NirText.Quote(edge.To));
        throw Wrong($"the edge {edge}: {from} gives {given} and {to} takes {taken}; they must be the same");
    }

    private static string Unknown(string does, string name, NirNode node) => node is NirGraph
        ? $"the graph {NirText.Quote(name)} must have one {(does == "gives" ? "Output" : "Input")}"
        : $"the shape that {NirText.Quote(name)} ({node.Type}) {does} is not known: no Input leads there";
}
