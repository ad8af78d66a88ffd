using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="BatchNorm"/>.</summary>
/// <param name="Channels">The length of the first dimension of the features, at least 1.</param>
/// <param name="Momentum">How much of the running statistics a batch replaces, in [0, 1].</param>
/// <param name="Epsilon">What is added to a variance, &gt; 0.</param>
/// <param name="Gain">What is normalised is multiplied by it, &gt; 0: 1, or α·V_th in the threshold-dependent form.</param>
/// <param name="Affine">Whether each channel has a learnable scale and offset.</param>
public sealed record BatchNormOptions(int Channels, double Momentum = 0.1, double Epsilon = 1e-5, double Gain = 1, bool Affine = true);

/// <summary>
/// Batch normalisation of each channel over time, batch and image, as PyTorch's over [T·batch, channels, …]: in training by the mean
/// and variance of the batch, in evaluation by running ones, which are stored with the network but not learnt. An input that stays the
/// same over time is normalised once.
/// </summary>
public sealed class BatchNorm : Layer
{
    private readonly BatchNormModule.Options _options;

    /// <summary>A layer for features [channels, …].</summary>
    /// <param name="channels">The length of the first dimension of the features, at least 1.</param>
    /// <param name="momentum">How much of the running statistics a batch replaces, in [0, 1].</param>
    /// <param name="epsilon">What is added to a variance, &gt; 0.</param>
    /// <param name="affine">Whether each channel has a learnable scale and offset.</param>
    public BatchNorm(int channels, double momentum = 0.1, double epsilon = 1e-5, bool affine = true)
        : this(new BatchNormOptions(channels, momentum, epsilon, 1, affine))
    {
    }

    /// <summary>A layer of these options.</summary>
    public BatchNorm(BatchNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var channels = Require.AtLeast(1, nameof(BatchNorm), "channels", options.Channels);
        Shapes.RequirePossible(nameof(BatchNorm), [channels]);
        _options = new(options.Momentum, options.Epsilon, options.Gain);
        BatchNormModule.check(_options);
        Require.Float32Positive(nameof(BatchNorm), "epsilon", options.Epsilon);
        Require.Float32Positive(nameof(BatchNorm), "threshold", options.Gain);
        Options = options;
        RunningMean = new("running_mean", [channels], isLearnable: false);
        RunningVariance = new("running_var", [channels], Initializer.Constant(1), isLearnable: false)
        {
            Rule = variance => TensorPrimitives.Min(Sequence.readOnly(variance)) < 0 ? "a variance below 0" : null,
        };
        Weight = options.Affine ? new("weight", [channels], Initializer.Constant(1)) : null;
        Bias = options.Affine ? new("bias", [channels]) : null;
        StoredParameters = options.Affine ? [Weight!, Bias!, RunningMean, RunningVariance] : [RunningMean, RunningVariance];
    }

    /// <summary>
    /// The threshold-dependent form for currents into spiking neurons (tdBN): what is normalised is multiplied by α·V_th (Zheng et al.,
    /// "Going deeper with directly-trained larger spiking neural networks", 2021).
    /// </summary>
    /// <param name="channels">The length of the first dimension of the features, at least 1.</param>
    /// <param name="threshold">V_th, the threshold of the neurons, &gt; 0.</param>
    /// <param name="alpha">α, &gt; 0: 1, or √½ in front of the sum of a residual connection.</param>
    /// <param name="momentum">How much of the running statistics a batch replaces, in [0, 1].</param>
    /// <param name="epsilon">What is added to a variance, &gt; 0.</param>
    /// <param name="affine">Whether each channel has a learnable scale and offset.</param>
    public static BatchNorm ThresholdDependent(
        int channels, double threshold, double alpha = 1, double momentum = 0.1, double epsilon = 1e-5, bool affine = true) =>
        new(new BatchNormOptions(channels, momentum, epsilon, alpha * threshold, affine));

    /// <summary>What makes the same layer again.</summary>
    public BatchNormOptions Options { get; }

    /// <summary>The length of the first dimension of the features.</summary>
    public int Channels => Options.Channels;

    /// <summary>What is normalised is multiplied by it: 1, or α·V_th in the threshold-dependent form.</summary>
    public double Gain => _options.Gain;

    /// <summary>The scale, [channels]; null without.</summary>
    public Parameter? Weight { get; }

    /// <summary>The offset, [channels]; null without.</summary>
    public Parameter? Bias { get; }

    /// <summary>The running mean, [channels].</summary>
    public Parameter RunningMean { get; }

    /// <summary>The running variance, [channels].</summary>
    public Parameter RunningVariance { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Length > 0 && input[0] == Channels ? input : throw new ArgumentException($"takes [{Channels}, …]");
    }

    /// <inheritdoc/>
    public override string ToString() => $"BatchNorm({Channels}{(Gain == 1 ? "" : $", gain {NumberText.Of(Gain)}")})";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Sequenced;
        var weights = new NormWeights<float>(Weight?.Value, Bias?.Value);
        var running = new RunningStatistics<float>(RunningMean.Value, RunningVariance.Value);
        var run = BatchNormModule.forward(
            _options, pass.IsTraining, weights, running, x, pass.Take(this, "output", input.Values.Lengths));
        if (pass.IsTraining)
        {
            run.Running.Mean.CopyTo(RunningMean.Value);
            run.Running.Variance.CopyTo(RunningVariance.Value);
        }
        if (!pass.WithGradient) return new(Signal.Of(run.Output));
        return new(Signal.Of(run.Output), (outputGradient, gradients, inputGradient) =>
        {
            foreach (var gradient in gradients[^2..]) gradient.Clear(); // the running statistics are not learnt
            var into = Weight is null ? new NormWeights<float>(null, null) : new(gradients[0], gradients[1]);
            BatchNormModule.gradients(_options, weights, x, run, outputGradient, inputGradient is not null, new(inputGradient, into));
        });
    }
}
