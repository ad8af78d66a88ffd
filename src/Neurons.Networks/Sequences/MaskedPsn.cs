using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="MaskedPsn"/>.</summary>
/// <param name="Steps">T, the steps of a sequence, at least 1.</param>
/// <param name="Window">k, the steps that a potential is a sum over at last, its own included; at least 1.</param>
/// <param name="Warmup">The training passes in which λ grows from 0 to 1; 0 for 1 from the beginning.</param>
/// <param name="Surrogate">The derivative that stands for that of a spike; null for atan with α = 2.</param>
/// <param name="Weights">How the first weights are drawn; null for uniform on ±1/√T.</param>
public sealed record MaskedPsnOptions(int Steps, int Window, int Warmup = 0, Surrogate? Surrogate = null, Initializer? Weights = null);

/// <summary>
/// Parallel spiking neurons that learn to look back only: the weights of a <see cref="Psn"/> outside a window of k steps fade as λ grows from 0 to 1
/// in training (Fang et al. 2023; SpikingJelly's MaskedPSN).
/// </summary>
/// <remarks>
/// <code>h = ((λ M + 1 − λ) ⊙ W) x + b, with M[t, s] = 1 where 0 ≤ t − s &lt; k, else 0;  z = 1 where h ≥ 0, else 0</code>
/// While λ is below 1 a potential depends on all steps, so that a sequence comes whole. At 1 it may come in pieces or step by step, and be
/// shorter; its sums then have another order than those of one product, and differ in the last digits.
/// </remarks>
public sealed class MaskedPsn : SequenceLayer, IStepwise, IWindowed, ICountsOperations
{
    private readonly Psn _product;

    /// <summary>Neurons for sequences of so many steps.</summary>
    /// <param name="steps">T, the steps of a sequence, at least 1.</param>
    /// <param name="window">k, the steps that a potential is a sum over at last, its own included; at least 1.</param>
    /// <param name="warmup">The training passes in which λ grows from 0 to 1; 0 for 1 from the beginning.</param>
    public MaskedPsn(int steps, int window, int warmup = 0)
        : this(new MaskedPsnOptions(steps, window, warmup))
    {
    }

    /// <summary>A layer of these options.</summary>
    public MaskedPsn(MaskedPsnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(MaskedPsn), "steps", options.Steps);
        Require.AtLeast(1, nameof(MaskedPsn), "window", options.Window);
        Require.AtLeast(0, nameof(MaskedPsn), "warmup", options.Warmup);
        Options = options;
        _product = new(new PsnOptions(options.Steps, options.Surrogate, options.Weights));
        Lambda = new("lambda", [1], Initializer.Constant(options.Warmup == 0 ? 1 : 0), isLearnable: false) { Least = 0, Most = 1 };
        StoredParameters = [Weight, Bias, Lambda];
    }

    /// <summary>What makes the same layer again.</summary>
    public MaskedPsnOptions Options { get; }

    /// <summary>The derivative that stands for that of a spike.</summary>
    public Surrogate Derivative => _product.Derivative;

    /// <summary>W, [T, T], from the step of a column to that of a row.</summary>
    public Parameter Weight => _product.Weight;

    /// <summary>b, [T].</summary>
    public Parameter Bias => _product.Bias;

    /// <summary>λ, [1], how much of the mask there is. It is not learnt: training passes raise it, and it can be set.</summary>
    public Parameter Lambda { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    int IWindowed.Window => Options.Window;

    bool IWindowed.IsSame => false;

    FiringUnit IWindowed.Firing => _product.Firing;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"MaskedPsn({Options.Steps} steps, window {Options.Window})";

    /// <summary>The layer as a function of its parameters, in their precision, of a whole sequence.</summary>
    /// <param name="weight">W, [T, T].</param>
    /// <param name="bias">b, [T].</param>
    /// <param name="lambda">λ, in [0, 1].</param>
    /// <param name="input">x, [T, …].</param>
    /// <param name="potential">A buffer for h, [T, …], which the gradient needs; null for none.</param>
    /// <param name="output">A buffer for z, [T, …].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> weight, Tensor<T> bias, double lambda, Tensor<T> input, Tensor<T>? potential, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => _product.Forward(Masked(weight, lambda), bias, input, potential, output);

    /// <summary>The gradients of Σ dz·z; null where nobody asks for one.</summary>
    /// <param name="weight">W, [T, T].</param>
    /// <param name="lambda">λ, in [0, 1].</param>
    /// <param name="input">x, [T, …].</param>
    /// <param name="potential">h, [T, …].</param>
    /// <param name="outputGradient">dz, [T, …].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of W.</param>
    /// <param name="biasGradient">A buffer in the shape of b.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> weight, double lambda, Tensor<T> input, Tensor<T> potential, Tensor<T> outputGradient,
        Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _product.Backward(Masked(weight, lambda), input, potential, outputGradient, inputGradient, weightGradient, biasGradient);
        if (weightGradient is not null) Masked(weightGradient, lambda).CopyTo(weightGradient);
    }

    /// <summary>λ in a pass; one of training raises it.</summary>
    /// <param name="number">Which training pass it is, from 1 on; 0 in evaluation.</param>
    public float LambdaIn(long number)
    {
        if (number > 0 && Options.Warmup > 0) Lambda.Value[0] = Math.Min(1, (number - 1) / (float)Options.Warmup);
        return Lambda.Value[0];
    }

    /// <summary>Refuses steps that there are no weights for, and pieces of a sequence while a step depends on all.</summary>
    /// <param name="first">The first step.</param>
    /// <param name="steps">How many there are.</param>
    /// <param name="isWhole">Whether they come at once.</param>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public void RequireSteps(int first, int steps, bool isWhole)
    {
        var lambda = Lambda.Value[0];
        if (lambda < 1 && (first > 0 || steps != Options.Steps || !isWhole))
            throw new ArgumentException(
                $"Layer {Place}, {this}: lambda is {lambda}, so that a step depends on all {Options.Steps}; a sequence has to come whole, not "
                + $"{(isWhole ? $"{steps} steps from step {first} on" : "step by step")}.");
        if (first + steps > Options.Steps)
            throw new ArgumentException(
                $"Layer {Place}, {this}: the sequence has {first + steps} steps; the layer has weights for {Options.Steps}.");
    }

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(pass);
        Begin(sequences.Steps, sequences.Output.Lengths[1..], pass, isWhole: false);
        return new WindowSteps(this, this, sequences, pass);
    }

    void IWindowed.ReadTaps(int first, Span<float> taps, Span<float> biases)
    {
        var window = Options.Window;
        var weight = Weight.Value.ReadOnlySpan();
        Bias.Value.ReadOnlySpan().Slice(first, biases.Length).CopyTo(biases);
        taps.Clear(); // steps before the first one
        for (var t = 0; t < biases.Length; t++)
        {
            var row = weight.Slice((first + t) * Options.Steps, first + t + 1);
            var known = Math.Min(window, row.Length);
            row[^known..].CopyTo(taps.Slice((t + 1) * window - known, known));
        }
    }

    void IWindowed.WriteTaps(int first, ReadOnlySpan<double> taps, ReadOnlySpan<double> biases, ReadOnlySpan<Tensor<float>> gradients)
    {
        foreach (var gradient in gradients) gradient.Span().Clear();
        var window = Options.Window;
        var weight = gradients[0].Span();
        var bias = gradients[1].Span();
        for (var t = 0; t < biases.Length; t++)
        {
            bias[first + t] = (float)biases[t];
            for (var j = Math.Max(0, window - 1 - first - t); j < window; j++)
                weight[(first + t) * Options.Steps + first + t - window + 1 + j] = (float)taps[t * window + j];
        }
    }

    private protected override LayerRun Run(Tensor<float> x, Pass pass)
    {
        var steps = (int)x.Lengths[0];
        var lambda = LambdaIn(pass.IsTraining ? pass.Number : 0);
        var before = Begin(steps, x.Lengths[1..], pass, isWhole: true);
        var (first, held) = (before?.Step ?? 0, before?.Held ?? 0);
        var all = WindowState.Joined(this, before, x, pass);
        var masked = pass.Take(this, "masked weight", [steps, held + steps]);
        for (var t = 0; t < steps; t++) Mask<float>(lambda, first + t, first - held, RowOf(Weight.Value, t), BlockRow(masked, t));
        var output = pass.Take(this, "output", x.Lengths);
        var potential = pass.WithGradient ? pass.Take(this, "potential", x.Lengths) : null;
        _product.Forward(masked, Signal.Rows(Bias.Value, first, steps), all, potential, output);
        WindowState.Keep(this, before, x, Options.Window, pass);
        if (potential is null) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
        {
            foreach (var gradient in gradients) gradient.Span().Clear(); // of steps that the sequence has not, and of λ
            var maskedGradient = pass.Take(this, "masked weight gradient", masked.Lengths);
            var whole = inputGradient is null || held == 0 ? inputGradient : pass.Take(this, "joined gradient", all.Lengths);
            _product.Backward(masked, all, potential, outputGradient, whole, maskedGradient, Signal.Rows(gradients[1], first, steps));
            for (var t = 0; t < steps; t++) Mask<float>(lambda, first + t, first - held, BlockRow(maskedGradient, t), RowOf(gradients[0], t));
            if (whole is not null && whole != inputGradient) Signal.Rows(whole, held, steps).CopyTo(inputGradient!);
        });

        // what a step of the piece needs of W, and of those weights alone
        Span<float> RowOf(Tensor<float> weight, int t) => weight.Span().Slice((first + t) * Options.Steps + first - held, held + steps);

        Span<float> BlockRow(Tensor<float> block, int t) => block.Span().Slice(t * (held + steps), held + steps);
    }

    /// <inheritdoc/>
    public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output) =>
        SequenceOperations.Products(inputs[0], output, Lambda.Value[0] < 1 ? Options.Steps : Math.Min(Options.Window, Options.Steps));

    /// <summary>What the sequence goes on from; null at its beginning.</summary>
    private WindowState? Begin(int steps, ReadOnlySpan<nint> shape, Pass pass, bool isWhole)
    {
        var before = pass.Before<WindowState>(this, shape);
        RequireSteps(before?.Step ?? 0, steps, isWhole);
        return before;
    }

    private Tensor<T> Masked<T>(Tensor<T> weight, double lambda)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.That(lambda is >= 0 and <= 1, nameof(MaskedPsn), nameof(lambda), lambda, "in [0, 1]");
        using var operands = new Operands(nameof(MaskedPsn));
        var from = operands.ReadSpan("weight", weight, [Options.Steps, Options.Steps]);
        var masked = Tensor.CreateFromShape<T>(weight.Lengths);
        var steps = Options.Steps;
        for (var t = 0; t < steps; t++) Mask(lambda, t, 0, from.Slice(t * steps, steps), masked.Span().Slice(t * steps, steps));
        return masked;
    }

    /// <summary>Some weights of a step, from a column on, as the mask leaves them.</summary>
    private void Mask<T>(double lambda, int step, int column, ReadOnlySpan<T> from, Span<T> into)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (lambda == 1) into.Clear();
        else TensorPrimitives.Multiply(from, T.CreateTruncating(1 - lambda), into);
        var first = Math.Max(0, step - Options.Window + 1 - column);
        var window = from[first..Math.Min(from.Length, step + 1 - column)];
        window.CopyTo(into[first..]);
    }
}
