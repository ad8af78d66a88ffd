namespace Neurons.Networks;

/// <summary>The options of a <see cref="SpikeDrivenSelfAttention"/>.</summary>
/// <param name="Neurons">What its neurons are like, a layer without a shape; null for those that the block names.</param>
/// <param name="AttentionNeurons">What those of the attention are like; null for those that the block names.</param>
public sealed record SpikeDrivenSelfAttentionOptions(NeuronLayer? Neurons = null, NeuronLayer? AttentionNeurons = null);

/// <summary>
/// Spike-driven self-attention (SDSA) over [channels, tokens] or [channels, height, width], of masks and additions alone, with a membrane shortcut
/// around it (Yao et al., "Spike-driven transformer", 2023). Its neurons are as in <see cref="SpikingSelfAttention"/>.
/// </summary>
/// <remarks>
/// <code>s = LIF(x);  q, k, v = LIF(BN(W s)) each;  a = LIF(Σ over the tokens of k · v) for each channel;  BN(W' (q · a) + b) + x</code>
/// Nodes: lif; q, q_norm, q_lif, and likewise k and v; kv and gate (<see cref="Multiply"/>), sum (<see cref="GlobalPool"/>), attention_lif,
/// projection, projection_norm.
/// </remarks>
public sealed class SpikeDrivenSelfAttention : GraphLayer
{
    /// <summary>Attention with the neurons of the paper.</summary>
    public SpikeDrivenSelfAttention()
        : this(new SpikeDrivenSelfAttentionOptions())
    {
    }

    /// <summary>A layer of these options.</summary>
    public SpikeDrivenSelfAttention(SpikeDrivenSelfAttentionOptions options) =>
        Options = options ?? throw new ArgumentNullException(nameof(options));

    /// <summary>What makes the same layer again.</summary>
    public SpikeDrivenSelfAttentionOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => "SpikeDrivenSelfAttention";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Sinks => ["projection_norm", Source];

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var channels = BlockNeurons.Channels(input, 1);
        var neurons = Options.Neurons ?? BlockNeurons.Attention;
        return
        [
            new("lif", neurons.Again(), Source),
            .. Of("q"), .. Of("k"), .. Of("v"),
            new("kv", new Multiply(), "k_lif") { ["factor"] = ["v_lif"] },
            new("sum", new GlobalPool(PoolOver.Sum), "kv"),
            new("attention_lif", (Options.AttentionNeurons ?? BlockNeurons.Gate).Again(), "sum"),
            new("gate", new Multiply(), "q_lif") { ["factor"] = ["attention_lif"] },
            new("projection", BlockNeurons.Mix(input, channels, channels, bias: true), "gate"),
            new("projection_norm", new BatchNorm(channels), "projection"),
        ];

        Node[] Of(string name) =>
        [
            new(name, BlockNeurons.Mix(input, channels, channels), "lif"),
            new($"{name}_norm", new BatchNorm(channels), name),
            new($"{name}_lif", neurons.Again(), $"{name}_norm"),
        ];
    }
}
