namespace Neurons.Networks;

/// <summary>The options of a <see cref="SpikingSelfAttention"/>.</summary>
/// <param name="Heads">The heads, at least 1; it divides the channels.</param>
/// <param name="Scale">What the product of queries, keys and values is multiplied by, finite.</param>
/// <param name="Neurons">What its neurons are like, a layer without a shape; null for those that the block names.</param>
/// <param name="AttentionNeurons">What those behind the product are like; null for those that the block names.</param>
public sealed record SpikingSelfAttentionOptions(
    int Heads, double Scale = 0.125, NeuronLayer? Neurons = null, NeuronLayer? AttentionNeurons = null);

/// <summary>
/// Spiking self-attention (SSA) over the positions of [channels, tokens] or [channels, height, width], without a softmax (Zhou et al., "Spikformer:
/// When spiking neural network meets transformer", 2023). Its neurons are LIF with τ = 2, θ = 1, behind the product ½, and the surrogate sigmoid(4).
/// </summary>
/// <remarks>
/// <code>[q; k; v] = LIF(BN(W x));  y = LIF((v kᵀ) q · scale) for each head;  LIF(BN(W' y))</code>
/// Nodes: qkv, qkv_norm, qkv_lif, product (an <see cref="AttentionProduct"/>), attention_lif, projection, projection_norm, projection_lif.
/// </remarks>
public sealed class SpikingSelfAttention : GraphLayer
{
    /// <summary>Attention of some heads.</summary>
    /// <param name="heads">The heads, at least 1; it divides the channels.</param>
    public SpikingSelfAttention(int heads)
        : this(new SpikingSelfAttentionOptions(heads))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SpikingSelfAttention(SpikingSelfAttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(SpikingSelfAttention), "heads", options.Heads);
        Require.Finite(nameof(SpikingSelfAttention), "scale", options.Scale);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public SpikingSelfAttentionOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"SpikingSelfAttention({Options.Heads} heads)";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var channels = BlockNeurons.Channels(input, Options.Heads);
        var neurons = Options.Neurons ?? BlockNeurons.Attention;
        return
        [
            new("qkv", BlockNeurons.Mix(input, channels, 3 * channels), Source),
            new("qkv_norm", new BatchNorm(3 * channels), "qkv"),
            new("qkv_lif", neurons.Again(), "qkv_norm"),
            new("product", new AttentionProduct(Options.Heads, Options.Scale), "qkv_lif"),
            new("attention_lif", (Options.AttentionNeurons ?? BlockNeurons.Gate).Again(), "product"),
            new("projection", BlockNeurons.Mix(input, channels, channels), "attention_lif"),
            new("projection_norm", new BatchNorm(channels), "projection"),
            new("projection_lif", neurons.Again(), "projection_norm"),
        ];
    }
}
