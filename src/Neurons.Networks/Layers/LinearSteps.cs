using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>A linear layer one step at a time; its weights' gradient is one product over all steps.</summary>
internal sealed class LinearSteps : LayerSteps
{
    private readonly Linear _layer;
    private readonly LayerSequences _sequences;
    private readonly Tensor<float> _transposed;
    private readonly int _inputs, _outputs, _batch;

    public LinearSteps(Linear layer, LayerSequences sequences, Pass pass)
    {
        (_layer, _sequences, _inputs, _outputs) = (layer, sequences, layer.Inputs, layer.Outputs);
        _batch = (int)sequences.Output.Lengths[1];
        _transposed = pass.Take(layer, "transposed", [_inputs, _outputs]);
    }

    /// <inheritdoc/>
    public override unsafe void Begin(bool backward)
    {
        if (backward) return;
        // a product at every step finds the rows of the turned weight side by side
        fixed (float* weight = Sequence.readOnly(_layer.Weight.Value), turned = Sequence.span(_transposed))
            TransposedCopy.Copy(weight, _inputs, _outputs, _inputs, turned, _outputs);
    }

    /// <inheritdoc/>
    public override unsafe void Forward(int step)
    {
        fixed (float* x = Rows.Of(_sequences.Inputs[0], step), weight = Sequence.span(_transposed), y = Rows.Of(_sequences.Output, step))
        fixed (float* bias = _layer.Bias is null ? default : Sequence.span(_layer.Bias.Value))
            MatrixProduct.Multiply(x, false, weight, false, y, _batch, _outputs, _inputs, false, Workers.Shared, bias);
    }

    /// <inheritdoc/>
    public override unsafe void Backward(int step)
    {
        fixed (float* dy = Rows.Of(_sequences.OutputGradient!, step), weight = Sequence.readOnly(_layer.Weight.Value), dx = Rows.Of(_sequences.InputGradients[0], step))
            MatrixProduct.Multiply(dy, false, weight, false, dx, _batch, _inputs, _outputs, false, Workers.Shared);
    }

    /// <inheritdoc/>
    public override unsafe void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        var rows = _sequences.Steps * _batch;
        MatrixProduct.Multiply(
            Sequence.readOnly(_sequences.OutputGradient!), true, Sequence.readOnly(_sequences.Inputs[0]), false, Sequence.span(gradients[0]),
            _outputs, _inputs, rows, false, Workers.Shared);
        if (_layer.Bias is null) return;
        fixed (float* dy = Sequence.readOnly(_sequences.OutputGradient!), bias = Sequence.span(gradients[1]))
            PairwiseSum.SumRows(dy, rows, _outputs, bias);
    }
}
