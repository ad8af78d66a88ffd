using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons;

/// <summary>
/// Layers one after the other, with weights drawn from one seed. Time comes first: an input is [T, batch, features…], or
/// [batch, features…] where it stays the same for a number of steps; then what is constant is computed once.
/// </summary>
public sealed class Sequential
{
    private readonly Layer[] _layers;
    private readonly Parameter[] _parameters;
    private readonly int[] _inputShape;
    private readonly int[] _outputShape;
    private readonly int _firstWithParameters;

    /// <summary>Builds a network.</summary>
    /// <param name="seed">What the first weights, and the noise of neurons, are drawn from.</param>
    /// <param name="layers">The layers; each belongs to this network from now on.</param>
    /// <exception cref="ArgumentException">The layers do not fit together; the message shows the chain of their shapes.</exception>
    public Sequential(ulong seed, params Layer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Seed = seed;
        _layers = (Layer[])layers.Clone();
        _inputShape = (_layers.Length > 0 ? _layers[0] : throw new ArgumentException("A network needs at least one layer.", nameof(layers)))
            .InputShape ?? throw new ArgumentException($"The first layer is {_layers[0]}, which takes any shape; begin with one that says how many features it takes.", nameof(layers));
        _outputShape = Chain(_layers, _inputShape)[^1];
        for (var i = 0; i < _layers.Length; i++)
        {
            _layers[i].Attach(i);
            _layers[i].Initialize(seed, (uint)i);
        }
        _parameters = [.. _layers.SelectMany(layer => layer.Stored)];
        _firstWithParameters = Array.FindIndex(_layers, layer => layer.Stored.Length > 0);
    }

    /// <summary>What the first weights were drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>The layers.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>The weights and stored parameters of all layers, in order; each name begins with the number of its layer.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The shape of the features of an input.</summary>
    public ReadOnlySpan<int> InputShape => _inputShape;

    /// <summary>The shape of the features of the output.</summary>
    public ReadOnlySpan<int> OutputShape => _outputShape;

    /// <summary>Reads a network that <see cref="Save"/> wrote, or a trainer's checkpoint.</summary>
    /// <exception cref="IO.FormatError">The file is no such file.</exception>
    public static Sequential Load(string path) => Checkpoint.ReadNetwork(IO.SafetensorsFile.Read(path), path);

    /// <summary>Writes architecture and weights to a safetensors file, atomically.</summary>
    public void Save(string path) => Checkpoint.WriteNetwork(path, this);

    /// <summary>Gives this network the weights of one with the same layers that <see cref="Save"/> wrote.</summary>
    /// <exception cref="IO.FormatError">The file has other tensors.</exception>
    public void LoadParameters(string path) => Checkpoint.ReadWeights(IO.SafetensorsFile.Read(path), path, this);

    /// <summary>The layers with their shapes, numbers of parameters and memory.</summary>
    /// <param name="batchSize">The samples for which the memory of the outputs is given.</param>
    /// <param name="timeSteps">The time steps for which the memory of the outputs is given.</param>
    public string Summary(int batchSize = 1, int timeSteps = 1) => NetworkSummary.Text(this, batchSize, timeSteps);

    /// <summary>The output and its gradient function.</summary>
    /// <param name="input">[T, batch, features…]; not to be changed before the gradient is taken.</param>
    /// <param name="workspace">Memory to use again; null allocates.</param>
    /// <returns>
    /// The output, [T, batch, features…]; and a function from its gradient to the gradients of all parameters. With a workspace, both
    /// results live in it.
    /// </returns>
    public (Tensor<float> Output, Func<Tensor<float>, ParameterGradients> Pullback) Forward(Tensor<float> input, Workspace? workspace = null) =>
        Forward(Checked(input, 2), workspace ?? new Workspace());

    /// <summary>The output and its gradient function, for an input that stays the same.</summary>
    /// <param name="constant">[batch, features…]</param>
    /// <param name="timeSteps">The number of steps, at least 1.</param>
    /// <param name="workspace">Memory to use again; null allocates.</param>
    /// <returns>As of <see cref="Forward(Tensor{float}, Workspace?)"/>.</returns>
    public (Tensor<float> Output, Func<Tensor<float>, ParameterGradients> Pullback) Forward(
        Tensor<float> constant, int timeSteps, Workspace? workspace = null) =>
        Forward(Checked(constant, timeSteps, 1), workspace ?? new Workspace());

    /// <summary>The output alone, [T, batch, features…], of an input [T, batch, features…].</summary>
    public Tensor<float> Predict(Tensor<float> input) => Forward(input).Output;

    /// <summary>The output alone, [T, batch, features…], of an input [batch, features…] that stays the same for all steps.</summary>
    public Tensor<float> Predict(Tensor<float> constant, int timeSteps) => Forward(constant, timeSteps).Output;

    /// <summary>The output of every layer for an input [batch, features…] that stays the same; where it does, so may an output be, [batch, features…].</summary>
    public IReadOnlyList<Tensor<float>> Trace(Tensor<float> constant, int timeSteps)
    {
        var workspace = new Workspace();
        var sequence = Checked(constant, timeSteps, 1);
        var outputs = new List<Tensor<float>>();
        foreach (var layer in _layers)
        {
            sequence = layer.Forward(sequence, workspace).Output;
            outputs.Add(Sequence.tensor(sequence));
        }
        return outputs;
    }

    /// <summary>The shapes before each layer and after the last.</summary>
    internal static int[][] Chain(Layer[] layers, int[] input)
    {
        var shapes = new List<int[]> { input };
        for (var i = 0; i < layers.Length; i++)
        {
            if (layers[i].InputShape is { } wanted && !wanted.AsSpan().SequenceEqual(shapes[i]))
            {
                var steps = Enumerable.Range(0, i).Select(k => $"{k}: {layers[k]} gives {Shapes.Text(shapes[k + 1])}");
                throw new ArgumentException(
                    $"The layers do not fit together. {string.Join("; ", steps)}; {i}: {layers[i]} takes {Shapes.Text(wanted)}.", nameof(layers));
            }
            shapes.Add(layers[i].OutputShape(shapes[i]));
        }
        return [.. shapes];
    }

    private (Tensor<float>, Func<Tensor<float>, ParameterGradients>) Forward(InputSequence<float> input, Workspace workspace)
    {
        var inputs = new InputSequence<float>[_layers.Length + 1];
        var pullbacks = new LayerPullback[_layers.Length];
        inputs[0] = input;
        for (var i = 0; i < _layers.Length; i++) (inputs[i + 1], pullbacks[i]) = _layers[i].Forward(inputs[i], workspace);
        var last = inputs[^1];
        var output = last.IsEachStep
            ? Sequence.tensor(last)
            : Sequence.repeated(last, workspace.Take(this, "output", [Sequence.steps(last), .. Sequence.tensor(last).Lengths]));
        return (output, Backward);

        ParameterGradients Backward(Tensor<float> outputGradient)
        {
            ArgumentNullException.ThrowIfNull(outputGradient);
            if (!outputGradient.Lengths.SequenceEqual(output.Lengths))
                throw new ArgumentException($"The gradient has the shape {Shapes.Text(outputGradient.Lengths)}; the output has {Shapes.Text(output.Lengths)}.", nameof(outputGradient));

            var gradients = new Tensor<float>[_parameters.Length];
            for (var p = 0; p < gradients.Length; p++) gradients[p] = workspace.Take(_parameters[p], "gradient", _parameters[p].Value.Lengths);
            var gradient = last.IsEachStep
                ? outputGradient
                : Sequence.summedOverTime(outputGradient, workspace.Take(this, "sum", Sequence.tensor(last).Lengths));
            var until = gradients.Length;
            for (var i = _layers.Length - 1; i >= _firstWithParameters && i >= 0; i--)
            {
                var first = until - _layers[i].Stored.Length;
                // two buffers in turn: the gradient of a layer's output is of no use once it has been pulled back
                var into = i > _firstWithParameters
                    ? workspace.Take(this, i % 2 == 0 ? "even" : "odd", Sequence.tensor(inputs[i]).Lengths)
                    : null;
                pullbacks[i](gradient, gradients.AsSpan(first, until - first), into);
                gradient = into!;
                until = first;
            }
            return new ParameterGradients(_parameters, gradients);
        }
    }

    private InputSequence<float> Checked(Tensor<float> input, int before)
    {
        RequireFeatures(input, before, "[T, batch, features…]");
        return InputSequence<float>.NewEachStep(input);
    }

    private InputSequence<float> Checked(Tensor<float> constant, int timeSteps, int before)
    {
        if (timeSteps < 1) throw new ArgumentOutOfRangeException(nameof(timeSteps), timeSteps, $"timeSteps is {timeSteps}; it must be at least 1.");
        RequireFeatures(constant, before, "[batch, features…]");
        return InputSequence<float>.NewUnchanged(timeSteps, constant);
    }

    private void RequireFeatures(Tensor<float> input, int before, string expected)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank != before + _inputShape.Length || !input.Lengths[before..].SequenceEqual(Shapes.Native(_inputShape)))
            throw new ArgumentException($"The input has the shape {Shapes.Text(input.Lengths)}; it must be {expected} with the features {Shapes.Text(_inputShape)}.", nameof(input));
    }
}
