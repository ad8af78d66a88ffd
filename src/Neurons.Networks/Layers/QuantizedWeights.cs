using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What weights are rounded to.</summary>
public enum WeightLevels
{
    /// <summary>Whole multiples of a scale, of so many bits, symmetric around 0: the largest weight is the largest multiple.</summary>
    Integer,

    /// <summary>−a, 0 or a: 0 where a weight is below 0.7 of the mean magnitude, a the mean magnitude of the others (Li et al. 2016).</summary>
    Ternary,
}

/// <summary>The options of a <see cref="QuantizedWeights"/>.</summary>
/// <param name="Layer">A layer with a weight: linear, or a convolution.</param>
/// <param name="Levels">What weights are rounded to.</param>
/// <param name="Bits">The bits of a whole multiple, in 2 … 16; without a meaning for ternary weights.</param>
/// <param name="PerOutput">Whether each output has a scale of its own; else there is one for the layer.</param>
public sealed record QuantizedWeightsOptions(Layer Layer, WeightLevels Levels = WeightLevels.Integer, int Bits = 8, bool PerOutput = true);

/// <summary>
/// Quantisation-aware training of a linear layer or a convolution: it computes with rounded weights, and learns the others, to which the gradient
/// goes as if nothing were rounded (the straight-through estimator, Bengio et al. 2013).
/// </summary>
/// <remarks>
/// <code>integer: ŵ = s · round(w / s), s = max |w| / (2^(bits − 1) − 1);  ternary: ŵ = a · sign(w) · [|w| &gt; 0.7 · mean |w|]</code>
/// with halves rounded to even. <see cref="ReparameterizedLayer.UsedWeight"/> is what a device would be given.
/// </remarks>
public sealed class QuantizedWeights : ReparameterizedLayer
{
    private const float Threshold = 0.7f;

    /// <summary>Rounds the weight of a layer.</summary>
    /// <param name="layer">A layer with a weight: linear, or a convolution. It belongs to this one from now on.</param>
    /// <param name="levels">What weights are rounded to.</param>
    /// <param name="bits">The bits of a whole multiple, in 2 … 16.</param>
    /// <param name="perOutput">Whether each output has a scale of its own; else there is one for the layer.</param>
    public QuantizedWeights(Layer layer, WeightLevels levels = WeightLevels.Integer, int bits = 8, bool perOutput = true)
        : this(new QuantizedWeightsOptions(layer, levels, bits, perOutput))
    {
    }

    /// <summary>A layer of these options.</summary>
    public QuantizedWeights(QuantizedWeightsOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Layer)
    {
        Require.Defined(nameof(QuantizedWeights), "levels", options.Levels);
        Require.That(options.Bits is >= 2 and <= 16, nameof(QuantizedWeights), "bits", options.Bits, "in 2 … 16");
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public QuantizedWeightsOptions Options { get; }

    private protected override void Map(Tensor<float> weight, Tensor<float> used)
    {
        var all = weight.ReadOnlySpan();
        var width = all.Length / (Options.PerOutput ? Rows : 1);
        for (var at = 0; at < all.Length; at += width)
        {
            if (Options.Levels == WeightLevels.Ternary) Ternary(all.Slice(at, width), used.Span().Slice(at, width));
            else Integer(all.Slice(at, width), used.Span().Slice(at, width), (1 << (Options.Bits - 1)) - 1);
        }
    }

    /// <summary>Straight through.</summary>
    private protected override void Pull(Tensor<float> weight, Tensor<float> gradient)
    {
    }

    private static void Integer(ReadOnlySpan<float> weights, Span<float> used, int largest)
    {
        var scale = TensorPrimitives.MaxMagnitude(weights);
        scale = Math.Abs(scale) / largest;
        if (scale == 0)
        {
            used.Clear();
            return;
        }
        for (var i = 0; i < weights.Length; i++) used[i] = scale * MathF.Round(weights[i] / scale, MidpointRounding.ToEven);
    }

    private static void Ternary(ReadOnlySpan<float> weights, Span<float> used)
    {
        double sum = 0;
        foreach (var weight in weights) sum += Math.Abs(weight);
        var threshold = (float)(Threshold * sum / weights.Length);
        double others = 0;
        var count = 0;
        foreach (var weight in weights)
        {
            if (!(Math.Abs(weight) > threshold)) continue;
            others += Math.Abs(weight);
            count++;
        }
        var level = count == 0 ? 0 : (float)(others / count);
        for (var i = 0; i < weights.Length; i++) used[i] = Math.Abs(weights[i]) > threshold ? MathF.CopySign(level, weights[i]) : 0;
    }
}
