namespace Neurons.Networks;

/// <summary>
/// A spike-element-wise residual block: the spikes of two convolutions, and those of the shortcut, become one after the neurons (Fang et al., "Deep
/// residual learning in spiking neural networks", 2021; SpikingJelly's SEW ResNet). Its neurons are LIF with τ = 2 and the surrogate atan(2).
/// </summary>
/// <remarks>
/// <code>y = LIF(BN(conv(LIF(BN(conv x)))));  i = x, or LIF(BN(conv 1 × 1 of x)) where the shape changes;  i + y, i · y or i · (1 − y)</code>
/// Nodes: conv1, norm1, lif1, conv2, norm2, lif2; down, down_norm, down_lif; and merge (a <see cref="Multiply"/>) but for a sum.
/// </remarks>
public sealed class SewBlock : ResidualBlock
{
    private const string Merged = "merge", Last = "lif2", DownLif = "down_lif";

    /// <summary>A block with the neurons of the paper.</summary>
    /// <param name="channels">The channels of the output, at least 1.</param>
    /// <param name="stride">That of the first convolution, at least 1.</param>
    /// <param name="merge">How the branches become one.</param>
    public SewBlock(int channels, int stride = 1, SewMerge merge = SewMerge.Add)
        : this(new SewBlockOptions(channels, stride, merge))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SewBlock(SewBlockOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Channels, options.Stride, options.Neurons ?? BlockNeurons.Residual,
            options.ZeroLast)
    {
        Require.Defined(nameof(SewBlock), "merge", options.Merge);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public SewBlockOptions Options { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Sinks => Options.Merge == SewMerge.Add ? [Last, IsPlain ? Source : DownLif] : [Merged];

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var shortcut = Shortcut(input);
        List<Node> nodes =
        [
            .. Convolution("1", input[0], true, Source), new("lif1", Neurons(), "norm1"),
            .. Convolution("2", Options.Channels, false, "lif1"), new(Last, Neurons(), Second),
            .. shortcut,
        ];
        if (!IsPlain) nodes.Add(new(DownLif, Neurons(), DownNorm));
        if (Options.Merge != SewMerge.Add)
            nodes.Add(new(Merged, new Multiply(Options.Merge == SewMerge.Iand), IsPlain ? Source : DownLif) { ["factor"] = [Last] });
        return nodes;
    }
}
