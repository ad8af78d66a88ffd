using System.Numerics.Tensors;
using Neurons.Primitives;
using Neurons.Run;

namespace Neurons.Networks;

/// <summary>A linear layer one step at a time; its weights' gradient is one product over all steps.</summary>
internal sealed unsafe class LinearSteps : LayerSteps
{
    private readonly Linear _layer;
    private readonly LayerSequences _sequences;
    private readonly Tensor<float> _transposed;
    private readonly int _inputs, _outputs, _batch;
    private Lease? _lease;
    private Rows _input, _output, _inputGradient, _outputGradient;
    private float* _weight, _bias;

    public LinearSteps(Linear layer, LayerSequences sequences, Pass pass)
    {
        (_layer, _sequences, _inputs, _outputs) = (layer, sequences, layer.Inputs, layer.Outputs);
        _batch = (int)sequences.Output.Lengths[1];
        _transposed = pass.Take(layer, "transposed", [_inputs, _outputs]);
    }

    /// <inheritdoc/>
    public override void Begin(bool backward)
    {
        _lease = new();
        _weight = (float*)_lease.Read(_layer.Weight.Value);
        _input = new(_lease, _sequences.Inputs[0]);
        if (backward)
        {
            _outputGradient = new(_lease, _sequences.OutputGradient!);
            _inputGradient = new(_lease, _sequences.InputGradients[0]);
            return;
        }
        _output = new(_lease, _sequences.Output);
        _bias = _layer.Bias is null ? null : (float*)_lease.Read(_layer.Bias.Value);
        // a product at every step finds the rows of the turned weight side by side
        var turned = (float*)_lease.Write("transposed", _transposed);
        TransposedCopy.Copy(_weight, _inputs, _outputs, _inputs, turned, _outputs);
        _weight = turned;
    }

    /// <inheritdoc/>
    public override void Forward(int step) =>
        MatrixProduct.Multiply(_input.At(step), false, _weight, false, _output.At(step), _batch, _outputs, _inputs, false, Workers.Shared, _bias);

    /// <inheritdoc/>
    public override void Backward(int step) =>
        MatrixProduct.Multiply(
            _outputGradient.At(step), false, _weight, false, _inputGradient.At(step), _batch, _inputs, _outputs, false, Workers.Shared);

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        var rows = _sequences.Steps * _batch;
        var weight = (float*)_lease!.Write("weight", gradients[0]);
        MatrixProduct.Multiply(_outputGradient.First, true, _input.First, false, weight, _outputs, _inputs, rows, false, Workers.Shared);
        if (_layer.Bias is not null) PairwiseSum.SumRows(_outputGradient.First, rows, _outputs, (float*)_lease.Write("bias", gradients[1]));
    }

    /// <inheritdoc/>
    public override void End()
    {
        ((IDisposable)_lease!).Dispose();
        _lease = null;
    }
}
