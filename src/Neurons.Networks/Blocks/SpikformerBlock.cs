namespace Neurons.Networks;

/// <summary>The options of a <see cref="SpikformerBlock"/>.</summary>
/// <param name="Heads">The heads of its attention, at least 1; it divides the channels.</param>
/// <param name="Ratio">How many hidden channels there are for each channel, &gt; 0; rounded down.</param>
/// <param name="Scale">What the product of queries, keys and values is multiplied by, finite.</param>
/// <param name="Neurons">What its neurons are like, a layer without a shape; null for those that the block names.</param>
/// <param name="AttentionNeurons">What those behind the product are like; null for those that the block names.</param>
public sealed record SpikformerBlockOptions(
    int Heads, double Ratio = 4, double Scale = 0.125, NeuronLayer? Neurons = null, NeuronLayer? AttentionNeurons = null);

/// <summary>
/// A block of a spiking transformer over [channels, tokens] or [channels, height, width]: self-attention and two layers that mix the channels at each
/// position, a shortcut around each (Zhou et al., "Spikformer", 2023). Its neurons are as in <see cref="SpikingSelfAttention"/>.
/// </summary>
/// <remarks>
/// <code>u = x + SSA(x);  u + LIF(BN(W' LIF(BN(W u))))</code>
/// Of spikes it gives counts, 0 to 3. Nodes: attention, sum, hidden, hidden_norm, hidden_lif, output, output_norm, output_lif.
/// </remarks>
public sealed class SpikformerBlock : GraphLayer
{
    /// <summary>A block with the neurons of the paper.</summary>
    /// <param name="heads">The heads of its attention, at least 1; it divides the channels.</param>
    /// <param name="ratio">How many hidden channels there are for each channel, &gt; 0; rounded down.</param>
    public SpikformerBlock(int heads, double ratio = 4)
        : this(new SpikformerBlockOptions(heads, ratio))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SpikformerBlock(SpikformerBlockOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(SpikformerBlock), "heads", options.Heads);
        Require.That(options.Ratio is > 0 and < int.MaxValue, nameof(SpikformerBlock), "ratio", options.Ratio, "> 0");
        Require.Finite(nameof(SpikformerBlock), "scale", options.Scale);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public SpikformerBlockOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"SpikformerBlock({Options.Heads} heads)";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Sinks => ["output_lif", "sum"];

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var channels = BlockNeurons.Channels(input, Options.Heads);
        var hidden = (int)Math.Min(channels * Options.Ratio, int.MaxValue);
        if (hidden < 1) throw new ArgumentException($"has no hidden channels: {channels} channels times the ratio {Options.Ratio} is below 1");
        var attention = new SpikingSelfAttentionOptions(Options.Heads, Options.Scale, Options.Neurons, Options.AttentionNeurons);
        var neurons = Options.Neurons ?? BlockNeurons.Attention;
        return
        [
            new("attention", new SpikingSelfAttention(attention), Source),
            new("sum", new Block(), "attention", Source),
            new("hidden", BlockNeurons.Mix(input, channels, hidden), "sum"),
            new("hidden_norm", new BatchNorm(hidden), "hidden"),
            new("hidden_lif", neurons.Again(), "hidden_norm"),
            new("output", BlockNeurons.Mix(input, hidden, channels), "hidden_lif"),
            new("output_norm", new BatchNorm(channels), "output"),
            new("output_lif", neurons.Again(), "output_norm"),
        ];
    }
}
