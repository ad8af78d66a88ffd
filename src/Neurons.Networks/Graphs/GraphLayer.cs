using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// A layer that is a graph of other layers, as a <see cref="Graph"/> is one: derive from it to make a block of several layers. What it
/// consists of may depend on the shape of its input. Its nodes are <see cref="Layer.Children"/>, whose parameters are named after them:
/// <c>3.conv1.weight</c>.
/// </summary>
/// <example><code>
/// public sealed class Bottleneck(BottleneckOptions options) : GraphLayer
/// {
///     public BottleneckOptions Options => options;
///
///     protected override IReadOnlyList&lt;Node&gt; Compose(int[] input) =>
///     [
///         new("down", new Conv2d(input[0], options.Features, 1), Source),
///         new("lif", new Leaky(), "down"),
///         new("up", new Conv2d(options.Features, input[0], 1), "lif"),
///     ];
///
///     protected override IReadOnlyList&lt;string&gt; Sinks => ["up", Source];    // their sum is the output
/// }
/// </code></example>
public abstract class GraphLayer : Layer, IEachStep, IComposed
{
    /// <summary>The name that nodes take the layer's input by.</summary>
    protected const string Source = "input";

    private Node[]? _nodes;
    private Layer[] _children = [];
    private int[]? _output, _places;
    private int[][]? _inputs;
    private GraphParts? _parts;
    private Wiring? _wiring;
    private int[][] _shapes = [];

    /// <summary>The nodes; none before the layer has been told the shape of its input.</summary>
    public IReadOnlyList<Node> Nodes => _nodes ?? [];

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => _children;

    bool IEachStep.IsEachStep => _children.Length > 0 && Array.TrueForAll(_children, layer => layer is IEachStep { IsEachStep: true });

    Composition IComposed.Composition =>
        _parts?.Describe() ?? throw new InvalidOperationException($"{this} has no layers before it is part of a network.");

    /// <summary>The layer of a node.</summary>
    /// <param name="node">Its name.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Layer this[string node] => Nodes.FirstOrDefault(one => one.Name == node)?.Layer
        ?? throw new ArgumentException(
            $"{this} has no node '{node}'.{DefinitionModule.suggestion(Nodes.Select(one => one.Name), node)}", nameof(node));

    /// <summary>The nodes for inputs of a shape; called once. Some of them are fed from <see cref="Source"/>.</summary>
    /// <param name="input">The shape of the features.</param>
    /// <exception cref="ArgumentException">The layer does not take this shape; the message goes on from its name: <c>takes [3, …]</c>.</exception>
    protected abstract IReadOnlyList<Node> Compose(int[] input);

    /// <summary>The names that nodes take the layer's inputs by: <see cref="Source"/>, of a <see cref="ManyInputGraphLayer"/> several.</summary>
    private protected virtual IReadOnlyList<string> SourceNames => [Source];

    /// <summary>The nodes for inputs of these shapes.</summary>
    private protected virtual IReadOnlyList<Node> ComposeAll(int[][] inputs) => Compose(inputs[0]);

    /// <summary>The nodes, or <see cref="Source"/>, whose sum is the output; by default the last node.</summary>
    protected virtual IReadOnlyList<string> Sinks => [_nodes![^1].Name];

    /// <inheritdoc/>
    protected override string ChildName(int index) => _nodes![index].Name;

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        BuildAll([input]);
    }

    private protected void BuildAll(int[][] inputs)
    {
        if (_inputs is not null && _inputs.Zip(inputs).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))) return;
        _nodes ??= [.. ComposeAll(inputs)];
        Node[] nodes = [.. SourceNames.Zip(inputs, (name, shape) => new Node(name, new Input(shape))), .. _nodes];
        var wiring = new Wiring(nodes, Sinks);
        var shapes = new GraphShapes(nodes, wiring).Shapes;
        var layers = Array.ConvertAll(nodes, node => node.Layer);
        var outputs = wiring.Outputs;
        foreach (var output in outputs)
        {
            if (!shapes[output].AsSpan().SequenceEqual(shapes[outputs[0]]))
                throw new ArgumentException(
                    $"sums {wiring.NameOf(outputs[0])}, {Primitives.Shapes.Text(shapes[outputs[0]])}, and {wiring.NameOf(output)}, "
                    + $"{Primitives.Shapes.Text(shapes[output])}; their shapes must be the same");
        }
        var parts = new GraphCut(layers, wiring, shapes, outputs).Parts;
        _parts = new(parts, wiring.Signals.Count, [.. Enumerable.Range(0, inputs.Length)], [new(-1, "output", outputs)], wiring.NameOf);
        _children = layers[inputs.Length..];
        Parameter[] own = [.. _children.SelectMany(child => child.AllParameters)];
        _places = Array.ConvertAll(_parts.Stored, parameter => Array.IndexOf(own, parameter));
        (_wiring, _shapes, _output) = (wiring, shapes, shapes[outputs[0]]);
        _inputs = Array.ConvertAll(inputs, input => (int[])input.Clone());
    }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        Build(input);
        return _output!;
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var (output, pullback) = RunAll([input], pass);
        return new(output, pullback is null ? null : (outputGradient, gradients, inputGradient) =>
            pullback([outputGradient], Ordered(gradients), [inputGradient]));
    }

    private protected int[] Output => _output!;

    private protected (Signal Output, GraphPullback? Pullback) RunAll(Signal[] inputs, Pass pass)
    {
        var (outputs, pullback) = _parts!.Run(inputs, pass, null);
        return (outputs[0], pullback);
    }

    /// <summary>The gradients in the order of the parts, which may run in another order than the nodes are given in.</summary>
    private protected Tensor<float>[] Ordered(ReadOnlySpan<Tensor<float>> gradients)
    {
        var ordered = new Tensor<float>[_places!.Length];
        for (var p = 0; p < ordered.Length; p++) ordered[p] = gradients[StoredParameters.Count + _places[p]];
        return ordered;
    }

    /// <summary>
    /// What each node gives, [T, batch, features…], or [batch, features…] where it stays the same, by its name; memory is the pass's.
    /// </summary>
    /// <param name="input">The layer's input, in the shape that it has been built for.</param>
    /// <param name="pass">The pass.</param>
    public IReadOnlyDictionary<string, Tensor<float>> Trace(Signal input, Pass pass) => TraceAll([input], pass);

    private protected IReadOnlyDictionary<string, Tensor<float>> TraceAll(Signal[] inputs, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        int[] all = [.. Enumerable.Range(inputs.Length, _children.Length)];
        Layer[] layers = [.. _inputs!.Select(shape => new Input(shape)), .. _children];
        var parts = new GraphParts(
            new GraphCut(layers, _wiring!, _shapes, all).Parts, _wiring!.Signals.Count, [.. Enumerable.Range(0, inputs.Length)],
            [.. all.Select(node => new Port(-1, "output", [node]))], _wiring.NameOf);
        var outputs = parts.Run(inputs, pass, null).Outputs;
        return _nodes!.Zip(outputs).ToDictionary(
            pair => pair.First.Name, pair => pair.Second.Unpacked(pass.Workspace, pair.First, "trace").Values);
    }
}
