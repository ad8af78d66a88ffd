using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>How alike two spike trains are.</summary>
public enum SimilarityKernel
{
    /// <summary>The cosine of their angle, s·s' / (|s| |s'| + 10⁻⁸).</summary>
    Linear,

    /// <summary>σ(a s·s').</summary>
    Sigmoid,

    /// <summary>e^(−|s − s'|² / 2a²).</summary>
    Gaussian,
}

/// <summary>The options of a <see cref="SpikeSimilarity"/>.</summary>
/// <param name="Kernel">How alike two trains are.</param>
/// <param name="Scale">The number a of the sigmoid and the Gaussian, finite and &gt; 0.</param>
/// <param name="Absolute">Whether errors are taken absolute; else squared.</param>
public sealed record SpikeSimilarityOptions(SimilarityKernel Kernel = SimilarityKernel.Linear, double Scale = 1, bool Absolute = false);

/// <summary>
/// Makes samples of a class alike, and others different: the mean error over all pairs of samples of how alike all their spikes are, which is to
/// be 1 for one class and 0 for two (SpikingJelly's spike_similar_loss). Only pairs within a batch count, also where batches are accumulated.
/// </summary>
public sealed class SpikeSimilarity : Loss
{
    private const double Tiny = 1e-8;

    /// <summary>The loss with these options.</summary>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public SpikeSimilarity(SpikeSimilarityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.Defined("Spike similarity", nameof(options.Kernel), options.Kernel);
        if (!(double.IsFinite(options.Scale) && options.Scale > 0))
            throw Require.Wrong("Spike similarity", nameof(options.Scale), options.Scale, "finite and above 0");
        Options = options;
    }

    /// <summary>The options.</summary>
    public SpikeSimilarityOptions Options { get; }

    /// <inheritdoc/>
    public override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null)
    {
        var sizes = OutputSizes.Of("Spike similarity", 1, output);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length != sizes.Batch)
            throw new ArgumentException($"Loss: there are {labels.Length} labels for a batch of {sizes.Batch}.", nameof(labels));
        var (batch, width) = (sizes.Batch, sizes.Steps * sizes.Classes);
        var (trains, slopes) = (new double[batch][], new double[batch][]);
        var y = output.ReadOnlySpan();
        var dy = Buffers.Like("gradient", output, gradient).Span();
        for (var b = 0; b < batch; b++)
        {
            (trains[b], slopes[b]) = (new double[width], new double[width]);
            for (var t = 0; t < sizes.Steps; t++)
                TensorPrimitives.ConvertTruncating<float, double>(
                    y.Slice(((t * batch) + b) * sizes.Classes, sizes.Classes), trains[b].AsSpan(t * sizes.Classes));
        }
        var (sum, share) = (0.0, 1.0 / ((double)batch * batch));
        for (var i = 0; i < batch; i++)
        {
            for (var j = 0; j < batch; j++) sum += share * Pair(trains[i], trains[j], labels[i] == labels[j] ? 1 : 0, share, slopes[i], slopes[j]);
        }
        for (var b = 0; b < batch; b++)
        {
            for (var t = 0; t < sizes.Steps; t++)
                TensorPrimitives.ConvertTruncating<double, float>(
                    slopes[b].AsSpan(t * sizes.Classes, sizes.Classes), dy[(((t * batch) + b) * sizes.Classes)..]);
        }
        return sum;
    }

    /// <summary>The error of a pair; its gradient, times a share, is added to those of both.</summary>
    private double Pair(double[] one, double[] other, double wanted, double share, double[] ofOne, double[] ofOther)
    {
        var (product, a) = (TensorPrimitives.Dot<double>(one, other), Options.Scale);
        var (length, width) = (TensorPrimitives.Norm<double>(one), TensorPrimitives.Norm<double>(other));
        var alike = Options.Kernel switch
        {
            SimilarityKernel.Linear => product / ((length * width) + Tiny),
            SimilarityKernel.Sigmoid => 1 / (1 + Math.Exp(-a * product)),
            _ => Math.Exp(-((length * length) + (width * width) - (2 * product)) / (2 * a * a)),
        };
        var difference = alike - wanted;
        var slope = share * (Options.Absolute ? Math.Sign(difference) : 2 * difference);
        var norms = (length * width) + Tiny;
        for (var i = 0; i < one.Length; i++)
        {
            var (s, z) = (one[i], other[i]);
            var (bySelf, byOther) = Options.Kernel switch
            {
                SimilarityKernel.Linear => (
                    (z / norms) - (length == 0 ? 0 : product * width * s / (length * norms * norms)),
                    (s / norms) - (width == 0 ? 0 : product * length * z / (width * norms * norms))),
                SimilarityKernel.Sigmoid => (a * alike * (1 - alike) * z, a * alike * (1 - alike) * s),
                _ => (alike * (z - s) / (a * a), alike * (s - z) / (a * a)),
            };
            ofOne[i] += slope * bySelf;
            ofOther[i] += slope * byOther;
        }
        return Options.Absolute ? Math.Abs(difference) : difference * difference;
    }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.SpikeSimilarity" path="/summary"/>
    /// <param name="kernel">How alike two trains are.</param>
    /// <param name="scale">The number a of the sigmoid and the Gaussian.</param>
    /// <param name="absolute">Whether errors are taken absolute.</param>
    public static Loss SpikeSimilarity(SimilarityKernel kernel = SimilarityKernel.Linear, double scale = 1, bool absolute = false) =>
        new SpikeSimilarity(new(kernel, scale, absolute));
}
