using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="DelayedLinear"/>.</summary>
/// <param name="Inputs">The features of the input, at least 1.</param>
/// <param name="Outputs">The features of the output, at least 1.</param>
/// <param name="Max">The longest delay in steps, &gt; 0.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Weights">How the first weights are drawn; null for PyTorch's default.</param>
/// <param name="Delays">The first delay of each synapse in steps, [outputs, inputs], row-major; one stands for all. Null where they are
/// drawn.</param>
/// <param name="Initial">How the first delays are drawn; null for uniform in [0, max].</param>
/// <param name="LearnDelays">Whether training changes the delays.</param>
/// <param name="RoundInEvaluation">Whether outside of training a delay is the whole number of steps nearest to it.</param>
public sealed record DelayedLinearOptions(
    int Inputs,
    int Outputs,
    double Max,
    bool Bias = true,
    Initializer? Weights = null,
    double[]? Delays = null,
    Initializer? Initial = null,
    bool LearnDelays = true,
    bool RoundInEvaluation = false);

/// <summary>
/// A linear layer whose synapses have delays, y_i[t] = Σ_j w_ij ((1 − f) x_j[t − n] + f x_j[t − n − 1]) + b_i with the delay d_ij = n + f in
/// [0, max]: as a <see cref="ChannelDelay"/> in each synapse. What is on its way at the end of a part of the sequence arrives in the next;
/// no gradient flows from one part to the one before.
/// </summary>
/// <remarks>
/// It works by events: only inputs that are not 0 cost anything in the forward pass and in the gradients of weights and delays. Every sum has
/// an order fixed by steps and features, so that neither threads nor pieces change a bit.
/// </remarks>
public sealed unsafe class DelayedLinear : Layer, ITakesSpikes, IStepwise
{
    /// <summary>A layer with learnable delays, at first uniform in [0, <paramref name="max"/>].</summary>
    /// <param name="inputs">The features of the input, at least 1.</param>
    /// <param name="outputs">The features of the output, at least 1.</param>
    /// <param name="max">The longest delay in steps, &gt; 0.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public DelayedLinear(int inputs, int outputs, double max, bool bias = true)
        : this(new DelayedLinearOptions(inputs, outputs, max, bias))
    {
    }

    /// <summary>A layer of these options.</summary>
    public DelayedLinear(DelayedLinearOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        var inputs = Require.AtLeast(1, nameof(DelayedLinear), "inputs", options.Inputs);
        var outputs = Require.AtLeast(1, nameof(DelayedLinear), "outputs", options.Outputs);
        if ((long)inputs * outputs > Array.MaxLength / 3)
            throw new ArgumentOutOfRangeException(
                nameof(options), $"DelayedLinear: inputs is {inputs} and outputs is {outputs}; their product must be at most {Array.MaxLength / 3}.");
        Held = DelayTaps.Held(nameof(DelayedLinear), options.Max);
        if ((long)Held * outputs > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(options), $"DelayedLinear: holds {Held} steps of {outputs} outputs, more than {Array.MaxLength} values.");
        Weight = new("weight", [outputs, inputs], options.Weights ?? Initializer.Standard);
        Delay = DelayTaps.Parameter(
            nameof(DelayedLinear), [outputs, inputs], options.Max, options.Delays, options.Initial, options.LearnDelays);
        Bias = options.Bias ? new("bias", [outputs], new StandardBias(inputs)) : null;
        StoredParameters = Bias is null ? [Weight, Delay] : [Weight, Delay, Bias];
    }

    /// <summary>What makes the same layer again.</summary>
    public DelayedLinearOptions Options { get; }

    /// <summary>W, [outputs, inputs].</summary>
    public Parameter Weight { get; }

    /// <summary>The delay of each synapse in steps, [outputs, inputs].</summary>
    public Parameter Delay { get; }

    /// <summary>b, [outputs]; null without.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override int[] InputShape => [Options.Inputs];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <summary>The most steps that an input takes to arrive.</summary>
    internal int Held { get; }

    bool ITakesSpikes.TakesSpikes => true;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => [Options.Outputs];

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"DelayedLinear({Options.Inputs} → {Options.Outputs}, up to {Options.Max})");

    /// <summary>The layer as a function of its parameters, in their precision.</summary>
    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="delay">d in steps, [outputs, inputs]; what is outside of [0, max] counts as at the bound.</param>
    /// <param name="bias">b, [outputs]; null for none.</param>
    /// <param name="before">What was on its way, [⌈max⌉, batch, outputs]; null for nothing.</param>
    /// <param name="input">x, [T, batch, inputs].</param>
    /// <param name="output">A buffer for y, [T, batch, outputs].</param>
    /// <param name="rounded">Whether delays are rounded to whole steps.</param>
    /// <returns>What is on its way, where <paramref name="before"/> was: for the part of the sequence that follows.</returns>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public Tensor<T> Forward<T>(
        Tensor<T> weight, Tensor<T> delay, Tensor<T>? bias, Tensor<T>? before, Tensor<T> input, Tensor<T> output, bool rounded = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Forward(weight, delay, bias, before, Events(input, out var batch), (int)input.Lengths[0], batch, output, rounded);

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="delay">d in steps, [outputs, inputs].</param>
    /// <param name="input">x, [T, batch, inputs].</param>
    /// <param name="outputGradient">dy, [T, batch, outputs].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of W.</param>
    /// <param name="delayGradient">A buffer in the shape of d; at a whole number of steps, it is the slope towards longer delays.</param>
    /// <param name="biasGradient">A buffer in the shape of b.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> weight, Tensor<T> delay, Tensor<T> input, Tensor<T> outputGradient,
        Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? delayGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Backward(
            weight, delay, Events(input, out var batch), (int)input.Lengths[0], batch, outputGradient,
            inputGradient, weightGradient, delayGradient, biasGradient);

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass) => new DelayedLinearSteps(this, sequences, pass);

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var shape = input.Shape.ToArray();
        var (steps, batch) = (input.Steps, (int)shape[0]);
        var output = pass.Take(this, "output", [steps, batch, Options.Outputs]);
        var events = pass.Workspace.Keep(this, "events", static _ => new DelayedEvents<float>());
        Fill(events, input, batch);
        var before = pass.Before<Tensor<float>>(this, shape);
        pass.Keep(this, Forward(Weight.Value, Delay.Value, Bias?.Value, before, events, steps, batch, output, IsRounded(pass)), shape);
        if (!pass.WithGradient) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
        {
            if (!Delay.IsLearnable) gradients[1].Span().Clear();
            // the gradient of one that stays the same is the sum over time
            var each = input.IsConstant && inputGradient is not null ? pass.Take(this, "gradient", [steps, .. shape]) : inputGradient;
            Backward(
                Weight.Value, Delay.Value, events, steps, batch, outputGradient, each, gradients[0],
                Delay.IsLearnable ? gradients[1] : null, Bias is null ? null : gradients[2]);
            if (!input.IsConstant || inputGradient is null) return;
            var sum = inputGradient.Span();
            sum.Clear();
            for (var t = 0; t < steps; t++) TensorPrimitives.Add(sum, Rows.Of(each!, t), sum);
        });
    }

    /// <summary>Whether delays are whole steps in a pass.</summary>
    internal bool IsRounded(Pass pass) => Options.RoundInEvaluation && !pass.IsTraining;

    /// <summary>The product of this layer's weights and delays, in scratch memory.</summary>
    internal DelayedProduct<T> Product<T>(Lease lease, T* weight, T* delay, int batch, bool rounded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var product = new DelayedProduct<T>(Options.Inputs, Options.Outputs, batch, Held);
        var room = (long)DelayedProduct<T>.Room(Options.Inputs, Options.Outputs);
        product.Prepare(
            weight, delay, Options.Max, rounded, (int*)lease.Scratch(room * sizeof(int)), (T*)lease.Scratch(3 * room * sizeof(T)));
        return product;
    }

    /// <summary>The gradients of weights and delays.</summary>
    internal void ParameterGradients<T>(
        Lease lease, DelayedProduct<T> product, DelayedEvents<T> events, T* dy, Span<T> weightGradient, Span<T> delayGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Options.Inputs * Options.Outputs;
        var dw = Zeros(!weightGradient.IsEmpty);
        var dd = Zeros(!delayGradient.IsEmpty);
        if (dw == null && dd == null) return;
        product.Gradients(events, dy, dw, dd);
        for (var i = 0; i < weightGradient.Length; i++) weightGradient[i] = T.CreateTruncating(dw[i]);
        for (var i = 0; i < delayGradient.Length; i++) delayGradient[i] = T.CreateTruncating(dd[i]);

        double* Zeros(bool isAsked)
        {
            if (!isAsked) return null;
            var zeros = (double*)lease.Scratch((long)count * sizeof(double));
            new Span<double>(zeros, count).Clear();
            return zeros;
        }
    }

    private Tensor<T> Forward<T>(
        Tensor<T> weight, Tensor<T> delay, Tensor<T>? bias, Tensor<T>? before, DelayedEvents<T> events, int steps, int batch,
        Tensor<T> output, bool rounded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(DelayedLinear));
        using var lease = new Lease();
        var outputs = Options.Outputs;
        var w = operands.Read("weight", weight, [outputs, Options.Inputs]);
        var d = operands.Read("delay", delay, [outputs, Options.Inputs]);
        var b = operands.ReadOrNull("bias", bias, [outputs]);
        var held = operands.ReadOrNull("before", before, [Held, batch, outputs]);
        var y = operands.Write("output", output, [steps, batch, outputs]);
        var width = batch * outputs;
        var count = checked((steps + Held) * width);
        var sums = operands.Scratch<T>(count);
        var all = new Span<T>(sums, count);
        all.Clear();
        if (held != null) new ReadOnlySpan<T>(held, Held * width).CopyTo(all);
        Product(lease, w, d, batch, rounded).Add(events, 0, steps, sums);
        for (var row = 0; row < steps * batch; row++)
        {
            var from = all.Slice(row * outputs, outputs);
            var to = new Span<T>(y + (nint)row * outputs, outputs);
            if (b == null) from.CopyTo(to);
            else TensorPrimitives.Add(from, new ReadOnlySpan<T>(b, outputs), to);
        }
        var after = AlignedTensor.CreateUninitialized<T>([Held, batch, outputs]);
        all[(steps * width)..].CopyTo(after.Span());
        return after;
    }

    private void Backward<T>(
        Tensor<T> weight, Tensor<T> delay, DelayedEvents<T> events, int steps, int batch, Tensor<T> outputGradient,
        Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? delayGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(DelayedLinear));
        using var lease = new Lease();
        var (inputs, outputs) = (Options.Inputs, Options.Outputs);
        var w = operands.Read("weight", weight, [outputs, inputs]);
        var d = operands.Read("delay", delay, [outputs, inputs]);
        var dy = operands.Read("outputGradient", outputGradient, [steps, batch, outputs]);
        var width = batch * outputs;
        var later = operands.Scratch<T>(checked((steps + Held) * width));
        new ReadOnlySpan<T>(dy, steps * width).CopyTo(new(later, steps * width));
        new Span<T>(later + (nint)steps * width, Held * width).Clear();
        var product = Product(lease, w, d, batch, false);
        if (biasGradient is not null)
            Matrices.SumRows(outputGradient.ReadOnlySpan(), steps * batch, outputs, operands.WriteSpan("biasGradient", biasGradient, [outputs]));
        ParameterGradients(
            lease, product, events, later,
            weightGradient is null ? [] : operands.WriteSpan("weightGradient", weightGradient, [outputs, inputs]),
            delayGradient is null ? [] : operands.WriteSpan("delayGradient", delayGradient, [outputs, inputs]));
        if (inputGradient is not null)
            product.InputGradient(later, operands.Write("inputGradient", inputGradient, [steps, batch, inputs]), steps);
    }

    private DelayedEvents<T> Events<T>(Tensor<T> input, out int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(DelayedLinear));
        operands.Rows("input", input, [Options.Inputs]);
        if (input.Rank != 3) throw operands.Wrong("input", input.Lengths, $"[T, batch, {Options.Inputs}]");
        batch = (int)input.Lengths[1];
        var events = new DelayedEvents<T>();
        Fill(events, input.ReadOnlySpan(), (int)input.Lengths[0] * batch);
        return events;
    }

    private void Fill(DelayedEvents<float> events, Signal input, int batch)
    {
        if (input.Bits is { } bits)
        {
            events.Set(bits, batch);
            return;
        }
        var rows = input.Steps * batch;
        var numbers = input.Values.ReadOnlySpan();
        if (!input.IsConstant) Fill(events, numbers, rows);
        else for (var row = 0; row < rows; row++) events.Add(row, rows, numbers.Slice(row % batch * Options.Inputs, Options.Inputs));
    }

    private void Fill<T>(DelayedEvents<T> events, ReadOnlySpan<T> numbers, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows == 0) events.Add(0, 0, []);
        for (var row = 0; row < rows; row++) events.Add(row, rows, numbers.Slice(row * Options.Inputs, Options.Inputs));
    }
}
