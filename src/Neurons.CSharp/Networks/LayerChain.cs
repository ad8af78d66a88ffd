using System.Diagnostics;
using System.Numerics.Tensors;

namespace Neurons;

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

    /// <summary>Tells each layer the shape of its input, and returns the shapes before each layer and after the last.</summary>
    /// <exception cref="ArgumentException">The layers do not fit together; the message shows the chain of their shapes.</exception>
    public int[][] Build(int[] input)
    {
        var shapes = new List<int[]> { input };
        for (var i = 0; i < _layers.Length; i++)
        {
            try
            {
                if (_layers[i].InputShape is { } wanted && !wanted.AsSpan().SequenceEqual(shapes[i]))
                    throw new ArgumentException($"takes {Shapes.Text(wanted)}");
                _layers[i].Build(shapes[i]);
                shapes.Add(_layers[i].OutputShape(shapes[i]));
            }
            catch (ArgumentException error)
            {
                var steps = Enumerable.Range(0, i).Select(k => $"{k}: {_layers[k]} gives {Shapes.Text(shapes[k + 1])}; ");
                throw new ArgumentException(
                    $"The layers do not fit together. The input is {Shapes.Text(input)}; {string.Concat(steps)}{i}: {_layers[i]} {error.Message}.", error);
            }
        }
        // backwards: a layer that only passes bits on takes them where the next one does
        for (var i = _layers.Length - 1; i > 0; i--) _layers[i - 1].GivesBits = _layers[i].TakesBits;
        Stored = [.. _layers.SelectMany(layer => layer.Stored)];
        return [.. shapes];
    }

    /// <summary>Names the parameters and draws their first values.</summary>
    public void Attach(string prefix, ulong seed, ref uint stream)
    {
        for (var i = 0; i < _layers.Length; i++) _layers[i].Attach($"{prefix}{i}", seed, ref stream);
    }

    /// <summary>The output of all layers, and the gradient function; the time of each layer is added to an account if there is one.</summary>
    public LayerRun Forward(Signal input, Pass pass, StepAccount? account = null)
    {
        var inputs = new Signal[_layers.Length];
        var pullbacks = new LayerPullback[_layers.Length];
        var signal = input;
        for (var i = 0; i < _layers.Length; i++)
        {
            if (!_layers[i].TakesBits) signal = signal.Unpacked(pass.Workspace, _layers[i]);
            inputs[i] = signal;
            var start = Stopwatch.GetTimestamp();
            (signal, pullbacks[i]) = _layers[i].Forward(signal, pass);
            account?.Add(_layers[i], "forward", start);
        }
        return new(
            signal,
            (outputGradient, gradients, inputGradient) =>
                Backward(inputs, pullbacks, pass.Workspace, outputGradient, gradients, inputGradient, account));
    }

    private void Backward(
        Signal[] inputs, LayerPullback[] pullbacks, Workspace workspace,
        Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>? inputGradient, StepAccount? account)
    {
        var first = inputGradient is null ? Array.FindIndex(_layers, layer => layer.Stored.Length > 0) : 0;
        if (first < 0) return;
        var gradient = outputGradient;
        var until = gradients.Length;
        for (var i = _layers.Length - 1; i >= first; i--)
        {
            var from = until - _layers[i].Stored.Length;
            // two buffers in turn: the gradient of a layer's output is of no use once it has been pulled back
            var into = i > first ? workspace.Take(this, i % 2 == 0 ? "even" : "odd", inputs[i].Lengths) : i == 0 ? inputGradient : null;
            var start = Stopwatch.GetTimestamp();
            pullbacks[i](gradient, gradients[from..until], into);
            account?.Add(_layers[i], "backward", start);
            gradient = into!;
            until = from;
        }
        if (_layers.Length == 0 && inputGradient is not null) outputGradient.CopyTo(inputGradient.AsTensorSpan());
    }
}
