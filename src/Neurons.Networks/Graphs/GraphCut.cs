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
    /// <param name="shapes">The shapes of the signals.</param>
    /// <param name="outputs">The signals that are asked for.</param>
    public GraphCut(Layer[] layers, Wiring wiring, int[][] shapes, int[] outputs)
    {
        (_layers, _wiring, _shapes) = (layers, wiring, shapes);
        _uses = new int[wiring.Signals.Count];
        foreach (var output in outputs) _uses[output]++;
        foreach (var source in wiring.Ports.SelectMany(of => of).SelectMany(port => port.Sources)) _uses[source]++;

        var chains = new Dictionary<int, List<int>>();
        var parts = new List<Func<GraphPart>>();
        foreach (var component in wiring.Order)
        {
            var node = component[0];
            int[] signals = [.. wiring.SignalsOf(node).Where(signal => _uses[signal] > 0)];
            if (layers[node] is Input)
            {
                // the caller gives it
            }
            else if (wiring.IsCircle(component))
            {
                parts.Add(() => Circle(component));
            }
            else if (wiring.Ports[node].Length > 1 || signals.Any(signal => signal != node))
            {
                if (signals.Length == 0) signals = [node];
                int[] which = [.. signals.Select(signal => wiring.Signals[signal].Output)];
                parts.Add(() => new JoinPart(wiring.Ports[node], signals, which, layers[node]));
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
        chain.Build(_shapes[port.Sources[0]]);
        return new(port, nodes[^1], chain);
    }

    private CirclePart Circle(int[] component)
    {
        int[] signals = [.. component.SelectMany(node => _wiring.SignalsOf(node).Where(signal => signal == node || _uses[signal] > 0))];
        return new(
            signals,
            Array.ConvertAll(signals, signal => IsOfOwner(signal) ? [] : _wiring.Ports[_wiring.Signals[signal].Node]),
            Array.ConvertAll(signals, signal => CircleNode.Of(_layers[_wiring.Signals[signal].Node], _wiring.Signals[signal].Output)),
            Array.ConvertAll(signals, signal => _shapes[signal]),
            Outputs(component, signals));

        bool IsOfOwner(int signal) => _wiring.Signals[signal] is (var node, > 0) && _layers[node] is IStepwise;
    }

    /// <summary>The signals of a circle that others need, or the network's output.</summary>
    private int[] Outputs(int[] component, int[] signals)
    {
        var needed = Array.FindAll(signals, signal =>
            _uses[signal] > component.Sum(other => _wiring.Ports[other].Sum(port => port.Sources.Count(source => source == signal))));
        return needed.Length > 0 ? needed : [component[^1]];
    }
}
