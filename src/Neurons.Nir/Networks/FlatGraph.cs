namespace Neurons.Nir;

/// <summary>A node of a graph without graphs within it.</summary>
/// <param name="Path">Its name; of an inner graph, <c>sub/inner</c>.</param>
/// <param name="Node">The node.</param>
/// <param name="Takes">The shape that it takes; null where nothing says it.</param>
/// <param name="From">The places of the nodes that feed it, in the order of the edges.</param>
internal sealed record FlatNode(string Path, NirNode Node, NirShape? Takes, List<int> From);

/// <summary>A graph whose inner graphs are dissolved: their Inputs and Outputs are what feeds them and what they feed.</summary>
internal static class FlatGraph
{
    /// <summary>The nodes, those of an inner graph in its place.</summary>
    /// <exception cref="NotSupportedException">Edges do not say how they lead through an inner graph; the message names it.</exception>
    public static List<FlatNode> Of(NirGraph graph, List<NirNote> notes)
    {
        var flat = new List<FlatNode>();
        Collect(graph, "", null, flat, notes);
        // what an Input or an Output of an inner graph stands for is what feeds it
        var inner = flat.Select(node => node.Node is NirInput or NirOutput && node.Path.Contains('/', StringComparison.Ordinal)).ToArray();
        var places = new int[flat.Count];
        for (int i = 0, next = 0; i < flat.Count; i++) places[i] = inner[i] ? -1 : next++;
        for (var i = 0; i < flat.Count; i++)
        {
            if (inner[i]) continue;
            var from = Expanded(i, flat, inner);
            flat[i].From.Clear();
            flat[i].From.AddRange(from);
        }

        var nodes = flat.Where((_, i) => !inner[i]).ToList();
        foreach (var node in nodes)
            for (var i = 0; i < node.From.Count; i++) node.From[i] = places[node.From[i]];
        return nodes;
    }

    /// <summary>The sources of a node that are no Inputs and Outputs of inner graphs.</summary>
    private static List<int> Expanded(int node, List<FlatNode> flat, bool[] inner)
    {
        var sources = new List<int>();
        var open = new Stack<(int Node, int Depth)>();
        Push(node, 0);
        while (open.TryPop(out var next))
        {
            if (!inner[next.Node]) sources.Add(next.Node);
            else if (next.Depth > flat.Count)
                throw new NotSupportedException($"node {NirText.Quote(flat[next.Node].Path)}: it is fed by itself, through graphs within the graph");
            else Push(next.Node, next.Depth + 1);
            if (sources.Count + open.Count > Most)
                throw new NotSupportedException($"node {NirText.Quote(flat[node].Path)}: more than {Most} ways lead to it through inner graphs");
        }

        return sources;

        void Push(int of, int depth)
        {
            for (var i = flat[of].From.Count - 1; i >= 0; i--) open.Push((flat[of].From[i], depth));
        }
    }

    /// <summary>What the Input and the Output of an inner graph are called that a network becomes.</summary>
    public const string Input = "input", Output = "output";

    /// <summary>Says which metadata have no place in a network.</summary>
    public static void LeftOut(string? path, NirMetadata metadata, string[] used, List<NirNote> notes)
    {
        var names = metadata.Values.Keys.Except(used).Concat(metadata.Groups.Keys).Order(StringComparer.Ordinal).ToArray();
        if (names.Length > 0) notes.Add(new(path, NirNoteKind.LeftOut, $"the metadata {NirText.Some(names)}"));
    }

    private const int Most = 1 << 20;

    /// <param name="graph">The graph.</param>
    /// <param name="prefix">What comes before its names.</param>
    /// <param name="outside">The sources of the graph where it is an inner one; they are filled in later.</param>
    /// <param name="flat">Where its nodes go.</param>
    /// <param name="notes">Where is said what is counted once.</param>
    /// <returns>The places of its Outputs.</returns>
    private static List<int> Collect(NirGraph graph, string prefix, List<int>? outside, List<FlatNode> flat, List<NirNote> notes)
    {
        var sources = graph.Nodes.ToDictionary(node => node.Key, _ => new List<int>(), StringComparer.Ordinal);
        var outputs = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var own = new List<int>();
        var inputs = 0;
        foreach (var (name, node) in graph.Nodes)
        {
            var path = prefix + name;
            LeftOut(path, node.Metadata, node is NirI or NirIf or NirLi or NirLif or NirCubaLi or NirCubaLif ? [NeuronMaker.Start] : [], notes);
            if (outside is not null && (node is NirInput && name != Input || node is NirOutput && name != Output))
                notes.Add(new(prefix[..^1], NirNoteKind.LeftOut, $"the name {NirText.Quote(name)} of its {node.Type}"));
            if (node is NirGraph inner)
            {
                outputs[name] = Collect(inner, path + "/", sources[name], flat, notes);
                continue;
            }

            var isInner = outside is not null && node is NirInput;
            if (isInner && ++inputs > 1)
                throw new NotSupportedException(
                    $"node {NirText.Quote(prefix[..^1])}: NIRGraph: it has several Inputs, and an edge does not say which it feeds");
            if (node is NirInput && graph.Edges.Any(edge => edge.To == name))
                throw new NotSupportedException($"node {NirText.Quote(path)}: Input: an edge leads to it; it takes what the graph is given alone");
            if (node is NirOutput) own.Add(flat.Count);
            outputs[name] = [flat.Count];
            flat.Add(new(path, node, graph.InputShape(name), isInner ? outside! : sources[name]));
        }

        foreach (var repeated in graph.Edges.GroupBy(edge => edge).Where(same => same.Count() > 1))
            notes.Add(new(
                prefix + repeated.Key.To, NirNoteKind.Deviation, $"the edge {repeated.Key} is there {repeated.Count()} times; it counts once"));
        foreach (var edge in graph.Edges.Distinct())
        {
            var from = outputs[edge.From];
            if (from.Count > 1)
                throw new NotSupportedException(
                    $"node {NirText.Quote(prefix + edge.From)}: NIRGraph: it has several Outputs, and the edge {edge} does not say which it leaves");
            sources[edge.To].AddRange(from);
        }

        return own;
    }
}
