using Neurons.Networks;

namespace Neurons.Nir;

/// <summary>Makes a NIR graph of a network.</summary>
internal sealed class NetworkWriter
{
    /// <summary>The entries of the metadata that say the step and its form.</summary>
    public const string Step = "dt", Form = "discretisation";

    private readonly Network _network;
    private readonly List<Part> _parts = [];
    private readonly Dictionary<string, int> _place = new(StringComparer.Ordinal);
    private readonly NeuronWriter _neurons;
    private readonly List<(string Name, NirNode Node)> _nodes = [];
    private readonly List<NirEdge> _edges = [];
    private readonly List<NirNote> _notes;

    public NetworkWriter(Network network, double? dt, bool nearest, List<NirNote> notes)
    {
        (_network, _notes) = (network, notes);
        if (network is Graph graph)
        {
            foreach (var node in graph.Nodes)
            {
                if (node.Any()) throw new NotSupportedException($"node '{node.Name}': it has several inputs; a node of NIR has one");
                Add(node.Name, node.Layer, node.From);
            }
        }
        else
        {
            if (network.Layers[0] is not Input) Add("input", new Input(network.Layers[0].InputShape!), []);
            for (var i = 0; i < network.Layers.Count; i++)
                Add(network.Layers[i] is Input ? "input" : $"{i}", network.Layers[i], i == 0 && network.Layers[0] is Input ? [] : [_parts[^1].Name]);
        }

        _neurons = new NeuronWriter(_parts.SelectMany(part => Neurons(part.Name, part.Layer)), dt, nearest, notes);
    }

    public NirGraph Write()
    {
        FindShapes();
        foreach (var part in _parts) part.Chain = Chain(NirConversion.Shown(part.Name), part.Layer, part.Takes);
        var outputs = Outputs();
        foreach (var part in _parts)
        {
            _nodes.AddRange(part.Chain);
            for (var i = 1; i < part.Chain.Count; i++) _edges.Add((part.Chain[i - 1].Name, part.Chain[i].Name));
            if (part.Chain.Count > 0) Connect(part.From, part.Chain[0].Name);
        }

        foreach (var (name, shape, from) in outputs)
        {
            _nodes.Add((name, new NirOutput(Shape(shape))));
            Connect(from, name);
        }

        var metadata = NirMetadata.Empty.With(Step, _neurons.Dt);
        if (_neurons.Form is { } form) metadata = metadata.With(Form, form.Word());
        var (nodes, edges) = new InnerGraphs(Shapes(part => part.Takes, 0), Shapes(part => part.Gives, ^1), _notes).Of("", _nodes, _edges);
        return new NirGraph(nodes, edges) { Metadata = metadata };

        Dictionary<string, NirShape> Shapes(Func<Part, int[]?> shape, Index node) => _parts.Where(part => part.Chain.Count > 0)
            .ToDictionary(part => part.Chain[node].Name, part => Shape(shape(part)!), StringComparer.Ordinal);
    }

    private static NirShape Shape(int[] shape) => NirShape.Create(Array.ConvertAll(shape, length => (long)length));

    private void Add(string name, Layer layer, IReadOnlyList<string> from)
    {
        if (from.FirstOrDefault(source => source.Contains('.', StringComparison.Ordinal)) is { } state)
            throw new NotSupportedException($"node '{name}': it takes the state {state}; an edge of NIR carries what a node gives");
        _place[name] = _parts.Count;
        _parts.Add(new(name, layer, from));
    }

    private static IEnumerable<(string, NeuronLayer)> Neurons(string name, Layer layer) =>
        layer is NeuronLayer neurons ? [(name, neurons)] : layer.Children.SelectMany(child => Neurons(name, child));

    /// <summary>The shapes along the edges, in circles from where they are known on.</summary>
    private void FindShapes()
    {
        for (var isNew = true; isNew;)
        {
            isNew = false;
            foreach (var part in _parts.Where(part => part.Gives is null))
            {
                part.Takes = part.Layer is Input ? part.Layer.InputShape
                    : part.From.Select(source => _parts[_place[source]].Gives).FirstOrDefault(shape => shape is not null);
                if (part.Takes is null) continue;
                part.Gives = part.Layer.OutputShape(part.Takes);
                isNew = true;
            }
        }
    }

    /// <summary>The outputs: what an empty block at the end passes on, or a node gives.</summary>
    private List<(string Name, int[] Shape, IReadOnlyList<string> From)> Outputs()
    {
        var outputs = new List<(string, int[], IReadOnlyList<string>)>();
        foreach (var name in _network is Graph ? _network.OutputNames : [_parts[^1].Name])
        {
            if (name.Contains('.', StringComparison.Ordinal))
                throw new NotSupportedException($"output '{name}': the network gives a state; an Output of NIR takes what a node gives");
            var part = _parts[_place[name]];
            var own = part.Layer is Block { Layers.Count: 0 } ? NirConversion.Shown(name)
                : _network.OutputNames.Count == 1 ? "output" : $"output_{Dotted(name)}";
            if (_parts.Any(other => other.Chain.Any(node => node.Name == own))) own = $"output_{Dotted(name)}";
            outputs.Add((own, part.Gives!, part.Layer is Block { Layers.Count: 0 } ? part.From : [name]));
        }

        return outputs;
    }

    private static string Dotted(string name) => NirConversion.Shown(name).Replace('/', '.');

    private void Connect(IReadOnlyList<string> from, string to)
    {
        foreach (var source in from.SelectMany(name => Ends(name, 0)))
        {
            if (_edges.Contains((source, to)))
                throw new NotSupportedException($"node '{to}': '{source}' feeds it twice; an edge of NIR is there once");
            _edges.Add((source, to));
        }
    }

    /// <summary>The nodes of NIR whose output a node of the network gives: those before it, where it passes them on.</summary>
    private IEnumerable<string> Ends(string name, int depth)
    {
        var part = _parts[_place[name]];
        if (part.Chain.Count > 0) return [part.Chain[^1].Name];
        return depth > _parts.Count ? throw new NotSupportedException($"node '{name}': it passes on nothing but what it gives itself")
            : part.From.SelectMany(source => Ends(source, depth + 1));
    }

    /// <summary>The nodes of a layer, one after the other; none where it passes its input on.</summary>
    private List<(string Name, NirNode Node)> Chain(string name, Layer layer, int[]? shape)
    {
        if (layer is Block block)
        {
            if ((LayerWriter.Batched(block) ?? LayerWriter.Same(block) ?? LayerWriter.Delayed(block, _neurons.Dt)) is { } one) return [(name, one)];
            var chain = new List<(string, NirNode)>();
            for (var i = 0; i < block.Layers.Count; i++)
            {
                chain.AddRange(Chain(block.Layers.Count == 1 ? name : $"{name}.{i}", block.Layers[i], shape));
                shape = shape is null ? null : block.Layers[i].OutputShape(shape);
            }

            return chain;
        }

        if (layer is Dropout or ActivityPenalty or Activation { Function: ActivationFunction.Identity }) return [];
        var node = layer switch
        {
            NeuronLayer neurons => _neurons.Write(name, neurons),
            Feedback feedback => Circle(name, feedback),
            _ => LayerWriter.Write(name, layer, shape, _neurons.Dt),
        };
        return [(name, node)];
    }

    /// <summary>Neurons and the synapses back to them, as snnTorch writes its recurrent neurons.</summary>
    private NirGraph Circle(string name, Feedback feedback)
    {
        var neurons = feedback.Neurons;
        if (neurons.Shape.Length != 1)
            throw new NotSupportedException($"node '{name}': Feedback: the neurons have the shape {neurons.Shape.Length} axes; one is possible");
        NirShape shape = [neurons.Features];
        NirNode synapses = feedback switch
        {
            { IsAllToAll: false } => new NirScale(NirArray.From(feedback.Weight.Value).SpreadOver(neurons.Features)),
            { StoredParameters.Count: 2 } => new NirAffine(NirArray.From(feedback.Weight.Value), NirArray.From(feedback.StoredParameters[1].Value)),
            _ => new NirLinear(NirArray.From(feedback.Weight.Value)),
        };
        return new NirGraph(
            [("input", new NirInput(shape)), ("lif", _neurons.Write(name, neurons)), ("w_rec", synapses), ("output", new NirOutput(shape))],
            [("input", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")]);
    }

    /// <summary>A node of the network.</summary>
    private sealed record Part(string Name, Layer Layer, IReadOnlyList<string> From)
    {
        public int[]? Takes { get; set; }

        public int[]? Gives { get; set; }

        public List<(string Name, NirNode Node)> Chain { get; set; } = [];
    }
}
