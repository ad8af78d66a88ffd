namespace Neurons.Networks;

/// <summary>
/// A residual block whose sum goes into the last neurons, as an activation stands in ResNet (Zheng et al., "Going deeper with directly-trained
/// larger spiking neural networks", 2021; SpikingJelly's Spiking ResNet). Its neurons are LIF with τ = 2 and the surrogate atan(2).
/// </summary>
/// <remarks>
/// <code>LIF(BN(conv(LIF(BN(conv x)))) + x), or + BN(conv 1 × 1 of x) where the shape changes</code>
/// Nodes: conv1, norm1, lif1, conv2, norm2, lif2; down, down_norm.
/// </remarks>
public sealed class SpikingResNetBlock : ResidualBlock
{
    /// <summary>A block with the neurons of the paper.</summary>
    /// <param name="channels">The channels of the output, at least 1.</param>
    /// <param name="stride">That of the first convolution, at least 1.</param>
    public SpikingResNetBlock(int channels, int stride = 1)
        : this(new ResidualBlockOptions(channels, stride))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SpikingResNetBlock(ResidualBlockOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Channels, options.Stride, options.Neurons ?? BlockNeurons.Residual,
            options.ZeroLast) =>
        Options = options;

    /// <summary>What makes the same layer again.</summary>
    public ResidualBlockOptions Options { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var shortcut = Shortcut(input);
        return
        [
            .. Convolution("1", input[0], true, Source), new("lif1", Neurons(), "norm1"),
            .. Convolution("2", Options.Channels, false, "lif1"), .. shortcut,
            new("lif2", Neurons(), Second, IsPlain ? Source : DownNorm),
        ];
    }
}
