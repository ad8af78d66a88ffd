using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Nir;

/// <summary>The options of a <see cref="NeuronDelay"/>.</summary>
/// <param name="Shape">The shape of the features, each length at least 1.</param>
/// <param name="Steps">How many steps later each feature comes, row-major, each at least 0.</param>
public sealed record NeuronDelayOptions(int[] Shape, int[] Steps);

/// <summary>
/// Passes each feature on a number of steps of its own later, as Delay of NIR; before it come zeros, or what an earlier part of the sequence
/// still held. No gradient flows from one part to the one before.
/// </summary>
public sealed class NeuronDelay : Layer, IStepwise
{
    private readonly int[] _shape, _steps;

    /// <summary>A layer of these options.</summary>
    /// <exception cref="ArgumentException">The shape has another number of features than steps, or a delay is below 0.</exception>
    public NeuronDelay(NeuronDelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _shape = Shapes.Checked(nameof(NeuronDelay), options.Shape);
        _steps = (int[])(options.Steps ?? throw new ArgumentNullException(nameof(options), "NeuronDelay: Steps is null.")).Clone();
        if (_steps.Length != Shapes.Count(_shape))
            throw new ArgumentException(
                $"NeuronDelay: {_steps.Length} delays were given for the shape {Shapes.Text(_shape)}; there must be one for each feature.",
                nameof(options));
        foreach (var steps in _steps) Require.AtLeast(0, nameof(NeuronDelay), "Steps", steps);
        Most = _steps.Max();
        if ((long)Most * _steps.Length > Array.MaxLength)
            throw new ArgumentException(
                $"NeuronDelay: holds {Most} steps of {Shapes.Text(_shape)}, more than {Array.MaxLength} values.", nameof(options));
    }

    /// <summary>What makes the same layer again.</summary>
    public NeuronDelayOptions Options => new((int[])_shape.Clone(), (int[])_steps.Clone());

    /// <inheritdoc/>
    public override int[] InputShape => (int[])_shape.Clone();

    /// <summary>The longest delay.</summary>
    internal int Most { get; }

    internal ReadOnlySpan<int> Steps => _steps;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"NeuronDelay(up to {Most})";

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(pass);
        return new NeuronDelaySteps(this, sequences, pass);
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.IsConstant ? Repeated(input, pass) : input.Values;
        var output = pass.Take(this, "output", x.Lengths);
        var steps = new NeuronDelaySteps(this, new LayerSequences([x], output), pass);
        steps.Begin(backward: false);
        for (var step = 0; step < input.Steps; step++) steps.Forward(step);
        steps.End();
        return new(Signal.EachStep(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is null) return;
            var gradient = input.IsConstant ? pass.Take(this, "gradient", x.Lengths) : inputGradient;
            var backward = new NeuronDelaySteps(
                this, new LayerSequences([x], output) { InputGradients = [gradient], OutputGradient = outputGradient }, pass);
            for (var step = 0; step < input.Steps; step++) backward.Backward(step);
            if (!input.IsConstant) return;
            inputGradient.Span().Clear();
            for (var step = 0; step < input.Steps; step++)
                TensorPrimitives.Add(inputGradient.ReadOnlySpan(), NeuronDelaySteps.Row(gradient, step), inputGradient.Span());
        });
    }

    private Tensor<float> Repeated(Signal input, Pass pass)
    {
        var x = pass.Take(this, "input", [input.Steps, .. input.Values.Lengths]);
        for (var step = 0; step < input.Steps; step++) input.Values.ReadOnlySpan().CopyTo(NeuronDelaySteps.Row(x, step));
        return x;
    }
}

/// <summary>Delays of neurons one step at a time.</summary>
internal sealed class NeuronDelaySteps(NeuronDelay layer, LayerSequences sequences, Pass pass) : LayerSteps
{
    private readonly nint[] _shape = sequences.Output.Lengths[1..].ToArray();
    private readonly Tensor<float>? _held = layer.Most == 0 ? null : pass.Before<Tensor<float>>(layer, sequences.Output.Lengths[1..]);
    private bool _isBackward;

    /// <summary>The numbers of a step.</summary>
    public static Span<float> Row(Tensor<float> sequence, int step)
    {
        var width = (int)(sequence.FlattenedLength / sequence.Lengths[0]);
        return sequence.Span().Slice(step * width, width);
    }

    /// <inheritdoc/>
    public override void Begin(bool backward) => _isBackward = backward;

    /// <inheritdoc/>
    public override void Forward(int step) => Delayed(step, Row(sequences.Output, step));

    /// <inheritdoc/>
    public override void Backward(int step)
    {
        var into = Row(sequences.InputGradients[0], step);
        for (var i = 0; i < into.Length; i++)
        {
            var arrives = step + layer.Steps[i % layer.Steps.Length];
            into[i] = arrives < sequences.Steps ? Row(sequences.OutputGradient!, arrives)[i] : 0;
        }
    }

    /// <inheritdoc/>
    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
    {
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_isBackward || layer.Most == 0) return;
        var held = Tensor.CreateFromShape<float>([layer.Most, .. _shape]);
        for (var step = 0; step < layer.Most; step++) Held(sequences.Steps + step - layer.Most).CopyTo(Row(held, step));
        pass.Keep(layer, held, _shape);
    }

    private void Delayed(int step, Span<float> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            var before = Held(step - layer.Steps[i % layer.Steps.Length]);
            into[i] = before.IsEmpty ? 0 : before[i];
        }
    }

    /// <summary>The input at a step, also of the sequence before, where it is still held; nothing for zeros.</summary>
    private ReadOnlySpan<float> Held(int step) => step >= 0 ? Row(sequences.Inputs[0], step)
        : _held is null ? [] : Row(_held, step + layer.Most);
}
