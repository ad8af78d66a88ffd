namespace Neurons.Networks;

/// <summary>
/// A membrane-shortcut residual block: the sum is that of currents, and no neuron stands in the shortcut (Hu et al., "Advancing spiking neural
/// networks toward deep residual learning", 2024; SpikingJelly's MS ResNet). Its neurons are LIF with τ = 4/3, θ = ½ and the surrogate rect(2).
/// </summary>
/// <remarks>
/// <code>BN(conv(LIF(BN(conv(LIF x))))) + x, or + BN(conv 1 × 1 of x) where the shape changes</code>
/// Nodes: lif1, conv1, norm1, lif2, conv2, norm2; down, down_norm. The authors' networks begin with γ = 0 in norm2
/// (<see cref="ResidualBlockOptions.ZeroLast"/>); SpikingJelly's, which are recorded, with 1.
/// </remarks>
public sealed class MsBlock : ResidualBlock
{
    /// <summary>A block with the neurons of the paper.</summary>
    /// <param name="channels">The channels of the output, at least 1.</param>
    /// <param name="stride">That of the first convolution, at least 1.</param>
    public MsBlock(int channels, int stride = 1)
        : this(new ResidualBlockOptions(channels, stride))
    {
    }

    /// <summary>A layer of these options.</summary>
    public MsBlock(ResidualBlockOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Channels, options.Stride, options.Neurons ?? BlockNeurons.Membrane,
            options.ZeroLast) =>
        Options = options;

    /// <summary>What makes the same layer again.</summary>
    public ResidualBlockOptions Options { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Sinks => [Second, IsPlain ? Source : DownNorm];

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var shortcut = Shortcut(input);
        return
        [
            new("lif1", Neurons(), Source), .. Convolution("1", input[0], true, "lif1"),
            new("lif2", Neurons(), "norm1"), .. Convolution("2", Options.Channels, false, "lif2"), .. shortcut,
        ];
    }
}
