using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>
/// Batch normalisation of each channel over time, batch and image, as PyTorch's over [T·batch, channels, …]: in training by the mean
/// and variance of the batch, in evaluation by running ones, which are stored with the network but not learnt. An input that stays the
/// same over time is normalised once.
/// </summary>
public sealed class BatchNorm : Layer
{
    private readonly BatchNormModule.Options _options;
    private readonly NormWeights<float> _weights;
    private readonly RunningStatistics<float> _running;

    /// <summary>A layer for features [channels, …].</summary>
    /// <param name="channels">The length of the first dimension of the features, at least 1.</param>
    /// <param name="momentum">How much of the running statistics a batch replaces, in [0, 1].</param>
    /// <param name="epsilon">What is added to a variance, &gt; 0.</param>
    /// <param name="affine">Whether each channel has a learnable scale and offset.</param>
    public BatchNorm(int channels, double momentum = 0.1, double epsilon = 1e-5, bool affine = true)
        : this(channels, new BatchNormModule.Options(momentum, epsilon, 1), affine)
    {
    }

    private BatchNorm(int channels, BatchNormModule.Options options, bool affine)
    {
        if (channels < 1) throw new ArgumentOutOfRangeException(nameof(channels), channels, $"BatchNorm: channels is {channels}; it must be ≥ 1.");
        BatchNormModule.check(options);
        Float32.RequirePositive("BatchNorm", "epsilon", options.Epsilon);
        Float32.RequirePositive("BatchNorm", "threshold", options.Gain);
        _options = options;
        Channels = channels;
        RunningMean = Filled("running_mean", 0, false);
        RunningVariance = Filled("running_var", 1, false);
        _running = new(RunningMean.Value, RunningVariance.Value);
        Weight = affine ? Filled("weight", 1, true) : null;
        Bias = affine ? Filled("bias", 0, true) : null;
        Stored = affine ? [Weight!, Bias!, RunningMean, RunningVariance] : [RunningMean, RunningVariance];
        _weights = new(Weight?.Value, Bias?.Value);

        Parameter Filled(string name, float value, bool isLearnable)
        {
            var tensor = Shapes.Zeros("BatchNorm", channels);
            tensor.Fill(value);
            return new(name, tensor, isLearnable);
        }
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
        new(channels, new BatchNormModule.Options(momentum, epsilon, alpha * threshold), affine);

    /// <summary>The length of the first dimension of the features.</summary>
    public int Channels { get; }

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
    public override int[]? InputShape => null;

    internal override Parameter[] Stored { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Length > 0 && input[0] == Channels ? input : throw new ArgumentException($"takes [{Channels}, …]");
    }

    /// <inheritdoc/>
    public override string ToString() => $"BatchNorm({Channels}{(Gain == 1 ? "" : $", gain {NumberText.Of(Gain)}")})";

    internal static BatchNorm Read(LayerDescription description)
    {
        var channels = description.Int("channels");
        description.Require("running_mean", channels);
        var options = new BatchNormModule.Options(
            description.Number("momentum", 0.1), description.Number("epsilon", 1e-5), description.Number("gain", 1));
        return new(channels, options, description.Bool("affine", true));
    }

    internal override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Sequenced;
        var run = BatchNormModule.forward(
            _options, pass.IsTraining, _weights, _running, x, pass.Workspace.Take(this, "output", input.Values.Lengths));
        if (pass.IsTraining)
        {
            run.Running.Mean.CopyTo(RunningMean.Value);
            run.Running.Variance.CopyTo(RunningVariance.Value);
        }
        return new(Signal.Of(run.Output), (outputGradient, gradients, inputGradient) =>
        {
            foreach (var gradient in gradients[^2..]) gradient.Clear(); // the running statistics are not learnt
            var weights = Weight is null ? new NormWeights<float>(null, null) : new(gradients[0], gradients[1]);
            BatchNormModule.gradients(_options, _weights, x, run, outputGradient, inputGradient is not null, new(inputGradient, weights));
        });
    }

    internal override JsonObject Describe() => new()
    {
        ["type"] = "BatchNorm",
        ["channels"] = Channels,
        ["momentum"] = _options.Momentum,
        ["epsilon"] = _options.Epsilon,
        ["gain"] = _options.Gain,
        ["affine"] = Weight is not null,
    };
}
