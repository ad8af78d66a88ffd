using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Neurons.Networks;

/// <summary>
/// A linear layer one step at a time. The products are those of synapses: each element is one running sum, with the same bits on every processor.
/// </summary>
internal sealed unsafe class LinearSteps : LayerSteps
{
    /// <summary>Products of fewer rows than this wait for memory.</summary>
    private const int ManyRows = 64;

    private readonly Parameter _weights;
    private readonly Parameter? _biases;
    private readonly LayerSequences _sequences;
    private readonly int _inputs, _outputs, _batch;
    private Lease? _lease;
    private Rows _input, _output, _inputGradient, _outputGradient;
    private float* _weight;

    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="bias">b, [outputs]; null for none.</param>
    /// <param name="sequences">Its memory; features may have any shape.</param>
    public LinearSteps(Parameter weight, Parameter? bias, LayerSequences sequences)
    {
        (_weights, _biases, _sequences) = (weight, bias, sequences);
        (_outputs, _inputs, _batch) = ((int)weight.Shape[0], (int)weight.Shape[1], (int)sequences.Output.Lengths[1]);
    }

    private ReadOnlySpan<float> Weight => new(_weight, _outputs * _inputs);

    private ReadOnlySpan<float> Bias => _biases is null ? default : _biases.Value.Span();

    /// <inheritdoc/>
    public override void Begin(bool backward)
    {
        _lease = new();
        _weight = (float*)_lease.Read(_weights.Value);
        _input = new(_lease, _sequences.Inputs[0]);
        if (backward)
        {
            _outputGradient = new(_lease, _sequences.OutputGradient!);
            _inputGradient = new(_lease, _sequences.InputGradients[0]);
            return;
        }
        _output = new(_lease, _sequences.Output);
        // a product at every step finds the rows of the turned weight side by side
        var turned = Scratch(_inputs * _outputs);
        Matrices.Transpose(Weight, _outputs, _inputs, turned);
        _weight = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(turned));
    }

    /// <inheritdoc/>
    public override void Forward(int step)
    {
        var adds = _sequences.AddsOutput;
        var output = _output[step];
        if (adds) AddToRows(output, Bias);
        Matrices.MultiplyInOrder(_input[step], false, Weight, false, output, _batch, _outputs, _inputs, adds, adds ? default : Bias);
    }

    /// <inheritdoc/>
    public override void Backward(int step) =>
        Matrices.MultiplyInOrder<float>(_outputGradient[step], false, Weight, false, _inputGradient[step], _batch, _inputs, _outputs);

    /// <summary>The sums run from the last step to the first; where a step has few rows, several are one product.</summary>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        var weight = gradients[0].Span();
        weight.Clear();
        var bias = _biases is null ? [] : gradients[1].Span();
        bias.Clear();
        var together = Math.Max(1, ManyRows / Math.Max(1, _batch));
        var x = together == 1 ? default : Scratch(together * _batch * _inputs);
        var dy = together == 1 ? default : Scratch(together * _batch * _outputs);
        for (var until = _sequences.Steps; until > 0; until -= together)
        {
            var count = Math.Min(together, until);
            var input = together == 1 ? _input[until - 1] : Turned(_input, until, count, x);
            var gradient = together == 1 ? _outputGradient[until - 1] : Turned(_outputGradient, until, count, dy);
            Matrices.MultiplyInOrder<float>(gradient, true, input, false, weight, _outputs, _inputs, count * _batch, accumulate: true);
            for (var row = 0; row < count * _batch && !bias.IsEmpty; row++)
                TensorPrimitives.Add(bias, gradient.Slice(row * _outputs, _outputs), bias);
        }
    }

    /// <inheritdoc/>
    public override void Release()
    {
        _lease?.Dispose();
        _lease = null;
    }

    /// <summary>The rows of some steps, the last step first.</summary>
    private static Span<float> Turned(Rows rows, int until, int count, Span<float> into)
    {
        var width = rows[until - 1].Length;
        for (var k = 0; k < count; k++) rows[until - 1 - k].CopyTo(into.Slice(k * width, width));
        return into[..(count * width)];
    }

    private void AddToRows(Span<float> rows, ReadOnlySpan<float> addend)
    {
        for (var sample = 0; sample < _batch && !addend.IsEmpty; sample++)
        {
            var row = rows.Slice(sample * _outputs, _outputs);
            TensorPrimitives.Add(row, addend, row);
        }
    }

    private Span<float> Scratch(int numbers) => new((void*)_lease!.Scratch((long)numbers * sizeof(float)), numbers);
}
