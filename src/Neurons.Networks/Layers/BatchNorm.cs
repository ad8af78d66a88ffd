using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="BatchNorm"/>.</summary>
/// <param name="Channels">The length of the first dimension of the features, at least 1.</param>
/// <param name="Momentum">How much of the running statistics a batch replaces, in [0, 1].</param>
/// <param name="Epsilon">What is added to a variance, &gt; 0.</param>
/// <param name="Gain">What is normalised is multiplied by it, &gt; 0: 1, or α·V_th in the threshold-dependent form.</param>
/// <param name="Affine">Whether each channel has a learnable scale and offset.</param>
/// <param name="Scale">The scale that each channel begins with, finite: 0 behind a branch that is to be nothing at first.</param>
public sealed record BatchNormOptions(
    int Channels, double Momentum = 0.1, double Epsilon = 1e-5, double Gain = 1, bool Affine = true, double Scale = 1);

/// <summary>
/// Batch normalisation of each channel over time, batch and image, as PyTorch's over [T·batch, channels, …]: in training by the mean
/// and variance of the batch, in evaluation by running ones, which are stored with the network but not learnt. An input that stays the
/// same over time is normalised once.
/// </summary>
/// <remarks>
/// <code>y = g · γ · (x − mean) / √(variance + ε) + β</code>
/// with the gain g, the scale γ and the offset β. In training, mean and variance are those of the batch, over all steps, and the running ones
/// follow them by the momentum, with the unbiased variance.
/// </remarks>
public sealed unsafe class BatchNorm : Layer
{
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
        Require.That(options.Momentum is >= 0 and <= 1, nameof(BatchNorm), "momentum", options.Momentum, "in [0, 1]");
        Require.Float32Positive(nameof(BatchNorm), "epsilon", options.Epsilon);
        Require.Float32Positive(nameof(BatchNorm), "threshold", options.Gain);
        Require.Float32(nameof(BatchNorm), "scale", Require.Finite(nameof(BatchNorm), "scale", options.Scale));
        if (!options.Affine && options.Scale != 1)
            throw Require.Wrong(nameof(BatchNorm), "scale", options.Scale, "1 where there is no learnable scale");
        Options = options;
        RunningMean = new("running_mean", [channels], isLearnable: false);
        RunningVariance = new("running_var", [channels], Initializer.Constant(1), isLearnable: false)
        {
            Rule = variance => TensorPrimitives.Min(variance.ReadOnlySpan()) < 0 ? "a variance below 0" : null,
        };
        Weight = options.Affine ? new("weight", [channels], Initializer.Constant(options.Scale)) : null;
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
    public double Gain => Options.Gain;

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
    public override string ToString() => $"BatchNorm({Channels}{(Gain == 1 ? "" : $", gain {Gain}")})";

    /// <summary>
    /// The layer as a function, in the precision of its numbers: the normalised sequence. In training, it takes mean and variance from the
    /// batch, which the running ones then follow.
    /// </summary>
    /// <param name="weight">γ, [channels]; null for 1.</param>
    /// <param name="bias">β, [channels]; null for 0.</param>
    /// <param name="runningMean">[channels]; written to in training.</param>
    /// <param name="runningVariance">[channels]; written to in training.</param>
    /// <param name="input">x, [T, batch, channels, …], or [batch, channels, …] where it stays the same.</param>
    /// <param name="output">A buffer for y, in the shape of x.</param>
    /// <param name="isTraining">Whether it is a training pass.</param>
    /// <returns>What was subtracted and divided by, for the gradient.</returns>
    /// <exception cref="ArgumentException">A shape is another one, or a channel has only one number in training.</exception>
    public ChannelMoments Forward<T>(
        Tensor<T>? weight,
        Tensor<T>? bias,
        Tensor<T> runningMean,
        Tensor<T> runningVariance,
        InputSequence<T> input,
        Tensor<T> output,
        bool isTraining)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(BatchNorm));
        var (samples, size) = Sizes(operands, input, out var shape);
        // a sequence that stays the same stands for as many samples as it has steps
        var count = (double)samples * size * (input.IsEachStep ? 1 : input.Steps);
        if (isTraining && count < 2)
            throw new ArgumentException(
                $"BatchNorm: the input {Shapes.Text(shape)} has {count} numbers in a channel; at least 2 are needed in training.", nameof(input));

        var x = operands.Read("input", input.Values);
        var y = operands.Write("output", output, shape);
        var means = operands.Write("runningMean", runningMean, [Channels]);
        var variances = operands.Write("runningVariance", runningVariance, [Channels]);
        var moments = new ChannelMoments(new double[Channels], new double[Channels], isTraining);
        fixed (double* mean = moments.Mean, variance = moments.Variance)
        {
            if (isTraining) ChannelNormalization.Moments(x, samples, Channels, size, mean, variance);
            else
            {
                Widen(means, mean);
                Widen(variances, variance);
            }
            var factors = Factors(operands, weight, variance);
            var offsets = Numbers(operands, "bias", bias, 0);
            ChannelNormalization.Map(
                x, null, y, samples, Channels, size, Rounded<T>(operands, mean), Rounded<T>(operands, factors), Rounded<T>(operands, offsets), null);
            for (var c = 0; c < Channels && isTraining; c++)
            {
                means[c] = Follow(means[c], mean[c]);
                variances[c] = Follow(variances[c], variance[c] * count / (count - 1));
            }
        }
        return moments;
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="weight">γ, [channels]; null for 1.</param>
    /// <param name="input">x, [T, batch, channels, …], or [batch, channels, …] where it stays the same.</param>
    /// <param name="moments">What the forward pass returned.</param>
    /// <param name="outputGradient">dy, in the shape of x; summed over time where x stays the same.</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of γ.</param>
    /// <param name="biasGradient">A buffer in the shape of β.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T>? weight,
        InputSequence<T> input,
        ChannelMoments moments,
        Tensor<T> outputGradient,
        Tensor<T>? inputGradient,
        Tensor<T>? weightGradient,
        Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(BatchNorm));
        var (samples, size) = Sizes(operands, input, out var shape);
        if (moments.Mean.Length != Channels || moments.Variance.Length != Channels)
            throw new ArgumentException(
                $"BatchNorm: the moments are of {moments.Mean.Length} channels; they must be of {Channels}.", nameof(moments));
        var x = operands.Read("input", input.Values);
        var dy = operands.Read("outputGradient", outputGradient, shape);
        var dx = operands.WriteOrNull("inputGradient", inputGradient, shape);
        var dw = operands.WriteOrNull("weightGradient", weightGradient, [Channels]);
        var db = operands.WriteOrNull("biasGradient", biasGradient, [Channels]);
        double* sum = operands.Scratch<double>(Channels), product = operands.Scratch<double>(Channels);
        fixed (double* mean = moments.Mean, variance = moments.Variance)
        {
            ChannelNormalization.GradientSums(x, dy, mean, samples, Channels, size, sum, product);
            if (dx != null)
            {
                var count = Math.Max(1, (double)samples * size);
                var factors = Factors(operands, weight, variance);
                double* scales = operands.Scratch<double>(Channels), offsets = operands.Scratch<double>(Channels);
                for (var c = 0; c < Channels; c++)
                {
                    // the batch's own mean and variance depend on x
                    scales[c] = moments.OfBatch ? -factors[c] * product[c] / (variance[c] + Options.Epsilon) / count : 0;
                    offsets[c] = moments.OfBatch ? -factors[c] * sum[c] / count : 0;
                }
                ChannelNormalization.Map(
                    x, dy, dx, samples, Channels, size,
                    Rounded<T>(operands, mean), Rounded<T>(operands, scales), Rounded<T>(operands, offsets), Rounded<T>(operands, factors));
            }
            for (var c = 0; c < Channels; c++)
            {
                if (dw != null) dw[c] = T.CreateTruncating(Gain * product[c] / Math.Sqrt(variance[c] + Options.Epsilon));
                if (db != null) db[c] = T.CreateTruncating(sum[c]);
            }
        }
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Sequenced;
        var output = pass.Take(this, "output", input.Values.Lengths);
        var moments = Forward(Weight?.Value, Bias?.Value, RunningMean.Value, RunningVariance.Value, x, output, pass.IsTraining);
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, gradients, inputGradient) =>
        {
            foreach (var gradient in gradients[^2..]) gradient.Clear(); // the running statistics are not learnt
            var (weightGradient, biasGradient) = Weight is null ? (null, null) : (gradients[0], gradients[1]);
            Backward(Weight?.Value, x, moments, outputGradient, inputGradient, weightGradient, biasGradient);
        });
    }

    /// <summary>The samples, and how many numbers each has of a channel.</summary>
    private (int Samples, int Size) Sizes<T>(in Operands operands, InputSequence<T> input, out ReadOnlySpan<nint> shape)
        where T : unmanaged
    {
        shape = input.Values.Lengths;
        var axis = input.IsEachStep ? 2 : 1;
        if (shape.Length <= axis || shape[axis] != Channels)
            throw operands.Wrong("input", shape, input.IsEachStep ? $"[T, batch, {Channels}, …]" : $"[batch, {Channels}, …]");
        var (samples, size) = (1, 1);
        foreach (var length in shape[..axis]) samples *= (int)length;
        foreach (var length in shape[(axis + 1)..]) size *= (int)length;
        return (samples, size);
    }

    /// <summary>What each channel is multiplied by.</summary>
    private double* Factors<T>(in Operands operands, Tensor<T>? weight, double* variance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var factors = Numbers(operands, "weight", weight, 1);
        for (var c = 0; c < Channels; c++) factors[c] = Gain * factors[c] / Math.Sqrt(variance[c] + Options.Epsilon);
        return factors;
    }

    /// <summary>The number of each channel in float64.</summary>
    private double* Numbers<T>(in Operands operands, string name, Tensor<T>? tensor, double otherwise)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = operands.Scratch<double>(Channels);
        if (tensor is null) new Span<double>(numbers, Channels).Fill(otherwise);
        else Widen(operands.Read(name, tensor, [Channels]), numbers);
        return numbers;
    }

    private void Widen<T>(T* numbers, double* wide)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var c = 0; c < Channels; c++) wide[c] = double.CreateTruncating(numbers[c]);
    }

    /// <summary>The number of each channel in the precision of the tensors.</summary>
    private T* Rounded<T>(in Operands operands, double* numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rounded = operands.Scratch<T>(Channels);
        for (var c = 0; c < Channels; c++) rounded[c] = T.CreateTruncating(numbers[c]);
        return rounded;
    }

    /// <summary>A running number, nearer to that of a batch.</summary>
    private T Follow<T>(T running, double batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kept = double.CreateTruncating(running);
        return T.CreateTruncating(kept + (Options.Momentum * (batch - kept)));
    }
}

/// <summary>What a normalised sequence leaves for its gradient, of each channel.</summary>
/// <param name="Mean">What was subtracted.</param>
/// <param name="Variance">What was divided by the root of.</param>
/// <param name="OfBatch">Whether they are those of the batch itself, and so depend on it.</param>
public sealed record ChannelMoments(double[] Mean, double[] Variance, bool OfBatch);
