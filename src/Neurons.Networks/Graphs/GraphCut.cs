namespace Neurons.Networks;

/// <summary>
/// Cuts a graph into parts, once, when it is built: circles; layers with several inputs; and chains, as long as each output is used by one
/// node alone.
/// </summary>
internal sealed class GraphCut
{
    private readonly Layer[] _layers;
    private readonly Wiring _wiring;
    private readonly int[][] _shapes;
    private readonly int[] _uses;

    /// <param name="layers">The layers of the nodes.</param>
    /// <param name="wiring">How they are connected.</param>
    /// <param name="shapes">The shapes of their outputs.</param>
    /// <param name="outputs">The nodes whose outputs are asked for.</param>
    public GraphCut(Layer[] layers, Wiring wiring, int[][] shapes, int[] outputs)
    {
        (_layers, _wiring, _shapes) = (layers, wiring, shapes);
        _uses = new int[layers.Length];
        foreach (var output in outputs) _uses[output]++;
        for (var node = 0; node < layers.Length; node++)
        {
            foreach (var source in wiring.Sources(node)) _uses[source]++;
        }

        var chains = new Dictionary<int, List<int>>();
        var parts = new List<Func<GraphPart>>();
        foreach (var component in wiring.Order)
        {
            var node = component[0];
            if (wiring.IsCircle(component))
            {
                parts.Add(() => Circle(component));
            }
            else if (wiring.Ports[node].Length > 1)
            {
                parts.Add(() => new JoinPart(wiring.Ports[node], layers[node]));
            }
            else if (wiring.Ports[node][0].Sources is [var source] && _uses[source] == 1 && chains.Remove(source, out var chain))
            {
                chain.Add(node);
                chains[node] = chain;
            }
            else
            {
                List<int> begun = [node];
                chains[node] = begun;
                parts.Add(() => Chain(begun));
            }
        }
        Parts = [.. parts.Select(make => make())];
    }

    public GraphPart[] Parts { get; }

    private ChainPart Chain(List<int> nodes)
    {
        var chain = new LayerChain([.. nodes.Select(node => _layers[node])]);
        var port = _wiring.Ports[nodes[0]][0];
        chain.Build(_layers[nodes[0]] is Input input ? input.InputShape : _shapes[port.Sources[0]]);
        return new(port, nodes[^1], chain);
    }

    private CirclePart Circle(int[] component) => new(
        component,
        Array.ConvertAll(component, node => _wiring.Ports[node]),
        Array.ConvertAll(component, node => CircleNode.Of(_layers[node])),
        Array.ConvertAll(component, node => _shapes[node]),
        Outputs(component));

    /// <summary>The nodes of a circle that others need, or the network's output.</summary>
    private int[] Outputs(int[] component)
    {
        var needed = Array.FindAll(component, node =>
            _uses[node] > component.Sum(other => _wiring.Sources(other).Count(source => source == node)));
        return needed.Length > 0 ? needed : [component[^1]];
    }
}
