using System.Diagnostics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Layers one after the other: what a network, and a layer made of layers, consist of.</summary>
internal sealed class LayerChain
{
    private readonly Layer[] _layers;

    public LayerChain(Layer[] layers)
    {
        _layers = (Layer[])layers.Clone();
        if (Array.FindIndex(_layers, layer => layer is null) is var missing and >= 0)
            throw new ArgumentException($"Layer {missing} is null.", nameof(layers));
    }

    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>The parameters of all layers, in order; none before they are built.</summary>
    public Parameter[] Stored { get; private set; } = [];

    /// <summary>How many parameters each layer has.</summary>
    private int[] Counts { get; set; } = [];

    /// <summary>Tells each layer the shape of its input, and returns the shapes before each layer and after the last.</summary>
    /// <exception cref="ArgumentException">The layers do not fit together; the message shows the chain of their shapes.</exception>
    public int[][] Build(int[] input)
    {
        var shapes = new List<int[]> { input };
        for (var i = 0; i < _layers.Length; i++)
        {
            try
            {
                shapes.Add(Build(_layers[i], shapes[i]));
            }
            catch (ArgumentException error)
            {
                var steps = Enumerable.Range(0, i).Select(k => $"{k}: {_layers[k]} gives {Shapes.Text(shapes[k + 1])}; ");
                var problem = error.Message.TrimEnd('.');
                // what is wrong with the layer itself begins with its name
                if (!problem.StartsWith($"{_layers[i]}:", StringComparison.Ordinal)) problem = $"{_layers[i]} {problem}";
                throw new ArgumentException(
                    $"The layers do not fit together. The input is {Shapes.Text(input)}; {string.Concat(steps)}{i}: {problem}.", error);
            }
        }
        // backwards: a layer that only passes bits on takes them where the next one does
        for (var i = _layers.Length - 1; i > 0; i--)
        {
            if (_layers[i - 1] is IGivesSpikes giver) giver.GivesSpikes = TakesSpikes(_layers[i]);
        }
        Stored = [.. _layers.SelectMany(layer => layer.AllParameters)];
        Counts = Array.ConvertAll(_layers, layer => layer.AllParameters.Count());
        return [.. shapes];
    }

    /// <summary>Tells a layer the shape of its one input, and returns that of its output.</summary>
    /// <exception cref="ArgumentException">The layer does not take it; the message goes on from the layer's name.</exception>
    public static int[] Build(Layer layer, int[] input)
    {
        if (layer.InputShape is { } wanted && !wanted.AsSpan().SequenceEqual(input)) throw new ArgumentException($"takes {Shapes.Text(wanted)}");
        if (layer is IManyInputs { InputNames: [_, var other, ..] })
            throw new ArgumentException($"has the input {other}, which nothing feeds; in a Graph, a node can");
        layer.Build(input);
        var output = layer.OutputShape(input);
        return Shapes.Count(output) <= Array.MaxLength
            ? output
            : throw new ArgumentException($"gives {Shapes.Text(output)}; at most {Array.MaxLength} numbers are possible");
    }

    /// <summary>The layers for others.</summary>
    public Composition Describe() => Composition.Of(new ChainOfLayers(new([0]), 1, _layers));

    /// <summary>Whether a layer takes spikes as bits.</summary>
    public static bool TakesSpikes(Layer layer) => layer is ITakesSpikes { TakesSpikes: true };

    /// <summary>The output of all layers, and the gradient function; the time of each layer is added to an account if there is one.</summary>
    public LayerRun Forward(Signal input, Pass pass, StepAccount? account = null) =>
        pass.WithGradient ? Train(input, pass, account) : Evaluate(input, pass);

    private LayerRun Evaluate(Signal signal, Pass pass)
    {
        foreach (var layer in _layers)
        {
            if (!TakesSpikes(layer)) signal = signal.Unpacked(pass.Workspace, layer);
            var given = signal;
            signal = layer.Forward(given, pass).Output;
            pass.Watcher?.Of(layer)?.OnForward(new ReadOnlySpan<Signal>(in given), signal, pass.FirstStep);
        }
        return new(signal);
    }

    private LayerRun Train(Signal input, Pass pass, StepAccount? account)
    {
        var inputs = new Signal[_layers.Length];
        var runs = new LayerRun[_layers.Length];
        var signal = input;
        for (var i = 0; i < _layers.Length; i++)
        {
            if (!TakesSpikes(_layers[i])) signal = signal.Unpacked(pass.Workspace, _layers[i]);
            inputs[i] = signal;
            var start = Stopwatch.GetTimestamp();
            runs[i] = _layers[i].Forward(signal, pass);
            signal = runs[i].Output;
            account?.Add(_layers[i], "forward", start);
            pass.Watcher?.Of(_layers[i])?.OnForward(new ReadOnlySpan<Signal>(in inputs[i]), signal, pass.FirstStep);
        }
        return new(
            signal,
            (outputGradient, gradients, inputGradient) =>
                Backward(inputs, runs, pass, outputGradient, gradients, inputGradient, account));
    }

    private void Backward(
        Signal[] inputs, LayerRun[] runs, Pass pass,
        Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>? inputGradient, StepAccount? account)
    {
        var first = inputGradient is null ? Array.FindIndex(Counts, count => count > 0) : 0;
        if (first < 0) return;
        var gradient = outputGradient;
        IGradientRows? rows = null;
        var until = gradients.Length;
        var isOdd = false;
        for (var i = _layers.Length - 1; i >= first; i--)
        {
            var from = until - Counts[i];
            var start = Stopwatch.GetTimestamp();
            // what the layer before takes in pieces is not kept as a whole
            var inPieces = i > first && runs[i].InputRows is not null && runs[i - 1].PullbackOfRows is not null;
            var into = i == 0 ? inputGradient : null;
            if (i > first && !inPieces)
            {
                // two buffers in turn: the gradient of a layer's output is of no use once it has been pulled back
                into = pass.Workspace.Take(this, isOdd ? "odd" : "even", inputs[i].Lengths);
                isOdd = !isOdd;
            }
            if (pass.Watcher?.Of(_layers[i]) is { WantsGradient: true } watcher)
            {
                if (rows is null) watcher.OnGradient(gradient.ReadOnlySpan(), runs[i].Output.Shape, pass.FirstStep);
                else rows = watcher.OnGradientRows(rows, runs[i].Output);
            }
            using (rows)
            {
                if (rows is null) runs[i].Pullback!(gradient, gradients[from..until], into);
                else runs[i].PullbackOfRows!(rows, gradients[from..until], into);
            }
            rows = inPieces ? runs[i].InputRows!(gradient) : null;
            gradient = into ?? gradient;
            account?.Add(_layers[i], "backward", start);
            until = from;
        }
        if (_layers.Length == 0 && inputGradient is not null) outputGradient.CopyNumbersTo(inputGradient);
    }
}
