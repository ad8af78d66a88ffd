using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="QuantizedStates"/>.</summary>
/// <param name="Neurons">The neurons: any model with one input.</param>
/// <param name="Bits">The bits of a state, in 1 … 16.</param>
/// <param name="Low">The lowest level, finite.</param>
/// <param name="High">The highest level, above the lowest.</param>
public sealed record QuantizedStatesOptions(NeuronLayer Neurons, int Bits = 8, double Low = -1, double High = 1);

/// <summary>
/// Neurons whose states, such as the membrane potential, are rounded after every step to the nearest of 2^bits levels from the lowest to the
/// highest, as on hardware with so many bits. The gradient goes through as if nothing were rounded, where a state is between them, and else not at
/// all.
/// </summary>
/// <remarks>
/// <code>v ← low + d · round((clip(v, low, high) − low) / d),  d = (high − low) / (2^bits − 1)</code>
/// after the reset, halves rounded to even. Each step is a call of the neurons' kernels by itself, and states are kept for the gradient: this takes
/// more time and memory than the neurons alone.
/// </remarks>
public sealed class QuantizedStates : Layer, IStepwise
{
    private readonly Layer[] _children;
    private readonly float _low, _high, _step;

    /// <summary>Rounds the states of neurons.</summary>
    /// <param name="neurons">The neurons: any model with one input. They belong to this layer from now on.</param>
    /// <param name="bits">The bits of a state, in 1 … 16.</param>
    /// <param name="low">The lowest level, finite.</param>
    /// <param name="high">The highest level, above the lowest.</param>
    public QuantizedStates(NeuronLayer neurons, int bits = 8, double low = -1, double high = 1)
        : this(new QuantizedStatesOptions(neurons, bits, low, high))
    {
    }

    /// <summary>A layer of these options.</summary>
    public QuantizedStates(QuantizedStatesOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var neurons = options.Neurons ?? throw new ArgumentNullException(nameof(options), "QuantizedStates: neurons is null.");
        if (neurons.Model.InputNames.Length != 1)
            throw new ArgumentException(
                $"QuantizedStates: {neurons.Model.Name} has the inputs {string.Join(", ", neurons.Model.InputNames)}; one input is needed.",
                nameof(options));
        if (neurons.Output != NeuronLayer.Spikes)
            throw new ArgumentException(
                $"QuantizedStates: the neurons give {neurons.Output} to the next layer; they must give their output.", nameof(options));
        Require.That(options.Bits is >= 1 and <= 16, nameof(QuantizedStates), "bits", options.Bits, "in 1 … 16");
        Require.Finite(nameof(QuantizedStates), "low", options.Low);
        Require.Float32(nameof(QuantizedStates), "low", options.Low);
        Require.Float32(nameof(QuantizedStates), "high", options.High);
        Require.That(options.High > options.Low && double.IsFinite(options.High), nameof(QuantizedStates), "high", options.High, $"> {options.Low}");
        Options = options;
        _children = [neurons];
        (_low, _high) = ((float)options.Low, (float)options.High);
        _step = (_high - _low) / ((1 << options.Bits) - 1);
    }

    /// <summary>What makes the same layer again.</summary>
    public QuantizedStatesOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => _children;

    /// <inheritdoc/>
    public override int[]? InputShape => Options.Neurons.InputShape;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => Options.Neurons.OutputShape(input);

    /// <inheritdoc/>
    public override void Build(int[] input) => Options.Neurons.Build(input);

    /// <inheritdoc/>
    public override string ToString() => $"QuantizedStates({Options.Neurons}, {Options.Bits} bits)";

    StepMemory IStepwise.Memory => StepMemory.OneOutputGradient | StepMemory.OneInputGradient;

    /// <inheritdoc/>
    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass) => Steps(sequences, pass);

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = Sums.EachStep(this, input, pass);
        var sequences = new LayerSequences([x], pass.Take(this, "output", x.Lengths));
        var steps = Steps(sequences, pass);
        try
        {
            steps.Begin(backward: false);
            for (var t = 0; t < sequences.Steps; t++) steps.Forward(t);
            steps.End();
        }
        finally
        {
            steps.Release();
        }
        if (!pass.WithGradient) return new(Signal.EachStep(sequences.Output));
        return new(Signal.EachStep(sequences.Output), (outputGradient, gradients, inputGradient) =>
        {
            var whole = inputGradient is null || input.IsConstant ? pass.Take(this, "input gradient", x.Lengths) : inputGradient;
            (sequences.OutputGradient, sequences.InputGradients) = (outputGradient, [whole]);
            try
            {
                steps.Begin(backward: true);
                for (var t = sequences.Steps - 1; t >= 0; t--) steps.Backward(t);
                steps.WriteGradients(gradients);
                steps.End();
            }
            finally
            {
                steps.Release();
            }
            if (inputGradient is not null && whole != inputGradient) Sums.WriteGradient(whole, inputGradient, add: false);
        });
    }

    private LayerSteps Steps(LayerSequences sequences, Pass pass) =>
        Options.Neurons.StepsWith(new Rounding(this, sequences.Output.Lengths, pass), sequences, pass);

    /// <summary>Rounds the states of each step, and knows which were between the levels.</summary>
    private sealed class Rounding : IAfterStep
    {
        private readonly float _low, _high, _step;
        private readonly int _width;

        /// <summary>1 where a state was between the levels, [T, batch, features…] of each; none without a gradient.</summary>
        private readonly Tensor<float>[] _inside;

        public Rounding(QuantizedStates layer, ReadOnlySpan<nint> sequence, Pass pass)
        {
            (_low, _high, _step) = (layer._low, layer._high, layer._step);
            _width = (int)TensorPrimitives.Product(sequence[1..]);
            var names = layer.Options.Neurons.Model.StateNames;
            _inside = pass.WithGradient ? new Tensor<float>[names.Length] : [];
            for (var s = 0; s < _inside.Length; s++) _inside[s] = pass.Take(layer, $"between levels of {names[s]}", sequence);
        }

        public void Forward(int step, int state, Span<float> values)
        {
            if (_inside.Length > 0)
            {
                var inside = _inside[state].Span().Slice(step * _width, _width);
                for (var i = 0; i < values.Length; i++) inside[i] = values[i] >= _low && values[i] <= _high ? 1 : 0;
            }
            for (var i = 0; i < values.Length; i++)
                values[i] = _low + (_step * MathF.Round((Math.Clamp(values[i], _low, _high) - _low) / _step, MidpointRounding.ToEven));
        }

        public void Backward(int step, int state, Span<float> gradient)
        {
            var inside = _inside[state].Span().Slice(step * _width, _width);
            for (var i = 0; i < gradient.Length; i++) if (inside[i] == 0) gradient[i] = 0;
        }
    }
}
