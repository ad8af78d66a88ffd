namespace Neurons.Networks;

/// <summary>A network as nodes in the order in which they run, layers of layers taken apart. It can be changed and made anew.</summary>
internal sealed class FlatNetwork
{
    private readonly ulong _seed;
    private readonly bool _isSequential, _hasInput;
    private readonly List<FlatNode> _nodes = [];

    /// <summary>Takes a network apart; it is not changed.</summary>
    /// <exception cref="ArgumentException">It has several inputs or outputs, a circle, or an output by name.</exception>
    public FlatNetwork(Network network)
    {
        _seed = network.Seed;
        _isSequential = network is Sequential;
        if (network.InputNames.Count != 1)
            throw new ArgumentException($"The network has the inputs {string.Join(", ", network.InputNames)}; it must have one.", nameof(network));
        if (network.OutputNames.Count != 1)
            throw new ArgumentException($"The network has the outputs {string.Join(", ", network.OutputNames)}; it must have one.", nameof(network));
        if (network is Graph graph)
        {
            _hasInput = true;
            Output = new Reader(this, graph).Value(network.OutputNames[0], "The network");
        }
        else
        {
            _hasInput = network.Layers[0] is Input;
            FlatNode[] value = [Add(new("input", _hasInput ? network.Layers[0] : new Input(network.InputShape.ToArray())))];
            foreach (var layer in network.Layers.Skip(_hasInput ? 1 : 0)) value = Add(layer, [value]);
            Output = value;
        }
        Count();
    }

    /// <summary>The nodes, each after those that feed it.</summary>
    public IReadOnlyList<FlatNode> Nodes => _nodes;

    /// <summary>Those whose sum the network gives.</summary>
    public FlatNode[] Output { get; private set; }

    /// <summary>Folds each batch normalisation into the linear layer or the convolution before it, where nothing else takes its output.</summary>
    /// <returns>The normalisations that are gone.</returns>
    public IReadOnlyList<string> FoldBatchNorms()
    {
        var folded = new List<string>();
        foreach (var node in _nodes.ToArray())
        {
            if (node.Layer is not BatchNorm || node.Inputs is not [[{ Affine: not null, Uses: 1 } before]]) continue;
            before.Affine.Fold(node.Affine!);
            folded.Add($"{node} into {before}");
            Remove(node);
        }
        return folded;
    }

    /// <summary>Takes a node out; what it took goes to those that it fed.</summary>
    public void Remove(FlatNode node)
    {
        var value = node.Inputs[0];
        _nodes.Remove(node);
        foreach (var other in _nodes) other.Inputs = Array.ConvertAll(other.Inputs, Without);
        Output = Without(Output);
        Count();

        FlatNode[] Without(FlatNode[] sources) => [.. sources.SelectMany(source => source == node ? value : [source])];
    }

    /// <summary>Puts a node after the output.</summary>
    public void Append(FlatNode node)
    {
        _nodes.Add(node);
        Output = [node];
        Count();
    }

    /// <summary>Builds the network: layers one after the other where the original was one and nothing branches, else a graph.</summary>
    public Network Build()
    {
        var layers = _nodes.ConvertAll(node => node.Make());
        var isChain = _isSequential && _nodes.Count > 1 && Output is [var last] && last == _nodes[^1]
            && Enumerable.Range(1, _nodes.Count - 1).All(i => _nodes[i].Inputs is [[var before]] && before == _nodes[i - 1]);
        // an input that the original did not have is needed where the first layer takes any shape
        Network network = isChain ? new Sequential(_seed, [.. layers.Skip(_hasInput || layers[1].InputShape is null ? 0 : 1)]) : BuildGraph(layers);
        for (var i = 0; i < _nodes.Count; i++)
        {
            _nodes[i].Fill(layers[i]);
            _nodes[i].Shape = i == 0 ? network.InputShape.ToArray() : network.OutputShapes[Place(network, i)];
        }
        return network;
    }

    /// <summary>The place of a node's layer in a network that was built.</summary>
    public int Place(Network network, int node) => network is Sequential && network.Layers.Count < _nodes.Count ? node - 1 : node;

    private Graph BuildGraph(List<Layer> layers)
    {
        var names = _nodes.ToDictionary(node => node, node => node.Place.Replace('.', '/'));
        var nodes = _nodes.Select((node, i) =>
        {
            var others = node.InputNames is null ? [] : node.InputNames.Zip(node.Inputs, (name, sources) => (name, Names(sources)));
            return new Node(names[node], layers[i], others, node.InputNames is null && node.Inputs is [var sources] ? Names(sources) : []);
        }).ToList();
        if (Output is [var one]) return new Graph(_seed, [names[one]], [.. nodes]);
        nodes.Add(new("sum", new Block(), Names(Output)));
        return new Graph(_seed, ["sum"], [.. nodes]);

        string[] Names(FlatNode[] sources) => Array.ConvertAll(sources, source => names[source]);
    }

    private void Count()
    {
        foreach (var node in _nodes) node.Uses = 0;
        foreach (var source in _nodes.SelectMany(node => node.Inputs).Append(Output).SelectMany(sources => sources)) source.Uses++;
    }

    private FlatNode Add(FlatNode node)
    {
        _nodes.Add(node);
        return node;
    }

    /// <summary>Adds a layer, and returns the nodes whose sum is its output.</summary>
    private FlatNode[] Add(Layer layer, FlatNode[][] inputs, IReadOnlyList<string>? names = null)
    {
        switch (layer)
        {
            case Block block:
                return Chain(block.Layers, inputs[0]);
            case Residual residual:
                return [.. Chain(residual.Layers, inputs[0]), .. inputs[0]];
            case Branches { Merge: Merge.Sum } branches:
                return [.. branches.Layers.SelectMany(branch => Add(branch, inputs))];
            case Branches branches:
                var parts = branches.Layers.Select(branch => Add(branch, inputs)).ToArray();
                var merged = new Concatenate(parts.Length);
                return [Add(new($"{branches.Place}/merged", merged, parts) { InputNames = merged.InputNames })];
            default:
                return [Add(new(layer.Place!, layer, inputs) { InputNames = names })];
        }
    }

    private FlatNode[] Chain(IReadOnlyList<Layer> layers, FlatNode[] value) =>
        layers.Aggregate(value, (before, layer) => Add(layer, [before]));

    /// <summary>Reads the nodes of a graph, those that feed a node before it.</summary>
    private sealed class Reader(FlatNetwork flat, Graph graph)
    {
        private readonly Dictionary<string, FlatNode[]?> _known = [];

        /// <summary>The nodes whose sum is the output of a node.</summary>
        public FlatNode[] Value(string name, string taker)
        {
            if (_known.TryGetValue(name, out var known))
                return known ?? throw new ArgumentException($"Node '{name}' is part of a circle; a network without circles is needed.");
            var node = graph.Nodes.FirstOrDefault(node => node.Name == name)
                ?? throw new ArgumentException($"{taker} takes '{name}'; only first outputs of nodes are possible here.");
            _known[name] = null;
            var inputs = node.Inputs.Select(input => input.Sources.SelectMany(source => Value(source, $"Node '{name}'")).ToArray()).ToArray();
            string[]? names = node.Inputs.Any(input => input.Name is not null) ? [.. node.Inputs.Select(input => input.Name!)] : null;
            var value = node.Layer is Input ? [flat.Add(new(name, node.Layer))] : flat.Add(node.Layer, inputs, names);
            _known[name] = value;
            return value;
        }
    }
}
