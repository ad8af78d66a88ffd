using System.Numerics.Tensors;
using Neurons.Primitives;
using Neurons.Run;

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
    private float* _weight, _bias;

    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="bias">b, [outputs]; null for none.</param>
    /// <param name="sequences">Its memory; features may have any shape.</param>
    public LinearSteps(Parameter weight, Parameter? bias, LayerSequences sequences)
    {
        (_weights, _biases, _sequences) = (weight, bias, sequences);
        (_outputs, _inputs, _batch) = ((int)weight.Shape[0], (int)weight.Shape[1], (int)sequences.Output.Lengths[1]);
    }

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
        _bias = _biases is null ? null : (float*)_lease.Read(_biases.Value);
        // a product at every step finds the rows of the turned weight side by side
        var turned = (float*)_lease.Scratch((long)_inputs * _outputs * sizeof(float));
        TransposedCopy.Copy(_weight, _inputs, _outputs, _inputs, turned, _outputs);
        _weight = turned;
    }

    /// <inheritdoc/>
    public override void Forward(int step)
    {
        var adds = _sequences.AddsOutput;
        var output = _output.At(step);
        if (adds && _bias != null) AddToRows(output, new(_bias, _outputs));
        ManagedProduct.Multiply(
            _input.At(step), false, _weight, false, output, _batch, _outputs, _inputs, adds, Workers.Shared, adds ? null : _bias);
    }

    /// <inheritdoc/>
    public override void Backward(int step) =>
        ManagedProduct.Multiply(
            _outputGradient.At(step), false, _weight, false, _inputGradient.At(step), _batch, _inputs, _outputs, false, Workers.Shared);

    /// <summary>The sums run from the last step to the first; where a step has few rows, several are one product.</summary>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        gradients[0].Span().Clear();
        var weight = (float*)_lease!.Write("weight", gradients[0]);
        var bias = _biases is null ? [] : gradients[1].Span();
        bias.Clear();
        var together = Math.Max(1, ManyRows / Math.Max(1, _batch));
        var x = together == 1 ? null : (float*)_lease.Scratch((long)together * _batch * _inputs * sizeof(float));
        var dy = together == 1 ? null : (float*)_lease.Scratch((long)together * _batch * _outputs * sizeof(float));
        for (var until = _sequences.Steps; until > 0; until -= together)
        {
            var count = Math.Min(together, until);
            var input = together == 1 ? _input.At(until - 1) : Turned(_input, until, count, x);
            var gradient = together == 1 ? _outputGradient.At(until - 1) : Turned(_outputGradient, until, count, dy);
            ManagedProduct.Multiply(gradient, true, input, false, weight, _outputs, _inputs, count * _batch, true, Workers.Shared);
            for (var row = 0; row < count * _batch && !bias.IsEmpty; row++)
                TensorPrimitives.Add(bias, new ReadOnlySpan<float>(gradient + (nint)row * _outputs, _outputs), bias);
        }
    }

    /// <inheritdoc/>
    public override void Release()
    {
        ((IDisposable?)_lease)?.Dispose();
        _lease = null;
    }

    /// <summary>The rows of some steps, the last step first.</summary>
    private static float* Turned(Rows rows, int until, int count, float* into)
    {
        for (var k = 0; k < count; k++)
        {
            var row = rows[until - 1 - k];
            row.CopyTo(new(into + (nint)k * row.Length, row.Length));
        }
        return into;
    }

    private void AddToRows(float* rows, ReadOnlySpan<float> addend)
    {
        for (var sample = 0; sample < _batch; sample++)
        {
            var row = new Span<float>(rows + (nint)sample * _outputs, _outputs);
            TensorPrimitives.Add(row, addend, row);
        }
    }
}
