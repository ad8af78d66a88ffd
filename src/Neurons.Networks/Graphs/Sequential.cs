using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A network of layers one after the other.</summary>
public sealed class Sequential : Network
{
    private static readonly string[] _inputNames = ["input"], _outputNames = ["output"];

    private readonly LayerChain _chain;
    private readonly int[][] _shapes;

    /// <summary>Builds a network.</summary>
    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="layers">The layers; each belongs to this network from now on.</param>
    /// <exception cref="ArgumentException">The layers do not fit together; the message shows the chain of their shapes.</exception>
    public Sequential(ulong seed, params Layer[] layers)
        : this(seed, layers, null)
    {
    }

    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="weights">What the weights may take; null for what there is room for.</param>
    internal Sequential(ulong seed, Layer[] layers, StoredWeights? weights)
        : base(seed)
    {
        ArgumentNullException.ThrowIfNull(layers);
        _chain = new LayerChain(layers);
        if (layers.Length == 0) throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        var input = layers[0].InputShape
            ?? throw new ArgumentException(
                $"The first layer is {layers[0]}, which takes several shapes; begin with one that says which, such as new Input(1, 28, 28).",
                nameof(layers));
        _shapes = _chain.Build(input);
        var stream = 0u;
        for (var i = 0; i < layers.Length; i++) layers[i].Attach($"{i}", seed, ref stream, weights is null ? null : weights.Require);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => _chain.Layers;

    /// <inheritdoc/>
    public override Composition Composition => _chain.Describe();

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputNames => _inputNames;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames => _outputNames;

    /// <inheritdoc/>
    public override ReadOnlySpan<int> OutputShape => _shapes[^1];

    /// <inheritdoc/>
    internal override Parameter[] Stored => _chain.Stored;

    /// <inheritdoc/>
    public override IReadOnlyList<int[]> OutputShapes => _shapes[1..];

    /// <summary>Reads a network that <see cref="Network.Save"/> wrote, or a trainer's checkpoint.</summary>
    /// <exception cref="IO.FormatError">The file is no such file, or has a network of another kind.</exception>
    public static new Sequential Load(string path) => Network.Load(path) as Sequential
        ?? throw new IO.FormatError(path, "holds a graph, and not layers one after the other; Network.Load reads it");

    /// <inheritdoc/>
    internal override Signal[] RunEach(Signal[] inputs, Pass pass)
    {
        var signal = inputs[0];
        var outputs = new Signal[Layers.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            var layer = Layers[i];
            var given = LayerChain.TakesSpikes(layer) ? signal : signal.Unpacked(pass.Workspace, layer);
            signal = layer.Forward(given, pass).Output;
            pass.Watcher?.Of(layer)?.OnForward(new ReadOnlySpan<Signal>(in given), signal, 0);
            outputs[i] = signal.Unpacked(pass.Workspace, layer, "trace");
        }
        return outputs;
    }

    /// <inheritdoc/>
    internal override int[] ShapeOfInput(int index) => _shapes[0];

    /// <inheritdoc/>
    internal override int[] ShapeOfOutput(int index) => _shapes[^1];

    /// <inheritdoc/>
    internal override GraphRun Run(Signal[] inputs, Pass pass, StepAccount? account)
    {
        var (output, pullback) = _chain.Forward(inputs[0], pass, account);
        return new([output], pullback is null ? null : (outputGradients, gradients, inputGradients) =>
            pullback(outputGradients[0]!, gradients, inputGradients[0]));
    }
}
