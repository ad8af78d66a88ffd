namespace Neurons.Networks;

/// <summary>Tells each layer of a graph the shape of its input, and finds out the shapes of the outputs.</summary>
internal sealed class GraphShapes
{
    private readonly Node[] _nodes;
    private readonly Wiring _wiring;
    private readonly int[]?[] _shapes;

    /// <exception cref="ArgumentException">The nodes do not fit together; the message names the node, and the shapes that feed it.</exception>
    public GraphShapes(Node[] nodes, Wiring wiring)
    {
        (_nodes, _wiring, _shapes) = (nodes, wiring, new int[]?[wiring.Signals.Count]);
        foreach (var component in wiring.Order)
        {
            foreach (var node in component)
            {
                _shapes[node] = Build(node);
                foreach (var signal in wiring.SignalsOf(node)[1..])
                    _shapes[signal] = ((IManyOutputs)nodes[node].Layer).OutputShape(wiring.Signals[signal].Output);
            }
            if (!wiring.IsCircle(component)) continue;
            // now all shapes are known, those from behind as well
            foreach (var node in component)
            {
                foreach (var port in wiring.Ports[node]) RequireOne(port, known: false);
                RequireStepwise(node);
                foreach (var other in wiring.SignalsOf(node)[1..]) RequireStepOutput(node, wiring.Signals[other].Output, wiring.NameOf(other));
            }
            if (component.All(node => wiring.Sources(node).All(component.Contains)))
                throw new ArgumentException(
                    $"The circle of {string.Join(", ", component.Select(node => $"'{nodes[node].Name}'"))} has no input from outside; "
                    + "it needs one, which says how many steps there are.");
        }
        Shapes = _shapes!;
    }

    /// <summary>The shape of each signal.</summary>
    public int[][] Shapes { get; }

    private int[] Build(int node)
    {
        var layer = _nodes[node].Layer;
        if (layer is Input input) return input.InputShape;
        var shapes = Array.ConvertAll(_wiring.Ports[node], port => RequireOne(port, known: true));
        try
        {
            if (layer is IManyInputs many && shapes.Length > 1) return many.Build(shapes);
            return LayerChain.Build(layer, shapes[0]);
        }
        catch (ArgumentException error)
        {
            var fed = _wiring.Ports[node].SelectMany(port => port.Sources).Where(source => _shapes[source] is not null)
                .Select(source => $"{_wiring.NameOf(source)} gives {Primitives.Shapes.Text(_shapes[source]!)}");
            throw new ArgumentException(
                $"The nodes do not fit together. {string.Join("; ", fed)}; '{_nodes[node].Name}', {layer}: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>The one shape of all that feeds an input; in a circle, of those that are known, or what the layer says itself.</summary>
    private int[] RequireOne(Port port, bool known)
    {
        int[]? shape = null;
        var first = -1;
        foreach (var source in port.Sources)
        {
            if ((_shapes[source] ?? Declared(source)) is not { } given) continue;
            if (shape is not null && !given.AsSpan().SequenceEqual(shape))
            {
                throw new ArgumentException(
                    $"The nodes do not fit together. '{_nodes[port.Node].Name}' sums {_wiring.NameOf(first)}, {Primitives.Shapes.Text(shape)}, "
                    + $"and {_wiring.NameOf(source)}, {Primitives.Shapes.Text(given)}; their shapes must be the same.");
            }
            if (shape is null) (shape, first) = (given, source);
        }
        if (!known && _nodes[port.Node].Layer.InputShape is { } own && !own.AsSpan().SequenceEqual(shape))
            throw new ArgumentException(
                $"The nodes do not fit together. {_wiring.NameOf(first)} gives {Primitives.Shapes.Text(shape!)}; '{_nodes[port.Node].Name}', "
                + $"{_nodes[port.Node].Layer}: takes {Primitives.Shapes.Text(own)}.");
        return shape ?? _nodes[port.Node].Layer.InputShape
            ?? throw new ArgumentException(
                $"Node '{_nodes[port.Node].Name}', {_nodes[port.Node].Layer}, takes several shapes, "
                + "and all that feeds it comes after it in a circle; give it a shape, or put it later.");
    }

    /// <summary>The shape of neurons that come later, where they have been given one.</summary>
    private int[]? Declared(int signal) => _nodes[_wiring.Signals[signal].Node].Layer is NeuronLayer neurons ? neurons.InputShape : null;

    /// <summary>In a circle, another output than the first is a state of neurons, or that of a layer without memory or parameters.</summary>
    private void RequireStepOutput(int node, int output, string name)
    {
        var layer = _nodes[node].Layer;
        if (layer is NeuronLayer neurons
            ? ((IManyOutputs)neurons).OutputNames[output] != NeuronLayer.Spikes : layer is not IStepwise && !layer.AllParameters.Any()) return;
        throw new ArgumentException(
            $"Node '{_nodes[node].Name}', {layer}, is part of a circle, where a node gives its first output, and neurons their states; "
            + $"{name} is asked for.");
    }

    private void RequireStepwise(int node)
    {
        var layer = _nodes[node].Layer;
        if (layer is IStepwise or IEachStep { IsEachStep: true }) return;
        throw new ArgumentException($"Node '{_nodes[node].Name}', {layer}, is part of a circle, and runs on whole sequences only.");
    }
}
