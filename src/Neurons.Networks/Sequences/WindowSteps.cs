using System.Numerics.Tensors;
using Neurons.Compile;

namespace Neurons.Networks;

/// <summary>A layer whose potential is a sum over the last steps of its input: z[t] = fire(Σ_j taps[t, j] x[t − k + 1 + j] + b[t]).</summary>
internal interface IWindowed
{
    /// <summary>k.</summary>
    int Window { get; }

    /// <summary>Whether taps and bias are the same at every step; then there is one row of them.</summary>
    bool IsSame { get; }

    FiringUnit Firing { get; }

    /// <summary>Writes the taps, [steps, k], and biases, [steps], from a step on.</summary>
    void ReadTaps(int first, Span<float> taps, Span<float> biases);

    /// <summary>Writes the gradients of the parameters, given those of the taps and biases.</summary>
    void WriteTaps(int first, ReadOnlySpan<double> taps, ReadOnlySpan<double> biases, ReadOnlySpan<Tensor<float>> gradients);
}

/// <summary>Such a layer one step at a time, with a memory of k − 1 inputs.</summary>
internal sealed unsafe class WindowSteps(Layer layer, IWindowed windowed, LayerSequences sequences, Pass pass) : LayerSteps
{
    private readonly nint[] _shape = sequences.Output.Lengths[1..].ToArray();
    private readonly int _width = (int)TensorPrimitives.Product(sequences.Output.Lengths[1..]);
    private readonly WindowState? _before = pass.Before<WindowState>(layer, sequences.Output.Lengths[1..]);
    private readonly Elementwise.Firing<float> _firing = windowed.Firing.Of<float>();
    private readonly Tensor<float> _potential = pass.Workspace.Take(layer, "potential", sequences.Output.Lengths);
    private readonly float[] _taps = new float[(windowed.IsSame ? 1 : sequences.Steps) * windowed.Window];
    private readonly float[] _biases = new float[windowed.IsSame ? 1 : sequences.Steps];
    private double[] _tapGradients = [], _biasGradients = [];
    private Lease? _lease;
    private Rows _input, _output, _inputGradient, _outputGradient, _potentials;
    private float* _gradients, _product;
    private bool _isBackward;

    private int First => _before?.Step ?? 0;

    /// <inheritdoc/>
    public override void Begin(bool backward)
    {
        _isBackward = backward;
        windowed.ReadTaps(First, _taps, _biases);
        _lease = new();
        _input = new(_lease, sequences.Inputs[0]);
        _potentials = new(_lease, _potential);
        if (!backward)
        {
            _output = new(_lease, sequences.Output);
            return;
        }
        _outputGradient = new(_lease, sequences.OutputGradient!);
        _inputGradient = new(_lease, sequences.InputGradients[0]);
        _gradients = (float*)_lease.Scratch((long)sequences.Steps * _width * sizeof(float));
        _product = (float*)_lease.Scratch((long)_width * sizeof(float));
        (_tapGradients, _biasGradients) = (new double[_taps.Length], new double[_biases.Length]);
    }

    /// <inheritdoc/>
    public override void Forward(int step)
    {
        var potential = _potentials[step];
        potential.Fill(_biases[Row(step)]);
        for (var j = 0; j < windowed.Window; j++)
        {
            var x = Input(step - windowed.Window + 1 + j);
            if (!x.IsEmpty) TensorPrimitives.MultiplyAdd(x, _taps[Row(step) * windowed.Window + j], potential, potential);
        }
        _firing.Fire(potential, _output[step]);
    }

    /// <inheritdoc/>
    public override void Backward(int step)
    {
        var gradient = Gradient(step);
        _firing.PullBack(_potentials[step], _outputGradient[step], gradient);
        _biasGradients[Row(step)] += FixedSum.Of<float>(gradient);
        var product = new Span<float>(_product, _width);
        for (var j = 0; j < windowed.Window; j++)
        {
            var x = Input(step - windowed.Window + 1 + j);
            if (x.IsEmpty) continue;
            TensorPrimitives.Multiply(x, gradient, product);
            _tapGradients[Row(step) * windowed.Window + j] += FixedSum.Of<float>(product);
        }
        // an input is in the window of its own step and of those that have been gone back over
        var into = _inputGradient[step];
        into.Clear();
        for (var later = Math.Min(sequences.Steps, step + windowed.Window) - 1; later >= step; later--)
            TensorPrimitives.MultiplyAdd(Gradient(later), _taps[Row(later) * windowed.Window + windowed.Window - 1 - later + step], into, into);
    }

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients) =>
        windowed.WriteTaps(First, _tapGradients, _biasGradients, gradients);

    /// <inheritdoc/>
    public override void End()
    {
        if (!_isBackward) WindowState.Keep(layer, _before, sequences.Inputs[0], windowed.Window, pass);
    }

    /// <inheritdoc/>
    public override void Release()
    {
        _lease?.Dispose();
        _lease = null;
    }

    private int Row(int step) => windowed.IsSame ? 0 : step;

    private Span<float> Gradient(int step) => new(_gradients + (nint)step * _width, _width);

    /// <summary>The input of a step; empty before the first one.</summary>
    private ReadOnlySpan<float> Input(int step)
    {
        if (step >= 0) return _input[step];
        var held = (_before?.Held ?? 0) + step;
        return held < 0 ? [] : _before!.Rows.ReadOnlySpan().Slice(held * _width, _width);
    }
}
