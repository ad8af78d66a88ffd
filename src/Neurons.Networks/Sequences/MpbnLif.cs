using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of an <see cref="MpbnLif"/>.</summary>
/// <param name="Channels">The length of the first dimension of the features, at least 1.</param>
/// <param name="Tau">The time constant of the membrane in steps, at least 1.</param>
/// <param name="Threshold">V_th, finite.</param>
/// <param name="Reset">Whether a spike resets to <paramref name="VReset"/>, or takes off the threshold.</param>
/// <param name="VReset">V_reset, finite; what the membrane decays to is 0 where the threshold is taken off.</param>
/// <param name="DecayInput">Whether the input is divided by τ.</param>
/// <param name="DetachReset">Whether the gradient of the reset ignores the spike.</param>
/// <param name="LearnThreshold">Whether each channel fires at a learnt threshold e^a, at first 1; what is taken off stays V_th.</param>
/// <param name="Momentum">How much of the running statistics a step replaces, in [0, 1].</param>
/// <param name="Epsilon">What is added to a variance, &gt; 0.</param>
/// <param name="Surrogate">The derivative that stands for that of a spike; null for the sigmoid with k = 4.</param>
public sealed record MpbnLifOptions(
    int Channels, double Tau = 2, double Threshold = 1, MpbnReset Reset = MpbnReset.Value, double VReset = 0, bool DecayInput = false,
    bool DetachReset = false, bool LearnThreshold = false, double Momentum = 0.1, double Epsilon = 1e-5, Surrogate? Surrogate = null);

/// <summary>What a spike does to the potential of an <see cref="MpbnLif"/>.</summary>
public enum MpbnReset
{
    /// <summary>It becomes V_reset.</summary>
    Value,

    /// <summary>It loses the threshold.</summary>
    Subtract,
}

/// <summary>
/// Leaky integrate-and-fire neurons whose potential is normalised over the batch before it fires, at each step (Guo et al., "Membrane potential batch
/// normalization for spiking neural networks", ICCV 2023; SpikingJelly's MPBNLIFNode). In evaluation running statistics stand for those of the
/// batch. A sequence may come in pieces; no gradient flows through what a piece goes on from.
/// </summary>
/// <remarks>
/// <code>
/// h = v − (v − v_r)/τ + x, or v + (x − (v − v_r))/τ where the input decays
/// y = γ (h − mean)/√(variance + ε) + β, of each channel at this step
/// z = 1 where y ≥ V_th, or e^a, else 0;  v' = z V_reset + (1 − z) y, or y − z V_th
/// </code>
/// </remarks>
public sealed class MpbnLif : SequenceLayer, ICountsOperations
{
    private readonly FiringUnit _firing;
    private readonly BatchNorm _norm;

    /// <summary>Neurons for features [channels, …].</summary>
    /// <param name="channels">The length of the first dimension of the features, at least 1.</param>
    /// <param name="tau">The time constant of the membrane in steps, at least 1.</param>
    /// <param name="threshold">V_th, finite.</param>
    public MpbnLif(int channels, double tau = 2, double threshold = 1)
        : this(new MpbnLifOptions(channels, tau, threshold))
    {
    }

    /// <summary>A layer of these options.</summary>
    public MpbnLif(MpbnLifOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const string name = nameof(MpbnLif);
        Require.AtLeast(1, name, "channels", options.Channels);
        Require.That(options.Tau >= 1 && float.IsFinite((float)options.Tau), name, "tau", options.Tau, "at least 1 step and finite");
        Require.Float32(name, "threshold", Require.Finite(name, "threshold", options.Threshold));
        Require.Defined(name, "reset", options.Reset);
        Require.Float32(name, "v_reset", Require.Finite(name, "v_reset", options.VReset));
        Options = options;
        _firing = new(Comparison.GreaterOrEqual, options.Surrogate ?? Surrogate.Sigmoid(4));
        _norm = new(new BatchNormOptions(options.Channels, options.Momentum, options.Epsilon));
        LogThreshold = options.LearnThreshold ? new("log_threshold", [options.Channels]) : null;
        StoredParameters = LogThreshold is null ? _norm.StoredParameters : [.. _norm.StoredParameters, LogThreshold];
    }

    /// <summary>What makes the same layer again.</summary>
    public MpbnLifOptions Options { get; }

    /// <summary>a, [channels]: the logarithm of the threshold at which a channel fires; null where it is not learnt.</summary>
    public Parameter? LogThreshold { get; }

    /// <summary>γ and β, the running mean and variance, each [channels], and a where it is learnt.</summary>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    private bool ResetsToValue => Options.Reset == MpbnReset.Value;

    /// <summary>What the membrane decays to.</summary>
    private double Rest => ResetsToValue ? Options.VReset : 0;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => _norm.OutputShape(input);

    /// <inheritdoc/>
    public override string ToString() => $"MpbnLif({Options.Channels})";

    /// <summary>The layer as a function of its parameters, in their precision.</summary>
    /// <param name="parameters">In the order of <see cref="StoredParameters"/>; the running statistics are written to in training.</param>
    /// <param name="before">v before the first step, [batch, channels, …]; null for V_reset, or 0 where the threshold is taken off.</param>
    /// <param name="input">x, [T, batch, channels, …].</param>
    /// <param name="buffers">What the gradient needs, in the shape of x, with the potentials.</param>
    /// <param name="output">A buffer for z, in the shape of x.</param>
    /// <param name="isTraining">Whether the statistics are those of the batch.</param>
    /// <returns>What was subtracted and divided by at each step, for the gradient.</returns>
    /// <exception cref="ArgumentException">A shape is another one, or a channel has only one number at a step in training.</exception>
    public ChannelMoments[] Forward<T>(
        ReadOnlySpan<Tensor<T>> parameters, Tensor<T>? before, Tensor<T> input, MpbnBuffers<T> buffers, Tensor<T> output, bool isTraining)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(buffers);
        using var operands = new Operands(nameof(MpbnLif));
        var sizes = new Sizes<T>(operands, this, parameters, input);
        var x = input.ReadOnlySpan();
        var start = operands.ReadSpan("before", before, input.Lengths[1..], isOptional: true);
        var h = operands.WriteSpan("charged", buffers.Charged, input.Lengths);
        var y = operands.WriteSpan("normalized", buffers.Normalized, input.Lengths);
        var v = operands.WriteSpan("potential", buffers.Potential, input.Lengths);
        var z = operands.WriteSpan("output", output, input.Lengths);
        var (rest, threshold, reset) = (T.CreateTruncating(Rest), T.CreateTruncating(Options.Threshold), T.CreateTruncating(Options.VReset));
        var tau = T.CreateTruncating(Options.Tau);
        var moments = new ChannelMoments[sizes.Steps];
        for (var t = 0; t < sizes.Steps; t++)
        {
            var at = t * sizes.Width;
            for (var i = 0; i < sizes.Width; i++)
            {
                var last = t > 0 ? v[at - sizes.Width + i] : start.IsEmpty ? rest : start[i];
                h[at + i] = Options.DecayInput ? last + (x[at + i] - (last - rest)) / tau : last - (last - rest) / tau + x[at + i];
            }
            moments[t] = _norm.Forward(
                parameters[0], parameters[1], parameters[2], parameters[3], Step(buffers.Charged, t), Row(buffers.Normalized, t), isTraining);
            var spikes = z.Slice(at, sizes.Width);
            sizes.Distances(y.Slice(at, sizes.Width), spikes);
            sizes.Firing.Fire(spikes, spikes);
            for (var i = at; i < at + sizes.Width; i++)
                v[i] = ResetsToValue ? z[i] == T.Zero ? y[i] : reset : y[i] - z[i] * threshold;
        }
        return moments;
    }

    /// <summary>The gradients of Σ dz·z + Σ dv·v of the last potential; null where nobody asks for one.</summary>
    /// <param name="parameters">In the order of <see cref="StoredParameters"/>.</param>
    /// <param name="before">v before the first step; null for where it starts.</param>
    /// <param name="input">x, [T, batch, channels, …].</param>
    /// <param name="buffers">What the forward pass has written.</param>
    /// <param name="output">z, in the shape of x.</param>
    /// <param name="moments">What the forward pass returned.</param>
    /// <param name="outputGradient">dz, in the shape of x.</param>
    /// <param name="finalGradient">dv, [batch, channels, …]; null for 0.</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="beforeGradient">A buffer in the shape of a step, for the gradient of the first potential.</param>
    /// <param name="gradients">Buffers in the shapes of the parameters; those of the running statistics become 0.</param>
    /// <returns>The gradients of τ, V_th and V_reset, which are no parameters of the layer.</returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public (double Tau, double Threshold, double VReset) Backward<T>(
        ReadOnlySpan<Tensor<T>> parameters, Tensor<T>? before, Tensor<T> input, MpbnBuffers<T> buffers, Tensor<T> output,
        ChannelMoments[] moments, Tensor<T> outputGradient, Tensor<T>? finalGradient, Tensor<T>? inputGradient, Tensor<T>? beforeGradient,
        ReadOnlySpan<Tensor<T>> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(buffers);
        ArgumentNullException.ThrowIfNull(moments);
        using var operands = new Operands(nameof(MpbnLif));
        var sizes = new Sizes<T>(operands, this, parameters, input);
        var (steps, width) = (sizes.Steps, sizes.Width);
        var x = input.ReadOnlySpan();
        var start = operands.ReadSpan("before", before, input.Lengths[1..], isOptional: true);
        var y = operands.ReadSpan("normalized", buffers.Normalized, input.Lengths);
        var v = operands.ReadSpan("potential", buffers.Potential, input.Lengths);
        var z = operands.ReadSpan("output", output, input.Lengths);
        var dz = operands.ReadSpan("outputGradient", outputGradient, input.Lengths);
        var dx = inputGradient is null ? [] : operands.WriteSpan("inputGradient", inputGradient, input.Lengths);
        for (var p = 0; p < gradients.Length; p++) operands.WriteSpan("gradients", gradients[p], parameters[p].Lengths).Clear();
        Tensor<T> own = Tensor.CreateFromShape<T>([1, .. input.Lengths[1..]]), charged = Tensor.CreateFromShape<T>([1, .. input.Lengths[1..]]);
        Tensor<T> dWeight = Tensor.CreateFromShape<T>(parameters[0].Lengths), dBias = Tensor.CreateFromShape<T>(parameters[1].Lengths);
        var dy = own.Span();
        var dh = charged.Span();
        var carried = new T[width];
        if (finalGradient is not null) operands.ReadSpan("finalGradient", finalGradient, input.Lengths[1..]).CopyTo(carried);
        var through = new T[width];
        var thresholds = new double[Options.Channels];
        var (rest, threshold, reset) = (T.CreateTruncating(Rest), T.CreateTruncating(Options.Threshold), T.CreateTruncating(Options.VReset));
        var (tau, dTau, dThreshold, dReset) = (T.CreateTruncating(Options.Tau), 0.0, 0.0, 0.0);
        for (var t = steps - 1; t >= 0; t--)
        {
            var at = t * width;
            for (var i = 0; i < width; i++)
            {
                // v' = reset(y, z)
                var (spike, g) = (z[at + i], carried[i]);
                var ofSpike = ResetsToValue ? (reset - y[at + i]) * g : -threshold * g;
                through[i] = dz[at + i] + (Options.DetachReset ? T.Zero : ofSpike);
                dh[i] = ResetsToValue ? (T.One - spike) * g : g;
                if (ResetsToValue) dReset += double.CreateTruncating(spike * g);
                else dThreshold -= double.CreateTruncating(spike * g);
            }
            sizes.Distances(y.Slice(at, width), dy);
            sizes.Firing.PullBack(dy, through, dy);
            sizes.AddTo(thresholds, dy);
            TensorPrimitives.Add(dy, dh, dy);
            _norm.Backward(parameters[0], Step(buffers.Charged, t), moments[t], own, charged, dWeight, dBias);
            if (!gradients.IsEmpty)
            {
                TensorPrimitives.Add(gradients[0].Span(), dWeight.ReadOnlySpan(), gradients[0].Span());
                TensorPrimitives.Add(gradients[1].Span(), dBias.ReadOnlySpan(), gradients[1].Span());
            }
            for (var i = 0; i < width; i++)
            {
                // h = charge(v, x)
                var last = t > 0 ? v[at - width + i] : start.IsEmpty ? rest : start[i];
                var decayed = Options.DecayInput ? x[at + i] - (last - rest) : rest - last;
                dTau -= double.CreateTruncating(dh[i] * decayed / (tau * tau));
                if (ResetsToValue) dReset += double.CreateTruncating(dh[i] / tau);
                carried[i] = dh[i] - dh[i] / tau;
                if (!dx.IsEmpty) dx[at + i] = Options.DecayInput ? dh[i] / tau : dh[i];
            }
        }
        if (beforeGradient is not null) carried.CopyTo(operands.WriteSpan("beforeGradient", beforeGradient, input.Lengths[1..]));
        if (LogThreshold is null) dThreshold -= thresholds.Sum();
        for (var c = 0; c < Options.Channels && LogThreshold is not null && !gradients.IsEmpty; c++)
            gradients[4].Span()[c] = T.CreateTruncating(-thresholds[c]) * T.Exp(parameters[4].ReadOnlySpan()[c]);
        return (dTau, dThreshold, dReset);
    }

    private protected override LayerRun Run(Tensor<float> x, Pass pass)
    {
        var before = pass.Before<Tensor<float>>(this, x.Lengths[1..]);
        var buffers = new MpbnBuffers<float>(
            pass.Take(this, "charged", x.Lengths), pass.Take(this, "normalized", x.Lengths), pass.Take(this, "potential", x.Lengths));
        var output = pass.Take(this, "output", x.Lengths);
        var moments = Forward(Values(), before, x, buffers, output, pass.IsTraining);
        SequenceStates.KeepLast(this, before, buffers.Potential, pass);
        if (!pass.WithGradient) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) => Backward(
            Values(), before, x, buffers, output, moments, outputGradient, null, inputGradient, null, gradients));
    }

    /// <inheritdoc/>
    public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output) => SequenceOperations.Updates(inputs[0], output, 4, 4);

    private Tensor<float>[] Values() => [.. StoredParameters.Select(parameter => parameter.Value)];

    private static Tensor<T> Row<T>(Tensor<T> values, int step)
    {
        var ranges = new NRange[values.Rank];
        ranges[0] = step..(step + 1);
        ranges.AsSpan(1).Fill(NRange.All);
        return values.Slice(ranges);
    }

    private static InputSequence<T> Step<T>(Tensor<T> values, int step)
        where T : unmanaged => InputSequence<T>.NewEachStep(Row(values, step));

    private readonly struct Sizes<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T[] _thresholds;
        private readonly int _size;

        public Sizes(in Operands operands, MpbnLif layer, ReadOnlySpan<Tensor<T>> parameters, Tensor<T> input)
        {
            var stored = layer.StoredParameters;
            if (parameters.Length != stored.Count)
                throw new ArgumentException($"MpbnLif: there are {parameters.Length} parameters; {stored.Count} are needed.", nameof(parameters));
            for (var p = 0; p < stored.Count; p++) operands.ReadSpan(stored[p].Name, parameters[p], stored[p].Shape);
            operands.Rows("input", input, []);
            if (input.Rank < 3 || input.Lengths[2] != layer.Options.Channels)
                throw operands.Wrong("input", input.Lengths, $"[T, batch, {layer.Options.Channels}, …]");
            (Steps, Width) = ((int)input.Lengths[0], (int)TensorPrimitives.Product(input.Lengths[1..]));
            _size = (int)TensorPrimitives.Product([1, .. input.Lengths[3..]]);
            Firing = layer._firing.Of<T>();
            _thresholds = new T[layer.Options.Channels];
            _thresholds.AsSpan().Fill(T.CreateTruncating(layer.Options.Threshold));
            for (var c = 0; c < _thresholds.Length && layer.LogThreshold is not null; c++) _thresholds[c] = T.Exp(parameters[4].ReadOnlySpan()[c]);
        }

        public int Steps { get; }

        /// <summary>The numbers of a step.</summary>
        public int Width { get; }

        public Compile.Elementwise.Firing<T> Firing { get; }

        /// <summary>How far the potentials of a step are from their thresholds.</summary>
        public void Distances(ReadOnlySpan<T> y, Span<T> distances)
        {
            for (var at = 0; at < Width; at += _size)
                TensorPrimitives.Subtract(y.Slice(at, _size), _thresholds[at / _size % _thresholds.Length], distances.Slice(at, _size));
        }

        /// <summary>Adds the numbers of a step to the sums of their channels.</summary>
        public void AddTo(double[] channels, ReadOnlySpan<T> values)
        {
            for (var at = 0; at < Width; at += _size)
                channels[at / _size % channels.Length] += double.CreateTruncating(FixedSum.Of(values.Slice(at, _size)));
        }
    }
}

/// <summary>What an <see cref="MpbnLif"/> leaves for its gradient, each in the shape of the input.</summary>
/// <param name="Charged">h.</param>
/// <param name="Normalized">y.</param>
/// <param name="Potential">v' after each step.</param>
public sealed record MpbnBuffers<T>(Tensor<T> Charged, Tensor<T> Normalized, Tensor<T> Potential);
