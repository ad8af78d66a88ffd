using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a loss of differences.</summary>
/// <param name="Over">
/// What of the steps is compared with one target: their mean, sum, largest or the last step (of a sample, its own last); null compares each step
/// with its target, or with the one target that there is for all.
/// </param>
public sealed record DifferenceLossOptions(Reduction? Over = null);

/// <summary>
/// The mean of a function of the differences between outputs, such as membrane potentials or rates, and targets: over the targets of a sample,
/// and over samples.
/// </summary>
public abstract class DifferenceLoss : TargetLoss
{
    private readonly Reduction? _over;

    private protected DifferenceLoss(Reduction? over) =>
        _over = over is { } reduction ? Require.Defined("Loss", nameof(over), reduction) : null;

    /// <inheritdoc/>
    public sealed override double Evaluate(Tensor<float> output, SequenceTargets targets, Tensor<float> gradient)
    {
        var (steps, batch, width) = Sizes(output, targets, gradient, isOne: _over is not null);
        var y = output.ReadOnlySpan();
        var aim = targets.Values.ReadOnlySpan();
        var dy = gradient.Span();
        dy.Clear();
        var row = batch * width;
        var isEach = targets.Values.Lengths[0] > 1;
        var sum = 0.0;
        for (var sample = 0; sample < batch; sample++)
        {
            var length = targets.Length(sample, steps);
            var first = sample * width;
            if (length == 0) continue;
            if (_over is { } over)
            {
                var own = aim.Slice(first, width);
                var count = Count(own);
                for (var o = 0; o < width; o++)
                {
                    if (float.IsNaN(own[o])) continue;
                    var (value, at) = Read(over, y, first + o, row, length);
                    sum += Of(value - own[o], out var slope) / ((double)count * batch);
                    Write(over, dy, first + o, row, length, at, slope / ((double)count * batch));
                }
                continue;
            }
            var targetsOfSample = 0L;
            for (var t = 0; t < length; t++) targetsOfSample += Count(aim.Slice((isEach ? t * row : 0) + first, width));
            var share = 1 / (Math.Max(1.0, targetsOfSample) * batch);
            for (var t = 0; t < length; t++)
            {
                for (var o = 0; o < width; o++)
                {
                    var target = aim[(isEach ? t * row : 0) + first + o];
                    if (float.IsNaN(target)) continue;
                    var place = (t * row) + first + o;
                    sum += share * Of(y[place] - (double)target, out var slope);
                    dy[place] = (float)(share * slope);
                }
            }
        }
        return sum;
    }

    /// <summary>The loss of a difference, and its derivative.</summary>
    private protected abstract double Of(double difference, out double slope);

    private static int Count(ReadOnlySpan<float> targets)
    {
        var count = 0;
        foreach (var target in targets) count += float.IsNaN(target) ? 0 : 1;
        return count;
    }

    /// <summary>What is read of an output, and at which step where it is one.</summary>
    private static (double Value, int At) Read(Reduction over, ReadOnlySpan<float> y, int first, int row, int length)
    {
        if (over == Reduction.Last) return (y[first + ((length - 1) * row)], length - 1);
        var (sum, largest, at) = (0.0, float.NegativeInfinity, 0);
        for (var t = 0; t < length; t++)
        {
            var value = y[first + (t * row)];
            sum += value;
            if (value > largest) (largest, at) = (value, t);
        }
        return over switch
        {
            Reduction.Max => (largest, at),
            Reduction.Mean => (sum / length, -1),
            _ => (sum, -1),
        };
    }

    private static void Write(Reduction over, Span<float> dy, int first, int row, int length, int at, double slope)
    {
        if (at >= 0)
        {
            dy[first + (at * row)] = (float)slope;
            return;
        }
        var each = (float)(over == Reduction.Mean ? slope / length : slope);
        for (var t = 0; t < length; t++) dy[first + (t * row)] = each;
    }
}

/// <summary>The mean squared error of targets: of each step, or of what is read of the steps.</summary>
public sealed class MeanSquaredError(DifferenceLossOptions options) : DifferenceLoss(options.Over)
{
    /// <summary>The options.</summary>
    public DifferenceLossOptions Options => options;

    private protected override double Of(double difference, out double slope)
    {
        slope = 2 * difference;
        return difference * difference;
    }
}

/// <summary>The mean absolute error of targets; at a difference of 0, its derivative is 0.</summary>
public sealed class MeanAbsoluteError(DifferenceLossOptions options) : DifferenceLoss(options.Over)
{
    /// <summary>The options.</summary>
    public DifferenceLossOptions Options => options;

    private protected override double Of(double difference, out double slope)
    {
        slope = Math.Sign(difference);
        return Math.Abs(difference);
    }
}

/// <summary>The options of a <see cref="HuberLoss"/>.</summary>
/// <param name="Delta">The difference from which on it grows linearly, &gt; 0.</param>
/// <param name="Over">As in <see cref="DifferenceLossOptions"/>.</param>
public sealed record HuberLossOptions(double Delta = 1, Reduction? Over = null);

/// <summary>Half the squared error up to δ, linear beyond: d²/2, then δ(|d| − δ/2) (Huber 1964; PyTorch's huber_loss).</summary>
public sealed class HuberLoss : DifferenceLoss
{
    /// <summary>The loss with these options.</summary>
    public HuberLoss(HuberLossOptions options)
        : base(options.Over)
    {
        if (!(double.IsFinite(options.Delta) && options.Delta > 0))
            throw Require.Wrong("Huber loss", nameof(options.Delta), options.Delta, "finite and above 0");
        Options = options;
    }

    /// <summary>The options.</summary>
    public HuberLossOptions Options { get; }

    private protected override double Of(double difference, out double slope)
    {
        slope = Math.Clamp(difference, -Options.Delta, Options.Delta);
        var size = Math.Abs(difference);
        return size <= Options.Delta ? 0.5 * difference * difference : Options.Delta * (size - (0.5 * Options.Delta));
    }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.MeanSquaredError" path="/summary"/>
    /// <param name="over">What of the steps is compared with one target; null compares each step.</param>
    public static TargetLoss MeanSquaredError(Reduction? over = null) => new MeanSquaredError(new(over));

    /// <inheritdoc cref="Networks.MeanAbsoluteError" path="/summary"/>
    /// <param name="over">What of the steps is compared with one target; null compares each step.</param>
    public static TargetLoss MeanAbsoluteError(Reduction? over = null) => new MeanAbsoluteError(new(over));

    /// <inheritdoc cref="HuberLoss" path="/summary"/>
    /// <param name="delta">The difference from which on it grows linearly.</param>
    /// <param name="over">What of the steps is compared with one target; null compares each step.</param>
    public static TargetLoss Huber(double delta = 1, Reduction? over = null) => new HuberLoss(new(delta, over));
}
