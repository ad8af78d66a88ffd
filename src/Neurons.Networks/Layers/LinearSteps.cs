using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A linear layer one step at a time; its weights' gradient is one product over all steps.</summary>
internal sealed class LinearSteps : LayerSteps
{
    private readonly Linear _layer;
    private readonly LayerSequences _sequences;
    private readonly Tensor<float> _transposed;
    private readonly int _inputs, _outputs, _batch;
    private Lease? _lease;
    private Rows _input, _output, _inputGradient, _outputGradient;
    private Tensor<float> _weight;

    public LinearSteps(Linear layer, LayerSequences sequences, Pass pass)
    {
        (_layer, _sequences, _inputs, _outputs) = (layer, sequences, layer.Inputs, layer.Outputs);
        _batch = (int)sequences.Output.Lengths[1];
        _transposed = pass.Take(layer, "transposed", [_inputs, _outputs]);
        _weight = layer.Weight.Value;
    }

    /// <inheritdoc/>
    public override void Begin(bool backward)
    {
        _lease = new();
        _weight = _layer.Weight.Value;
        _input = new(_lease, _sequences.Inputs[0]);
        if (backward)
        {
            _outputGradient = new(_lease, _sequences.OutputGradient!);
            _inputGradient = new(_lease, _sequences.InputGradients[0]);
            return;
        }
        _output = new(_lease, _sequences.Output);
        // a product at every step finds the rows of the turned weight side by side
        Matrices.Transpose(_weight.ReadOnlySpan(), _outputs, _inputs, _transposed.Span());
        _weight = _transposed;
    }

    /// <inheritdoc/>
    public override void Forward(int step) =>
        Matrices.Multiply<float>(
            _input[step], false, _weight.Span(), false, _output[step], _batch, _outputs, _inputs,
            row: _layer.Bias is null ? default : _layer.Bias.Value.Span());

    /// <inheritdoc/>
    public override void Backward(int step) =>
        Matrices.Multiply<float>(_outputGradient[step], false, _weight.Span(), false, _inputGradient[step], _batch, _inputs, _outputs);

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        var rows = _sequences.Steps * _batch;
        var dy = _sequences.OutputGradient!.Span();
        Matrices.Multiply<float>(dy, true, _sequences.Inputs[0].Span(), false, gradients[0].Span(), _outputs, _inputs, rows);
        if (_layer.Bias is not null) Matrices.SumRows<float>(dy, rows, _outputs, gradients[1].Span());
    }

    /// <inheritdoc/>
    public override void End()
    {
        _lease!.Dispose();
        _lease = null;
    }
}
