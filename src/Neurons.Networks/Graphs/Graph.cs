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
    private readonly int[] _inputs, _outputs;
    private readonly int[][] _shapes;
    private readonly GraphParts _parts;
    private readonly Lazy<GraphParts> _each;

    /// <summary>Builds a network.</summary>
    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="nodes">The nodes, one an <see cref="Input"/> for each input; the last is the output.</param>
    /// <exception cref="ArgumentException">The nodes do not fit together; the message names the node, and the shapes that feed it.</exception>
    public Graph(ulong seed, params Node[] nodes)
        : this(seed, nodes, null, null)
    {
    }

    /// <summary>Builds a network with several outputs.</summary>
    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="outputs">
    /// The outputs by name: of a node, or <c>node.output</c> where its layer has several. At least one; the first is the one that a
    /// <see cref="Trainer"/> learns, unless it is given a loss of each.
    /// </param>
    /// <param name="nodes">The nodes, one an <see cref="Input"/> for each input.</param>
    /// <exception cref="ArgumentException">The nodes do not fit together; the message names the node, and the shapes that feed it.</exception>
    public Graph(ulong seed, IReadOnlyList<string> outputs, params Node[] nodes)
        : this(seed, nodes, outputs ?? throw new ArgumentNullException(nameof(outputs)), null)
    {
    }

    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="outputs">The outputs by name; null for the last node.</param>
    /// <param name="weights">What the weights may take; null for what there is room for.</param>
    internal Graph(ulong seed, Node[] nodes, IReadOnlyList<string>? outputs, StoredWeights? weights)
        : base(seed)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Length == 0) throw new ArgumentException("A network needs at least one node.", nameof(nodes));
        if (outputs is { Count: 0 }) throw new ArgumentException("A network needs at least one output.", nameof(outputs));
        _nodes = (Node[])nodes.Clone();
        var wiring = new Wiring(_nodes, outputs ?? []);
        _layers = Array.ConvertAll(_nodes, node => node.Layer);
        _inputs = [.. Enumerable.Range(0, _nodes.Length).Where(node => _layers[node] is Input)];
        if (_inputs.Length == 0) throw new ArgumentException("No node is an Input; the network needs at least one.", nameof(nodes));
        _outputs = outputs is null ? [_nodes.Length - 1] : wiring.Outputs;
        if (_outputs.GroupBy(output => output).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"The network gives {wiring.NameOf(twice.Key)} twice; once is possible.", nameof(outputs));
        _shapes = new GraphShapes(_nodes, wiring).Shapes;
        _parts = Parts(_outputs);
        _each = new(() => Parts([.. Enumerable.Range(0, _nodes.Length)]));
        InputNames = [.. _inputs.Select(node => _nodes[node].Name)];
        OutputNames = [.. _outputs.Select(output => wiring.NameOf(output).Trim('\''))];
        var stream = 0u;
        foreach (var node in _nodes) node.Layer.Attach(node.Name, seed, ref stream, weights is null ? null : weights.Require);

        GraphParts Parts(int[] outputs) => new(
            new GraphCut(_layers, wiring, _shapes, outputs).Parts, wiring.Signals.Count, _inputs,
            [.. outputs.Select(output => new Port(-1, "output", [output]))], wiring.NameOf);
    }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => _layers;

    /// <inheritdoc/>
    public override Composition Composition => _parts.Describe();

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputNames { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> OutputShape => _shapes[_outputs[0]];

    /// <inheritdoc/>
    internal override Parameter[] Stored => _parts.Stored;

    /// <inheritdoc/>
    public override IReadOnlyList<int[]> OutputShapes => _shapes;

    /// <inheritdoc/>
    internal override int[] ShapeOfInput(int index) => _shapes[_inputs[index]];

    /// <inheritdoc/>
    internal override int[] ShapeOfOutput(int index) => _shapes[_outputs[index]];

    /// <inheritdoc/>
    internal override GraphRun Run(Signal[] inputs, Pass pass, StepAccount? account)
    {
        var run = _parts.Run(inputs, pass, account);
        if (pass.Watcher is not { } watcher) return run;
        for (var i = 0; i < inputs.Length; i++) watcher.Of(_layers[_inputs[i]])?.OnForward([], inputs[i], 0);
        return run.Pullback is not { } pullback ? run : run with
        {
            Pullback = (outputGradients, gradients, inputGradients) =>
            {
                pullback(outputGradients, gradients, inputGradients);
                for (var i = 0; i < inputs.Length; i++)
                {
                    if (inputGradients[i] is { } gradient && watcher.Of(_layers[_inputs[i]]) is { WantsGradient: true } of)
                        of.OnGradient(gradient.ReadOnlySpan(), inputs[i].Shape, 0);
                }
            },
        };
    }

    /// <inheritdoc/>
    internal override Signal[] RunEach(Signal[] inputs, Pass pass) => _each.Value.Run(inputs, pass, null).Outputs;
}
