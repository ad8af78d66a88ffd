namespace Neurons.Nir;

/// <summary>
/// The order of nodes. In a circle something must come from the step before; NIR does not say what. It is what neurons and delays give, wherever
/// that is possible: nodes without memory come before the neurons that they feed back to, so that a bias acts from the first step on.
/// </summary>
internal static class NodeOrder
{
    /// <param name="from">The sources of each node.</param>
    /// <param name="hasMemory">Whether a node keeps something from step to step.</param>
    /// <param name="roots">Where signals enter.</param>
    /// <returns>The nodes in their order.</returns>
    public static int[] Of(IReadOnlyList<List<int>> from, IReadOnlyList<bool> hasMemory, IReadOnlyList<int> roots)
    {
        var to = from.Select(_ => new List<int>()).ToArray();
        for (var node = 0; node < from.Count; node++)
            foreach (var source in from[node].Distinct()) to[source].Add(node);
        var order = DepthFirst(to, roots);
        // from the last on: a node without memory all of whose targets come before it runs first among them
        foreach (var node in order.AsEnumerable().Reverse().ToArray())
        {
            if (hasMemory[node] || to[node].Count == 0) continue;
            var (own, first) = (order.IndexOf(node), to[node].Select(target => order.IndexOf(target)).Order().ToArray());
            if (first[^1] >= own) continue;
            order.RemoveAt(own);
            order.Insert(first[0], node);
        }

        return [.. order];
    }

    /// <summary>Depth first, in reverse order of leaving: without circles, each node after its sources.</summary>
    private static List<int> DepthFirst(List<int>[] to, IReadOnlyList<int> roots)
    {
        var left = new List<int>();
        var seen = new bool[to.Length];
        var open = new Stack<(int Node, int Next)>();
        // the last first, as the order is turned around
        foreach (var root in roots.Reverse().Concat(Enumerable.Range(0, to.Length)))
        {
            if (seen[root]) continue;
            seen[root] = true;
            open.Push((root, to[root].Count - 1));
            while (open.TryPop(out var at))
            {
                if (at.Next < 0)
                {
                    left.Add(at.Node);
                    continue;
                }

                open.Push((at.Node, at.Next - 1));
                var next = to[at.Node][at.Next];
                if (seen[next]) continue;
                seen[next] = true;
                open.Push((next, to[next].Count - 1));
            }
        }

        left.Reverse();
        return left;
    }
}
