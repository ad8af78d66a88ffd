using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// A network of named nodes. A node's input is the sum of the outputs of the nodes that it is fed from, and each node can feed several; its
/// order does not matter, but in circles. Where nodes depend on each other in a circle, they run together, step by step, in the order in
/// which they are given: from a node that has not run yet at a step, or from itself, a node takes what that gave at the step before (0 at the
/// first step). All other nodes run a whole sequence at a time.
/// </summary>
/// <example><code>
/// var network = new Graph(
///     seed: 1,
///     new("image", new Input(64)),
///     new("in", new Linear(64, 100), "image"),
///     new("back", new Linear(100, 100), "lif"),
///     new("lif", new CubaLif(100), "in", "back"),
///     new("out", new Linear(100, 10), "lif"),
///     new("readout", new LeakyIntegrator(10), "out"));
/// </code></example>
public sealed class Graph : Network
{
    private readonly Node[] _nodes;
    private readonly Layer[] _layers;
    private readonly int[] _inputs;
    private readonly int _output;
    private readonly int[][] _shapes;
    private readonly GraphPart[] _parts;
    private readonly Lazy<GraphPart[]> _each;

    /// <summary>Builds a network.</summary>
    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="nodes">The nodes, one an <see cref="Input"/> for each input; the last is the output.</param>
    /// <exception cref="ArgumentException">The nodes do not fit together; the message names the node, and the shapes that feed it.</exception>
    public Graph(ulong seed, params Node[] nodes)
        : this(seed, nodes, null)
    {
    }

    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="weights">What the weights may take; null for what there is room for.</param>
    internal Graph(ulong seed, Node[] nodes, StoredWeights? weights)
        : base(seed)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Length == 0) throw new ArgumentException("A network needs at least one node.", nameof(nodes));
        _nodes = (Node[])nodes.Clone();
        var wiring = new Wiring(_nodes);
        _layers = Array.ConvertAll(_nodes, node => node.Layer);
        _inputs = [.. Enumerable.Range(0, _nodes.Length).Where(node => _layers[node] is Input)];
        if (_inputs.Length == 0) throw new ArgumentException("No node is an Input; the network needs at least one.", nameof(nodes));
        _output = _nodes.Length - 1;
        _shapes = new GraphShapes(_nodes, wiring).Shapes;
        _parts = new GraphCut(_layers, wiring, _shapes, [_output]).Parts;
        _each = new(() => new GraphCut(_layers, wiring, _shapes, [.. Enumerable.Range(0, _nodes.Length)]).Parts);
        InputNames = [.. _inputs.Select(node => _nodes[node].Name)];
        Stored = [.. _parts.SelectMany(part => part.Stored)];
        var stream = 0u;
        foreach (var node in _nodes) node.Layer.Attach(node.Name, seed, ref stream, weights is null ? null : weights.Require);
    }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => _layers;

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputNames { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> OutputShape => _shapes[_output];

    /// <inheritdoc/>
    internal override Parameter[] Stored { get; }

    /// <inheritdoc/>
    internal override IReadOnlyList<int[]> OutputShapes => _shapes;

    /// <inheritdoc/>
    internal override int[] ShapeOfInput(int index) => _shapes[_inputs[index]];

    /// <inheritdoc/>
    internal override (Signal Output, NetworkPullback? Pullback) Run(Signal[] inputs, Pass pass, StepAccount? account)
    {
        var (signals, given, runs) = Run(_parts, inputs, pass, account);
        return (signals[_output], pass.WithGradient ? Backward : null);

        void Backward(Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>?[] inputGradients) =>
            new GraphGradients(_parts, signals, given, runs, pass.Workspace, _inputs, inputGradients).Run(_output, outputGradient, gradients);
    }

    /// <inheritdoc/>
    internal override Signal[] RunEach(Signal[] inputs, Pass pass) => Run(_each.Value, inputs, pass, null).Signals;

    private (Signal[] Signals, Signal[][] Given, PartRun[] Runs) Run(GraphPart[] parts, Signal[] inputs, Pass pass, StepAccount? account)
    {
        var signals = new Signal[_nodes.Length];
        var runs = new PartRun[parts.Length];
        var given = new Signal[parts.Length][];
        for (var p = 0; p < parts.Length; p++)
        {
            given[p] = Array.ConvertAll(parts[p].Ports, port => Gather(port, inputs, signals, pass));
            RequireOneLength(parts[p].Ports, given[p]);
            runs[p] = parts[p].Forward(given[p], pass, account);
            for (var o = 0; o < runs[p].Outputs.Length; o++) signals[parts[p].Outputs[o]] = runs[p].Outputs[o];
        }
        return (signals, given, runs);
    }

    /// <summary>All inputs of a layer, or of a circle, have the same number of steps.</summary>
    private void RequireOneLength(Port[] ports, Signal[] inputs)
    {
        var first = Array.FindIndex(inputs, input => !input.IsNone);
        for (var i = first + 1; i < inputs.Length; i++)
        {
            if (inputs[i].IsNone || inputs[i].Steps == inputs[first].Steps) continue;
            throw new ArgumentException(
                $"Node '{_nodes[ports[i].Node].Name}': its input {ports[i].Name} has {inputs[i].Steps} steps, and the input {ports[first].Name} "
                + $"of '{_nodes[ports[first].Node].Name}' {inputs[first].Steps}; they run together, so it must be one number.");
        }
    }

    /// <summary>The sum of what feeds an input.</summary>
    private Signal Gather(Port port, Signal[] inputs, Signal[] signals, Pass pass)
    {
        if (Array.IndexOf(_inputs, port.Node) is >= 0 and var input) return inputs[input];
        switch (port.Sources)
        {
            case []:
                return default;
            case [var alone]:
                return signals[alone];
        }
        var first = signals[port.Sources[0]];
        foreach (var source in port.Sources)
        {
            if (signals[source].Steps != first.Steps)
                throw new ArgumentException(
                    $"Node '{_nodes[port.Node].Name}': '{_nodes[port.Sources[0]].Name}' gives {first.Steps} steps and '{_nodes[source].Name}' "
                    + $"{signals[source].Steps}; it must be one number.");
        }
        var isConstant = port.Sources.All(source => signals[source].IsConstant);
        nint[] shape = isConstant ? first.Shape.ToArray() : [first.Steps, .. first.Shape];
        var sum = pass.Workspace.Take(port, "sum", shape);
        Sums.Write(first, sum, add: false);
        foreach (var source in port.Sources.AsSpan(1)) Sums.Write(signals[source], sum, add: true);
        return isConstant ? Signal.Constant(first.Steps, sum) : Signal.EachStep(sum);
    }
}
