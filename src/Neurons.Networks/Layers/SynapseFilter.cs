using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="SynapseFilter"/>.</summary>
/// <param name="Tau">The (first) time constant in steps, &gt; 1.</param>
/// <param name="Learnable">Whether training changes it.</param>
public sealed record SynapseFilterOptions(double Tau = 100, bool Learnable = false);

/// <summary>
/// A current that a spike adds 1 to and that decays between spikes, s' = s − (1 − x) s/τ + x (SpikingJelly's SynapseFilter). Of a learnable
/// one the weight is w with 1/τ = σ(w), so that τ stays above 1. A part of a sequence goes on where the one before ended, through which no
/// gradient flows.
/// </summary>
public sealed class SynapseFilter : Layer, IStepwise
{
    /// <summary>A layer for features of any shape.</summary>
    /// <param name="tau">The (first) time constant in steps, &gt; 1.</param>
    /// <param name="learnable">Whether training changes it.</param>
    public SynapseFilter(double tau = 100, bool learnable = false)
        : this(new SynapseFilterOptions(tau, learnable))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SynapseFilter(SynapseFilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Require.That(options.Tau > 1 && float.IsFinite((float)options.Tau), nameof(SynapseFilter), "tau", options.Tau, "> 1 step and finite");
        Weight = options.Learnable ? new("weight", [1], Initializer.Constant(-Math.Log(options.Tau - 1))) : null;
        StoredParameters = Weight is null ? [] : [Weight];
    }

    /// <summary>What makes the same layer again.</summary>
    public SynapseFilterOptions Options { get; }

    /// <summary>w with 1/τ = σ(w), [1]; null where it is not learnt.</summary>
    public Parameter? Weight { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <summary>1/τ now.</summary>
    public double Rate => Weight is null ? 1 / Options.Tau : RateOf<float>(Weight.Value);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"SynapseFilter({Options.Tau}{(Options.Learnable ? ", learnable" : "")})");

    /// <summary>The layer as a function of its weight, in the precision of its input.</summary>
    /// <param name="weight">w, [1]; null for the time constant of the options.</param>
    /// <param name="before">s before the first step, […]; null for 0.</param>
    /// <param name="input">x, [T, …], or […] where it stays the same.</param>
    /// <param name="output">A buffer for s after each step, [T, …].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T>? weight, Tensor<T>? before, InputSequence<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(SynapseFilter));
        var step = Step(operands, input);
        var x = input.Values.ReadOnlySpan();
        var start = operands.ReadSpan("before", before, step, isOptional: true);
        var s = operands.WriteSpan("output", output, [input.Steps, .. step]);
        var rate = T.CreateTruncating(RateOf(operands, weight));
        var width = (int)TensorPrimitives.Product<nint>(step);
        for (var t = 0; t < input.Steps; t++)
            Advance(rate, t == 0 ? start : s.Slice((t - 1) * width, width), Row(x, input, t, width), s.Slice(t * width, width));
    }

    /// <summary>The gradients of Σ dy·s; null where nobody asks for one.</summary>
    /// <param name="weight">w, [1]; null for the time constant of the options.</param>
    /// <param name="before">s before the first step, […]; null for 0.</param>
    /// <param name="input">x, [T, …], or […] where it stays the same.</param>
    /// <param name="output">s after each step, [T, …].</param>
    /// <param name="outputGradient">dy, [T, …].</param>
    /// <param name="inputGradient">A buffer in the shape of x; for one that stays the same, the gradient is the sum over time.</param>
    /// <param name="weightGradient">A buffer in the shape of w.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T>? weight, Tensor<T>? before, InputSequence<T> input, Tensor<T> output, Tensor<T> outputGradient,
        Tensor<T>? inputGradient, Tensor<T>? weightGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(SynapseFilter));
        var step = Step(operands, input);
        var width = (int)TensorPrimitives.Product<nint>(step);
        var x = input.Values.ReadOnlySpan();
        var start = operands.ReadSpan("before", before, step, isOptional: true);
        var s = operands.ReadSpan("output", output, [input.Steps, .. step]);
        var dy = operands.ReadSpan("outputGradient", outputGradient, [input.Steps, .. step]);
        var dx = inputGradient is null ? [] : operands.WriteSpan("inputGradient", inputGradient, input.Values.Lengths);
        if (!input.IsEachStep) dx.Clear();
        var rate = RateOf(operands, weight);
        var (k, slope) = (T.CreateTruncating(rate), 0.0);
        unsafe
        {
            var carried = new Span<T>(operands.Scratch<T>(width), width);
            carried.Clear();
            for (var t = input.Steps - 1; t >= 0; t--)
            {
                var into = dx.IsEmpty ? [] : input.IsEachStep ? dx.Slice(t * width, width) : dx;
                slope += Return(
                    k, t == 0 ? start : s.Slice((t - 1) * width, width), Row(x, input, t, width), dy.Slice(t * width, width), carried, into,
                    add: !input.IsEachStep);
            }
        }
        if (weightGradient is not null)
            operands.WriteSpan("weightGradient", weightGradient, [1])[0] = T.CreateTruncating(slope * rate * (1 - rate));
    }

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass) => new SynapseFilterSteps(this, sequences, pass);

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var (x, shape) = (input.Sequenced, input.Shape.ToArray());
        var output = pass.Take(this, "output", [input.Steps, .. shape]);
        var before = pass.Before<Tensor<float>>(this, shape);
        Forward(Weight?.Value, before, x, output);
        Keep(pass, before, output, shape);
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
            Backward(Weight?.Value, before, x, output, outputGradient, inputGradient, Weight is null ? null : gradients[0]));
    }

    /// <summary>Keeps the last step, in memory of its own.</summary>
    internal void Keep(Pass pass, Tensor<float>? before, Tensor<float> output, nint[] shape)
    {
        var last = Tensor.CreateFromShape<float>(shape);
        if (output.Lengths[0] > 0) Rows.Of(output, (int)output.Lengths[0] - 1).CopyTo(last.Span());
        else before?.ReadOnlySpan().CopyTo(last.Span());
        pass.Keep(this, last, shape);
    }

    /// <summary>A step: s' of s, which is 0 where it is empty.</summary>
    internal static void Advance<T>(T rate, ReadOnlySpan<T> before, ReadOnlySpan<T> x, Span<T> after)
        where T : IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < after.Length; i++)
        {
            var s = before.IsEmpty ? T.Zero : before[i];
            after[i] = s - ((T.One - x[i]) * s * rate) + x[i];
        }
    }

    /// <summary>A step back; the gradient by 1/τ.</summary>
    /// <param name="rate">1/τ.</param>
    /// <param name="before">s, 0 where it is empty.</param>
    /// <param name="x">x.</param>
    /// <param name="dy">The gradient of s' from outside.</param>
    /// <param name="carried">That from the step after; then that for the step before.</param>
    /// <param name="dx">The gradient of x; empty where nobody asks for it.</param>
    /// <param name="add">Whether it is added.</param>
    internal static double Return<T>(
        T rate, ReadOnlySpan<T> before, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> carried, Span<T> dx, bool add)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var slope = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var (s, g) = (before.IsEmpty ? T.Zero : before[i], carried[i] + dy[i]);
            var own = g * (T.One + (rate * s));
            if (!dx.IsEmpty) dx[i] = add ? dx[i] + own : own;
            slope -= double.CreateTruncating(g) * double.CreateTruncating((T.One - x[i]) * s);
            carried[i] = g * (T.One - ((T.One - x[i]) * rate));
        }
        return slope;
    }

    private static double RateOf<T>(Tensor<T> weight)
        where T : IBinaryFloatingPointIeee754<T> => 1 / (1 + Math.Exp(-double.CreateTruncating(weight[0])));

    private double RateOf<T>(in Operands operands, Tensor<T>? weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        operands.ReadSpan("weight", weight, [1], isOptional: true);
        return weight is null ? 1 / Options.Tau : RateOf(weight);
    }

    private static ReadOnlySpan<T> Row<T>(ReadOnlySpan<T> x, InputSequence<T> input, int step, int width)
        where T : unmanaged => input.IsEachStep ? x.Slice(step * width, width) : x;

    private static nint[] Step<T>(in Operands operands, InputSequence<T> input)
        where T : unmanaged
    {
        var shape = input.Values.Lengths;
        if (input.IsEachStep && shape.IsEmpty) throw operands.Wrong("input", shape, "[T, …]");
        return input.IsEachStep ? shape[1..].ToArray() : shape.ToArray();
    }
}
