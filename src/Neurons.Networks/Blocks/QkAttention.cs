namespace Neurons.Networks;

/// <summary>What a <see cref="QkAttention"/> gives an attention for.</summary>
public enum QkGate
{
    /// <summary>Each token of each head: the sum of its query over the head's channels.</summary>
    Token,

    /// <summary>Each channel: the sum of its query over the tokens.</summary>
    Channel,
}

/// <summary>The options of a <see cref="QkAttention"/>.</summary>
/// <param name="Heads">The heads, at least 1; it divides the channels.</param>
/// <param name="Gate">What there is an attention for.</param>
/// <param name="Neurons">What its neurons are like, a layer without a shape; null for those that the block names.</param>
/// <param name="AttentionNeurons">What those of the attention are like; null for those that the block names.</param>
public sealed record QkAttentionOptions(
    int Heads, QkGate Gate = QkGate.Token, NeuronLayer? Neurons = null, NeuronLayer? AttentionNeurons = null);

/// <summary>
/// Attention of queries and keys alone, whose cost is linear in tokens and channels, over [channels, tokens] or [channels, height, width] (Zhou et
/// al., "QKFormer: Hierarchical spiking transformer using Q-K attention", 2024). Its neurons are as in <see cref="SpikingSelfAttention"/>.
/// </summary>
/// <remarks>
/// <code>[q; k] = LIF(BN(W x));  a = LIF(Σ q), over the channels of a head or over the tokens;  LIF(BN(W' (a · k)))</code>
/// Nodes: qk, qk_norm, qk_lif, split, sum (<see cref="SumChannels"/> or <see cref="GlobalPool"/>), attention_lif, gate (<see cref="Multiply"/>),
/// projection, projection_norm, projection_lif.
/// </remarks>
public sealed class QkAttention : GraphLayer
{
    /// <summary>Attention of some heads.</summary>
    /// <param name="heads">The heads, at least 1; it divides the channels.</param>
    /// <param name="gate">What there is an attention for.</param>
    public QkAttention(int heads, QkGate gate = QkGate.Token)
        : this(new QkAttentionOptions(heads, gate))
    {
    }

    /// <summary>A layer of these options.</summary>
    public QkAttention(QkAttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(QkAttention), "heads", options.Heads);
        Require.Defined(nameof(QkAttention), "gate", options.Gate);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public QkAttentionOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"QkAttention({Options.Heads} heads, {Options.Gate})";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var channels = BlockNeurons.Channels(input, Options.Heads);
        var neurons = Options.Neurons ?? BlockNeurons.Attention;
        return
        [
            new("qk", BlockNeurons.Mix(input, channels, 2 * channels), Source),
            new("qk_norm", new BatchNorm(2 * channels), "qk"),
            new("qk_lif", neurons.Again(), "qk_norm"),
            new("split", new Split(2), "qk_lif"),
            new("sum", Options.Gate == QkGate.Token ? new SumChannels(Options.Heads) : new GlobalPool(PoolOver.Sum), "split"),
            new("attention_lif", (Options.AttentionNeurons ?? BlockNeurons.Gate).Again(), "sum"),
            new("gate", new Multiply(), "split.part1") { ["factor"] = ["attention_lif"] },
            new("projection", BlockNeurons.Mix(input, channels, channels), "gate"),
            new("projection_norm", new BatchNorm(channels), "projection"),
            new("projection_lif", neurons.Again(), "projection_norm"),
        ];
    }
}
