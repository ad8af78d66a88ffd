using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="ChannelDelay"/>.</summary>
/// <param name="Channels">The channels of the input, at least 1: its first dimension.</param>
/// <param name="Max">The longest delay in steps, &gt; 0.</param>
/// <param name="Delays">The first delay of each channel in steps, in [0, max]; one stands for all. Null where they are drawn.</param>
/// <param name="Initial">How the first delays are drawn; null for uniform in [0, max].</param>
/// <param name="Learnable">Whether training changes the delays.</param>
/// <param name="RoundInEvaluation">Whether outside of training a delay is the whole number of steps nearest to it.</param>
public sealed record ChannelDelayOptions(
    int Channels, double Max, double[]? Delays = null, Initializer? Initial = null, bool Learnable = true, bool RoundInEvaluation = false);

/// <summary>
/// Passes each channel on a time of its own later, y[t] = (1 − f) x[t − n] + f x[t − n − 1] with the delay d = n + f: between whole steps the
/// input is a straight line. So a delay has a gradient, the slope there, and can be learnt; it stays in [0, max]. Before the input come
/// zeros, or what an earlier part of the sequence still held; no gradient flows from one part to the one before.
/// </summary>
/// <remarks>A delay of a whole number of steps, which is not learnt, passes spikes on as they are. Source of learnt delays: Hammouamri,
/// Khalfaoui-Hassani and Masquelier 2023, who interpolate by a Gaussian; here it is the triangle of a step's width.</remarks>
public sealed unsafe class ChannelDelay : Layer, IStepwise
{
    /// <summary>Fixed delays.</summary>
    /// <param name="steps">The whole steps by which each channel comes later, at least 0.</param>
    public ChannelDelay(int[] steps)
        : this(new ChannelDelayOptions(
            Given(steps).Length, Math.Max(1, steps.DefaultIfEmpty().Max()), Array.ConvertAll(steps, step => (double)step), Learnable: false))
    {
    }

    /// <summary>Learnable delays, at first uniform in [0, <paramref name="max"/>].</summary>
    /// <param name="channels">The channels of the input, at least 1: its first dimension.</param>
    /// <param name="max">The longest delay in steps, &gt; 0.</param>
    public ChannelDelay(int channels, double max)
        : this(new ChannelDelayOptions(channels, max))
    {
    }

    /// <summary>A layer of these options.</summary>
    public ChannelDelay(ChannelDelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(ChannelDelay), "channels", options.Channels);
        Options = options;
        Held = DelayTaps.Held(nameof(ChannelDelay), options.Max);
        Delay = DelayTaps.Parameter(
            nameof(ChannelDelay), [options.Channels], options.Max, options.Delays, options.Initial, options.Learnable);
        StoredParameters = [Delay];
    }

    /// <summary>What makes the same layer again.</summary>
    public ChannelDelayOptions Options { get; }

    /// <summary>The delay of each channel in steps, [channels].</summary>
    public Parameter Delay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <summary>The steps of the input that are held for later ones.</summary>
    internal int Held { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length == 0 || input[0] != Options.Channels) throw new ArgumentException($"takes [{Options.Channels}, …]");
        return Shapes.Count(input) <= Array.MaxLength / Held
            ? input
            : throw new ArgumentException($"holds {Held} steps of {Shapes.Text(input)}, more than {Array.MaxLength} values");
    }

    /// <inheritdoc/>
    public override string ToString() => $"ChannelDelay({Options.Channels}, up to {FormattableString.Invariant($"{Options.Max}")})";

    /// <summary>The layer as a function of its delays, in their precision: the delayed sequence.</summary>
    /// <param name="delays">d in steps, [channels]; what is outside of [0, max] counts as at the bound.</param>
    /// <param name="before">The last steps of the input before, [⌈max⌉, batch, channels, …]; null for zeros.</param>
    /// <param name="input">x, [T, batch, channels, …], or [batch, channels, …] where it stays the same.</param>
    /// <param name="output">A buffer for y, [T, batch, channels, …].</param>
    /// <param name="rounded">Whether delays are rounded to whole steps.</param>
    /// <returns>The last steps of the input, where <paramref name="before"/> was: for the part of the sequence that follows.</returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public Tensor<T> Forward<T>(Tensor<T> delays, Tensor<T>? before, InputSequence<T> input, Tensor<T> output, bool rounded = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(ChannelDelay));
        var (steps, step) = Sizes(operands, input);
        var width = (int)TensorPrimitives.Product<nint>(step);
        var taps = Taps<T>(operands, delays, (int)step[0], width, rounded);
        var x = Extended(operands, before, input, steps, step, width);
        var y = operands.Write("output", output, [steps, .. step]);
        for (var t = 0; t < steps; t++) taps.Forward(x + (nint)(Held + t) * width, y + (nint)t * width);
        var after = AlignedTensor.CreateUninitialized<T>([Held, .. step]);
        new ReadOnlySpan<T>(x + (nint)steps * width, Held * width).CopyTo(after.Span());
        return after;
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="delays">d in steps, [channels].</param>
    /// <param name="before">The last steps of the input before; null for zeros.</param>
    /// <param name="input">x, [T, batch, channels, …], or [batch, channels, …] where it stays the same.</param>
    /// <param name="outputGradient">dy, [T, batch, channels, …].</param>
    /// <param name="inputGradient">A buffer in the shape of x; for one that stays the same, the gradient is the sum over time.</param>
    /// <param name="delayGradient">A buffer in the shape of d; at a whole number of steps, it is the slope towards longer delays.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> delays, Tensor<T>? before, InputSequence<T> input, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? delayGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(ChannelDelay));
        var (steps, step) = Sizes(operands, input);
        var width = (int)TensorPrimitives.Product<nint>(step);
        var taps = Taps<T>(operands, delays, (int)step[0], width, false);
        var dy = operands.Read("outputGradient", outputGradient, [steps, .. step]);
        if (delayGradient is not null)
        {
            var target = operands.WriteSpan("delayGradient", delayGradient, [Options.Channels]);
            var x = Extended(operands, before, input, steps, step, width);
            var sums = new Span<double>(operands.Scratch<double>(Options.Channels), Options.Channels);
            sums.Clear();
            for (var t = steps - 1; t >= 0; t--) taps.AddSlopes(x + (nint)(Held + t) * width, dy + (nint)t * width, sums);
            for (var c = 0; c < sums.Length; c++) target[c] = T.CreateTruncating(sums[c]);
        }
        if (inputGradient is null) return;
        var dx = operands.Write("inputGradient", inputGradient, input.Values.Lengths);
        // what arrives after the last step is nothing
        var later = operands.Scratch<T>(checked((steps + Held) * width));
        new ReadOnlySpan<T>(dy, steps * width).CopyTo(new(later, steps * width));
        new Span<T>(later + (nint)steps * width, Held * width).Clear();
        var row = input.IsEachStep ? null : operands.Scratch<T>(width);
        if (row is not null) new Span<T>(dx, width).Clear();
        for (var t = 0; t < steps; t++)
        {
            taps.Backward(later + (nint)t * width, row is null ? dx + (nint)t * width : row);
            if (row is not null) TensorPrimitives.Add(new Span<T>(dx, width), new ReadOnlySpan<T>(row, width), new Span<T>(dx, width));
        }
    }

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass) => new ChannelDelaySteps(this, sequences, pass);

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var (x, shape) = (input.Sequenced, input.Shape.ToArray());
        var output = pass.Take(this, "output", [input.Steps, .. shape]);
        var before = pass.Before<Tensor<float>>(this, shape);
        pass.Keep(this, Forward(Delay.Value, before, x, output, IsRounded(pass)), shape);
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
        {
            if (!Delay.IsLearnable) gradients[0].Span().Clear();
            Backward(Delay.Value, before, x, outputGradient, inputGradient, Delay.IsLearnable ? gradients[0] : null);
        });
    }

    /// <summary>Whether delays are whole steps in a pass.</summary>
    internal bool IsRounded(Pass pass) => Options.RoundInEvaluation && !pass.IsTraining;

    /// <summary>How each channel is read, in scratch memory.</summary>
    internal DelayTaps<T> Taps<T>(in Operands operands, Tensor<T> delays, int batch, int width, bool rounded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var channels = Options.Channels;
        var d = operands.Read("delays", delays, [channels]);
        var taps = new DelayTaps<T>(
            operands.Scratch<int>(channels), operands.Scratch<T>(channels), operands.Scratch<T>(channels), channels, batch, width);
        for (var c = 0; c < channels; c++)
            (taps.Steps[c], taps.Near[c], taps.Far[c]) = DelayTaps.Of(d[c], Options.Max, Held, rounded);
        return taps;
    }

    /// <summary>The input with what was held before it.</summary>
    private T* Extended<T>(in Operands operands, Tensor<T>? before, InputSequence<T> input, int steps, ReadOnlySpan<nint> step, int width)
        where T : unmanaged
    {
        var x = operands.Read("input", input.Values);
        var held = operands.ReadOrNull("before", before, [Held, .. step]);
        var extended = operands.Scratch<T>(checked((Held + steps) * width));
        if (held is null) new Span<T>(extended, Held * width).Clear();
        else new ReadOnlySpan<T>(held, Held * width).CopyTo(new(extended, Held * width));
        for (var t = 0; t < steps; t++)
            new ReadOnlySpan<T>(input.IsEachStep ? x + (nint)t * width : x, width).CopyTo(new(extended + (nint)(Held + t) * width, width));
        return extended;
    }

    /// <summary>The steps of a sequence, and the shape of one.</summary>
    private (int Steps, nint[] Step) Sizes<T>(in Operands operands, InputSequence<T> input)
        where T : unmanaged
    {
        var shape = input.Values.Lengths;
        var first = input.IsEachStep ? 1 : 0;
        return shape.Length >= first + 2 && shape[first + 1] == Options.Channels
            ? (input.Steps, shape[first..].ToArray())
            : throw operands.Wrong("input", shape, $"[{(first == 1 ? "T, " : "")}batch, {Options.Channels}, …]");
    }

    private static int[] Given(int[] steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        foreach (var step in steps) Require.AtLeast(0, nameof(ChannelDelay), nameof(steps), step);
        return steps;
    }
}
