using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="TemporalBatchNorm"/>.</summary>
/// <param name="Channels">The length of the first dimension of the features, at least 1.</param>
/// <param name="Steps">The steps of a sequence, at least 1.</param>
/// <param name="Momentum">How much of the running statistics a batch replaces, in [0, 1].</param>
/// <param name="Epsilon">What is added to a variance, &gt; 0.</param>
public sealed record TemporalBatchNormOptions(int Channels, int Steps, double Momentum = 0.1, double Epsilon = 1e-5);

/// <summary>
/// Batch normalisation through time (BNTT): each step has statistics and a scale of its own, and no offset (Kim and Panda, "Revisiting batch
/// normalization for training low-latency deep spiking neural networks from scratch", 2021). A sequence may be shorter, and come in pieces.
/// </summary>
/// <remarks><code>y[t] = γ[t] · (x[t] − mean[t]) / √(variance[t] + ε)</code></remarks>
public sealed class TemporalBatchNorm : Layer
{
    private readonly BatchNorm _norm;
    private readonly Parameter _weight, _mean, _variance;

    /// <summary>A layer for features [channels, …].</summary>
    /// <param name="channels">The length of the first dimension of the features, at least 1.</param>
    /// <param name="steps">The steps of a sequence, at least 1.</param>
    public TemporalBatchNorm(int channels, int steps)
        : this(new TemporalBatchNormOptions(channels, steps))
    {
    }

    /// <summary>A layer of these options.</summary>
    public TemporalBatchNorm(TemporalBatchNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var steps = Require.AtLeast(1, nameof(TemporalBatchNorm), "steps", options.Steps);
        _norm = new(new BatchNormOptions(options.Channels, options.Momentum, options.Epsilon));
        Options = options;
        _weight = new("weight", [steps, options.Channels], Initializer.Constant(1));
        _mean = new("running_mean", [steps, options.Channels], isLearnable: false);
        _variance = new("running_var", [steps, options.Channels], Initializer.Constant(1), isLearnable: false)
        {
            Rule = _norm.RunningVariance.Rule,
        };
        StoredParameters = [_weight, _mean, _variance];
    }

    /// <summary>What makes the same layer again.</summary>
    public TemporalBatchNormOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => _norm.OutputShape(input);

    /// <inheritdoc/>
    public override string ToString() => $"TemporalBatchNorm({Options.Channels}, {Options.Steps} steps)";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var first = StepCount.Begin(this, input, pass, Options.Steps);
        var x = Sums.EachStep(this, input, pass);
        var output = pass.Take(this, "output", x.Lengths);
        var moments = new ChannelMoments[input.Steps];
        for (var t = 0; t < moments.Length; t++)
        {
            moments[t] = _norm.Forward(
                Of(_weight.Value, first + t), null, Of(_mean.Value, first + t), Of(_variance.Value, first + t),
                Step(x, t), Signal.Rows(output, t, 1), pass.IsTraining);
        }
        if (!pass.WithGradient) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
        {
            foreach (var gradient in gradients) gradient.Span().Clear(); // of steps that the sequence has not, and of what is not learnt
            var whole = inputGradient is null || !input.IsConstant ? inputGradient : pass.Take(this, "input gradient", x.Lengths);
            for (var t = 0; t < moments.Length; t++)
            {
                _norm.Backward(
                    Of(_weight.Value, first + t), Step(x, t), moments[t], Signal.Rows(outputGradient, t, 1),
                    whole is null ? null : Signal.Rows(whole, t, 1), Of(gradients[0], first + t), null);
            }
            if (whole is not null && whole != inputGradient) Sums.WriteGradient(whole, inputGradient!, add: false);
        });
    }

    private static Tensor<float> Of(Tensor<float> parameter, int step) => Tensor.SqueezeDimension(Signal.Rows(parameter, step, 1), 0);

    private static InputSequence<float> Step(Tensor<float> values, int step) => InputSequence<float>.NewEachStep(Signal.Rows(values, step, 1));
}
