namespace Neurons.Cli.Report;

/// <summary>How the layers of a network are connected.</summary>
/// <param name="Names">The place of each layer.</param>
/// <param name="Sources">The layers that feed each, by their numbers; −1 is the network's input.</param>
/// <param name="IsSimple">Whether its one input is the sum of these, each with a single output.</param>
internal sealed record LayerGraph(string[] Names, int[][] Sources, bool[] IsSimple)
{
    public static LayerGraph Of(Network network)
    {
        if (network is not Graph graph)
        {
            var count = network.Layers.Count;
            return new(
                [.. network.Layers.Select(layer => layer.Place!)], [.. Enumerable.Range(0, count).Select(i => new[] { i - 1 })],
                [.. Enumerable.Repeat(true, count)]);
        }

        var names = graph.Nodes.Select(node => node.Name).ToArray();
        int Number(string source) => Array.IndexOf(names, source.Split('.')[0]);
        return new(
            names,
            [.. graph.Nodes.Select(node => node.From.Concat(node.SelectMany(other => other.Value)).Select(Number).ToArray())],
            [.. graph.Nodes.Select(node => node.From.Count > 0 && !node.Any() && !node.From.Any(source => source.Contains('.')))]);
    }

    /// <summary>Whether a layer is fed by one with what that gave at the step before: they run in a circle, and it comes later.</summary>
    public bool IsDelayed(int layer, int source) => source >= layer && Reaches(layer, source, []);

    private bool Reaches(int from, int to, HashSet<int> seen)
    {
        if (from == to) return true;
        if (to < 0 || !seen.Add(to)) return false;
        return Sources[to].Any(source => Reaches(from, source, seen));
    }
}
