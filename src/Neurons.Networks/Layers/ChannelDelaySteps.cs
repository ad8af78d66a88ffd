using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Delays of channels one step at a time.</summary>
internal sealed unsafe class ChannelDelaySteps(ChannelDelay layer, LayerSequences sequences, Pass pass) : LayerSteps
{
    private readonly nint[] _shape = sequences.Output.Lengths[1..].ToArray();
    private readonly int _batch = (int)sequences.Output.Lengths[1];
    private readonly int _width = (int)TensorPrimitives.Product(sequences.Output.Lengths[1..]);
    private readonly Tensor<float>? _before = pass.Before<Tensor<float>>(layer, sequences.Output.Lengths[1..]);
    private Lease? _lease;
    private DelayTaps<float> _taps;
    private Rows _input, _output, _inputGradient, _outputGradient;
    private float* _held;
    private bool _isBackward;

    /// <inheritdoc/>
    public override void Begin(bool backward)
    {
        _isBackward = backward;
        _lease = new();
        var channels = layer.Options.Channels;
        _taps = new(Scratch<int>(channels), Scratch<float>(channels), Scratch<float>(channels), channels, _batch, _width);
        var rounded = layer.IsRounded(pass);
        var delays = layer.Delay.Value.Span();
        for (var c = 0; c < channels; c++)
            (_taps.Steps[c], _taps.Near[c], _taps.Far[c]) = DelayTaps.Of(delays[c], layer.Options.Max, layer.Held, rounded);
        _input = new(_lease, sequences.Inputs[0]);
        // the input with what came before it; going back, the output's gradient with what comes after it, which is nothing
        _held = Scratch<float>(checked((layer.Held + sequences.Steps) * _width));
        var outside = new Span<float>(backward ? _held + (nint)sequences.Steps * _width : _held, layer.Held * _width);
        if (_before is null || backward) outside.Clear();
        else _before.ReadOnlySpan().CopyTo(outside);
        if (backward)
        {
            _outputGradient = new(_lease, sequences.OutputGradient!);
            _inputGradient = new(_lease, sequences.InputGradients[0]);
        }
        else
        {
            _output = new(_lease, sequences.Output);
        }
    }

    /// <inheritdoc/>
    public override void Forward(int step)
    {
        var row = _held + (nint)(layer.Held + step) * _width;
        _input[step].CopyTo(new(row, _width));
        _taps.Forward(row, _output.At(step));
    }

    /// <inheritdoc/>
    public override void Backward(int step)
    {
        var row = _held + (nint)step * _width;
        _outputGradient[step].CopyTo(new(row, _width));
        _taps.Backward(row, _inputGradient.At(step));
    }

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        if (!layer.Delay.IsLearnable) gradients[0].Span().Clear();
        else layer.Backward(
            layer.Delay.Value, _before, InputSequence<float>.NewEachStep(sequences.Inputs[0]), sequences.OutputGradient!, null, gradients[0]);
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_isBackward) return;
        var held = AlignedTensor.CreateUninitialized<float>([layer.Held, .. _shape]);
        new ReadOnlySpan<float>(_held + (nint)sequences.Steps * _width, layer.Held * _width).CopyTo(held.Span());
        pass.Keep(layer, held, _shape);
    }

    /// <inheritdoc/>
    public override void Release()
    {
        _lease?.Dispose();
        _lease = null;
    }

    private T* Scratch<T>(int count)
        where T : unmanaged => (T*)_lease!.Scratch((long)count * sizeof(T));
}
