using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A linear layer with delays one step at a time, with the bits of a whole sequence.</summary>
internal sealed unsafe class DelayedLinearSteps(DelayedLinear layer, LayerSequences sequences, Pass pass) : LayerSteps
{
    private readonly int _batch = (int)sequences.Output.Lengths[1], _inputs = layer.Options.Inputs, _outputs = layer.Options.Outputs;
    private readonly Tensor<float>? _before = pass.Before<Tensor<float>>(layer, sequences.Inputs[0].Lengths[1..]);
    private readonly DelayedEvents<float> _events = pass.Workspace.Keep(layer, "events", static _ => new DelayedEvents<float>());
    private Lease? _lease;
    private DelayedProduct<float>? _product;
    private Rows _input, _output, _inputGradient, _outputGradient;
    private float* _sums;
    private bool _isBackward;

    private int Width => _batch * _outputs;

    /// <inheritdoc/>
    public override void Begin(bool backward)
    {
        _isBackward = backward;
        _lease = new();
        _product = layer.Product(
            _lease, (float*)_lease.Read(layer.Weight.Value), (float*)_lease.Read(layer.Delay.Value), _batch, layer.IsRounded(pass));
        var all = checked((sequences.Steps + layer.Held) * Width);
        _sums = (float*)_lease.Scratch((long)all * sizeof(float));
        new Span<float>(_sums, all).Clear();
        _input = new(_lease, sequences.Inputs[0]);
        if (backward)
        {
            _outputGradient = new(_lease, sequences.OutputGradient!);
            _inputGradient = new(_lease, sequences.InputGradients[0]);
            return;
        }
        _before?.ReadOnlySpan().CopyTo(new(_sums, layer.Held * Width));
        _output = new(_lease, sequences.Output);
    }

    /// <inheritdoc/>
    public override void Forward(int step)
    {
        AddEvents(step);
        _product!.Add(_events, step, 1, _sums);
        var output = _output[step];
        for (var sample = 0; sample < _batch; sample++)
        {
            var from = new ReadOnlySpan<float>(_sums + (nint)step * Width + sample * _outputs, _outputs);
            var to = output.Slice(sample * _outputs, _outputs);
            if (layer.Bias is null) from.CopyTo(to);
            else TensorPrimitives.Add(from, layer.Bias.Value.Span(), to);
        }
    }

    /// <inheritdoc/>
    public override void Backward(int step)
    {
        var row = _sums + (nint)step * Width;
        _outputGradient[step].CopyTo(new(row, Width));
        _product!.InputGradient(row, _inputGradient.At(step), 1);
    }

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
        for (var step = 0; step < sequences.Steps; step++) AddEvents(step);
        if (!layer.Delay.IsLearnable) gradients[1].Span().Clear();
        layer.ParameterGradients(_lease!, _product!, _events, _sums, gradients[0].Span(), layer.Delay.IsLearnable ? gradients[1].Span() : []);
        if (layer.Bias is not null)
            Matrices.SumRows(new ReadOnlySpan<float>(_sums, sequences.Steps * Width), sequences.Steps * _batch, _outputs, gradients[2].Span());
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_isBackward) return;
        var after = AlignedTensor.CreateUninitialized<float>([layer.Held, _batch, _outputs]);
        new ReadOnlySpan<float>(_sums + (nint)sequences.Steps * Width, layer.Held * Width).CopyTo(after.Span());
        pass.Keep(layer, after, sequences.Inputs[0].Lengths[1..].ToArray());
    }

    /// <inheritdoc/>
    public override void Release()
    {
        _lease?.Dispose();
        _lease = null;
    }

    private void AddEvents(int step)
    {
        var row = step * _batch;
        for (var sample = 0; sample < _batch; sample++)
            _events.Add(row + sample, sequences.Steps * _batch, _input[step].Slice(sample * _inputs, _inputs));
    }
}
