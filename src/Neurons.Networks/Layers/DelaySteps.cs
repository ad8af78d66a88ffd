using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A delay one step at a time.</summary>
internal sealed class DelaySteps(Delay layer, LayerSequences sequences, Pass pass) : LayerSteps
{
    private readonly nint[] _shape = sequences.Output.Lengths[1..].ToArray();
    private readonly Tensor<float>? _held = pass.Before<Tensor<float>>(layer, sequences.Output.Lengths[1..]);

    private bool _isBackward;

    /// <inheritdoc/>
    public override void Begin(bool backward) => _isBackward = backward;

    /// <inheritdoc/>
    public override void Forward(int step) => Delayed(step, Rows.Of(sequences.Output, step));

    /// <inheritdoc/>
    public override void Backward(int step)
    {
        var into = Rows.Of(sequences.InputGradients[0], step);
        if (step + layer.Steps < sequences.Steps) Rows.Of(sequences.OutputGradient!, step + layer.Steps).CopyTo(into);
        else into.Clear();
    }

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_isBackward) return;
        var held = Tensor.CreateFromShape<float>([layer.Steps, .. _shape]);
        for (var step = 0; step < layer.Steps; step++) Delayed(sequences.Steps + step, Rows.Of(held, step));
        pass.Keep(layer, held, _shape);
    }

    /// <summary>What comes out at a step, or would come after the last.</summary>
    private void Delayed(int step, Span<float> into)
    {
        if (step >= layer.Steps) Rows.Of(sequences.Inputs[0], step - layer.Steps).CopyTo(into);
        else if (_held is not null) Rows.Of(_held, step).CopyTo(into);
        else into.Clear();
    }
}
