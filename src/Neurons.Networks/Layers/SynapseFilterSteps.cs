using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A filter of synapses one step at a time.</summary>
internal sealed unsafe class SynapseFilterSteps(SynapseFilter layer, LayerSequences sequences, Pass pass) : LayerSteps
{
    private readonly nint[] _shape = sequences.Output.Lengths[1..].ToArray();
    private readonly int _width = (int)TensorPrimitives.Product(sequences.Output.Lengths[1..]);
    private readonly Tensor<float>? _before = pass.Before<Tensor<float>>(layer, sequences.Output.Lengths[1..]);
    private Lease? _lease;
    private Rows _input, _output, _inputGradient, _outputGradient;
    private float* _carried;
    private double _rate, _slope;
    private bool _isBackward;

    /// <inheritdoc/>
    public override void Begin(bool backward)
    {
        _isBackward = backward;
        _lease = new();
        (_rate, _slope) = (layer.Rate, 0);
        _input = new(_lease, sequences.Inputs[0]);
        _output = new(_lease, sequences.Output);
        if (!backward) return;
        _outputGradient = new(_lease, sequences.OutputGradient!);
        _inputGradient = new(_lease, sequences.InputGradients[0]);
        _carried = (float*)_lease.Scratch((long)_width * sizeof(float));
        new Span<float>(_carried, _width).Clear();
    }

    /// <inheritdoc/>
    public override void Forward(int step) => SynapseFilter.Advance((float)_rate, Before(step), _input[step], _output[step]);

    /// <inheritdoc/>
    public override void Backward(int step) => _slope += SynapseFilter.Return(
        (float)_rate, Before(step), _input[step], _outputGradient[step], new Span<float>(_carried, _width), _inputGradient[step], add: false);

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        if (layer.Weight is not null) gradients[0].Span()[0] = (float)(_slope * _rate * (1 - _rate));
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (!_isBackward) layer.Keep(pass, _before, sequences.Output, _shape);
    }

    /// <inheritdoc/>
    public override void Release()
    {
        _lease?.Dispose();
        _lease = null;
    }

    private ReadOnlySpan<float> Before(int step) => step > 0 ? _output[step - 1] : _before is null ? [] : _before.ReadOnlySpan();
}
