namespace Neurons.Nir;

/// <summary>Makes graphs within a graph of nodes whose names are paths, <c>sub/inner</c>: the way back of <see cref="FlatGraph"/>.</summary>
/// <param name="takes">The shapes that nodes take which edges from elsewhere lead to.</param>
/// <param name="gives">The shapes that nodes give from which edges lead elsewhere.</param>
/// <param name="notes">Where is said what stays flat.</param>
internal sealed class InnerGraphs(IReadOnlyDictionary<string, NirShape> takes, IReadOnlyDictionary<string, NirShape> gives, List<NirNote> notes)
{
    /// <summary>Nodes and edges with graphs in the place of the nodes whose names have the same beginning.</summary>
    /// <param name="prefix">The path of the graph that they are in.</param>
    /// <param name="nodes">The nodes, by their names there.</param>
    /// <param name="edges">The edges.</param>
    public (List<(string Name, NirNode Node)> Nodes, List<NirEdge> Edges) Of(
        string prefix, IReadOnlyList<(string Name, NirNode Node)> nodes, IReadOnlyList<NirEdge> edges)
    {
        var taken = nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var made = new Dictionary<string, NirGraph>(StringComparer.Ordinal);
        foreach (var group in nodes.Where(node => node.Name.Contains('/', StringComparison.Ordinal)).GroupBy(node => First(node.Name)))
        {
            var graph = taken.Contains(group.Key) ? null : Made(prefix, group.Key, [.. group], edges);
            if (graph is not null) made[group.Key] = graph;
            foreach (var (name, _) in group) names[name] = graph is null ? name.Replace('/', '.') : group.Key;
        }

        var (all, seen) = (new List<(string, NirNode)>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (name, node) in nodes)
        {
            var own = Own(name);
            if (seen.Add(own)) all.Add((own, made.GetValueOrDefault(own) ?? node));
            else if (!made.ContainsKey(own)) throw new NotSupportedException($"node '{prefix}{name}': another is '{own}', too");
        }

        // edges within a graph are there
        return (all, [.. edges.Select(edge => new NirEdge(Own(edge.From), Own(edge.To)))
            .Where(edge => edge.From != edge.To || !made.ContainsKey(edge.From)).Distinct()]);

        string Own(string name) => names.GetValueOrDefault(name, name);
    }

    private static string First(string name) => name[..name.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>The graph of nodes; null where an Input and an Output do not say how edges lead in and out.</summary>
    private NirGraph? Made(string prefix, string name, IReadOnlyList<(string Name, NirNode Node)> nodes, IReadOnlyList<NirEdge> edges)
    {
        var inside = nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        NirEdge[] entries = [.. edges.Where(edge => inside.Contains(edge.To) && !inside.Contains(edge.From))];
        NirEdge[] exits = [.. edges.Where(edge => inside.Contains(edge.From) && !inside.Contains(edge.To))];
        var isPossible = nodes.All(node => node.Node is not (NirInput or NirOutput) && Inner(node.Name) is not (FlatGraph.Input or FlatGraph.Output))
            && IsEachToEach(entries) && IsEachToEach(exits);
        if (!isPossible)
        {
            notes.Add(new(
                prefix + name, NirNoteKind.LeftOut,
                "the graph within the graph: an Input and an Output of it do not say how its edges lead in and out"));
            return null;
        }

        var edgesInside = edges.Where(edge => inside.Contains(edge.From) && inside.Contains(edge.To))
            .Select(edge => new NirEdge(Inner(edge.From), Inner(edge.To)));
        var (inner, between) = Of(
            $"{prefix}{name}/",
            [
                (FlatGraph.Input, new NirInput(takes[prefix + entries[0].To])),
                .. nodes.Select(node => (Inner(node.Name), node.Node)),
                (FlatGraph.Output, new NirOutput(gives[prefix + exits[0].From])),
            ],
            [
                .. entries.Select(edge => Inner(edge.To)).Distinct().Select(to => new NirEdge(FlatGraph.Input, to)), .. edgesInside,
                .. exits.Select(edge => Inner(edge.From)).Distinct().Select(from => new NirEdge(from, FlatGraph.Output)),
            ]);
        return new(inner, between);

        string Inner(string path) => path[(name.Length + 1)..];
    }

    /// <summary>Whether edges lead from each of their sources to each of their targets.</summary>
    private static bool IsEachToEach(NirEdge[] edges) =>
        edges.Length > 0 && edges.Length == edges.Select(edge => edge.From).Distinct().Count() * edges.Select(edge => edge.To).Distinct().Count();
}
