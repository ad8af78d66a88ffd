using System.ComponentModel;
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
/// after the reset, halves rounded to even. Each step is a call of the neurons by itself, and keeps its states for the gradient: this takes more
/// time and memory than the neurons alone.
/// </remarks>
public sealed class QuantizedStates : Layer
{
    private readonly Layer[] _children;
    private readonly float _low, _high, _step;
    private ulong _seed;
    private uint _stream;

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

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override void Attach(string path, ulong seed, ref uint stream, Action<Parameter>? require)
    {
        (_seed, _stream) = (seed, stream); // those of the neurons
        base.Attach(path, seed, ref stream, require);
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var neurons = Options.Neurons;
        var x = Sums.EachStep(this, input, pass);
        var output = pass.Take(this, "output", x.Lengths);
        var state = pass.Before<NeuronState<float>>(this, input.Shape)
            ?? neurons.Initial<float>((int)input.Shape[0], RandomStreams.OfPass(_seed, pass.Number), _stream);
        var runs = new NeuronLayerPullback<float, NeuronState<float>>[input.Steps];
        for (var t = 0; t < input.Steps; t++)
        {
            var step = Signal.Rows(x, t, 1);
            if (pass.WithGradient)
            {
                runs[t] = neurons.Pullback<float>(step, state);
                runs[t].Output.CopyNumbersTo(Signal.Rows(output, t, 1));
                state = Rounded(runs[t].Final);
            }
            else
            {
                var (spikes, final) = neurons.Integral<float>(step, state);
                spikes.CopyNumbersTo(Signal.Rows(output, t, 1));
                state = Rounded(final);
            }
        }
        pass.Keep(this, state, input.Shape.ToArray());
        if (!pass.WithGradient) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
        {
            var whole = inputGradient is null || !input.IsConstant ? inputGradient : pass.Take(this, "input gradient", x.Lengths);
            Backward(runs, outputGradient, gradients, whole);
            if (whole is not null && whole != inputGradient) Sums.WriteGradient(whole, inputGradient!, add: false);
        });
    }

    private void Backward(
        NeuronLayerPullback<float, NeuronState<float>>[] runs, Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients,
        Tensor<float>? inputGradient)
    {
        foreach (var gradient in gradients) gradient.Span().Clear();
        NeuronState<float>? behind = null;
        for (var t = runs.Length - 1; t >= 0; t--)
        {
            var result = runs[t].Gradients(
                Signal.Rows(outputGradient, t, 1), behind is null ? null : Inside(behind, runs[t].Final), null,
                GradientOf.Input | GradientOf.Initial | GradientOf.Learnable);
            if (inputGradient is not null) result.Input.CopyNumbersTo(Signal.Rows(inputGradient, t, 1));
            behind = result.Initial;
            foreach (var (name, numbers) in result.Parameters) Add(numbers, gradients, name);
        }
    }

    /// <summary>Adds the gradient of a parameter; of one a channel, the sum over its neurons.</summary>
    private void Add(double[] numbers, ReadOnlySpan<Tensor<float>> gradients, string name)
    {
        var stored = Options.Neurons.StoredParameters;
        for (var p = 0; p < stored.Count; p++)
        {
            if (!stored[p].Name.EndsWith($".{name}", StringComparison.Ordinal)) continue;
            var into = gradients[p].Span();
            var each = numbers.Length / into.Length;
            for (var i = 0; i < numbers.Length; i++) into[i / each] += (float)numbers[i];
        }
    }

    private NeuronState<float> Rounded(NeuronState<float> state)
    {
        foreach (var name in state.Names)
        {
            var rounded = Tensor.CreateFromShape<float>(state[name].Lengths);
            var to = rounded.Span();
            var values = state[name].ReadOnlySpan();
            for (var i = 0; i < values.Length; i++)
                to[i] = _low + (_step * MathF.Round((Math.Clamp(values[i], _low, _high) - _low) / _step, MidpointRounding.ToEven));
            state = state.With(name, rounded);
        }
        return state;
    }

    /// <summary>The gradient by the states before they were rounded.</summary>
    private NeuronState<float> Inside(NeuronState<float> gradient, NeuronState<float> states)
    {
        foreach (var name in states.Names)
        {
            var passed = Tensor.CreateFromShape<float>(states[name].Lengths);
            var values = states[name].ReadOnlySpan();
            var outer = gradient[name].ReadOnlySpan();
            var to = passed.Span();
            for (var i = 0; i < values.Length; i++) to[i] = values[i] >= _low && values[i] <= _high ? outer[i] : 0;
            gradient = gradient.With(name, passed);
        }
        return gradient;
    }
}
