namespace Neurons.Networks;

/// <summary>
/// Deep spiking networks of images, as the papers build them, of public layers: VGG, residual networks and a spiking transformer. What they give
/// at every step is a number for each class, of which a loss such as <see cref="Loss"/>'s mean membrane cross-entropy takes the mean over time.
/// </summary>
public static class SpikingNetworks
{
    private static readonly int[] _blocks = [2, 2, 2, 2], _channels = [64, 128, 256, 512];

    /// <summary>
    /// A spiking VGG: stages of convolutions of 3 × 3, each with a batch normalisation and neurons, with a max pooling after each stage; then the
    /// mean over all positions, and a linear layer.
    /// </summary>
    /// <param name="seed">What the first weights are drawn from.</param>
    /// <param name="input">[channels, height, width].</param>
    /// <param name="classes">The classes, at least 1.</param>
    /// <param name="stages">The channels of the convolutions of each stage; null for VGG-11's: 64, 128, 256 256, 512 512, 512 512.</param>
    /// <param name="neurons">What all neurons are like, a layer without a shape; null for LIF with τ = 2 and the surrogate atan(2).</param>
    /// <exception cref="ArgumentException">A stage is empty, or the images are too small for so many.</exception>
    public static Sequential Vgg(ulong seed, int[] input, int classes, int[][]? stages = null, NeuronLayer? neurons = null)
    {
        stages ??= [[64], [128], [256, 256], [512, 512], [512, 512]];
        List<Layer> layers = [new Input(RequireImage(nameof(Vgg), input))];
        var channels = input[0];
        foreach (var stage in stages)
        {
            if (stage is null or []) throw new ArgumentException("Vgg: a stage has no convolutions; at least one is needed.", nameof(stages));
            foreach (var outputs in stage)
            {
                layers.AddRange(Convolution(channels, outputs, neurons));
                channels = outputs;
            }
            layers.Add(new MaxPool2d(2));
        }
        return new(seed, [.. layers, .. Head(channels, classes)]);
    }

    /// <summary>
    /// A residual network of <see cref="SewBlock"/>s, by default as many and as wide as ResNet-18, for small images: its first convolution is one of
    /// 3 × 3 with stride 1.
    /// </summary>
    /// <param name="seed">What the first weights are drawn from.</param>
    /// <param name="input">[channels, height, width].</param>
    /// <param name="classes">The classes, at least 1.</param>
    /// <param name="channels">The channels of each stage; each but the first halves the images. Null for 64, 128, 256, 512.</param>
    /// <param name="blocks">The blocks of each stage; null for 2 each.</param>
    /// <param name="merge">How the branches of a block become one.</param>
    /// <param name="neurons">What all neurons are like, a layer without a shape; null for LIF with τ = 2 and the surrogate atan(2).</param>
    /// <exception cref="ArgumentException">There are not as many numbers of blocks as of channels.</exception>
    public static Sequential SewResNet(
        ulong seed, int[] input, int classes, int[]? channels = null, int[]? blocks = null, SewMerge merge = SewMerge.Add,
        NeuronLayer? neurons = null)
    {
        var stages = Stages(nameof(SewResNet), channels ??= _channels, blocks);
        Layer[] first = Convolution(RequireImage(nameof(SewResNet), input)[0], channels[0], neurons);
        return new(seed, [
            new Input(input), .. first, .. stages.Select(stage => new SewBlock(new(stage.Channels, stage.Stride, merge, neurons))),
            .. Head(channels[^1], classes)]);
    }

    /// <summary>The same of <see cref="MsBlock"/>s, with neurons after the last.</summary>
    /// <inheritdoc cref="SewResNet" path="/param[not(@name='merge')]"/>
    /// <exception cref="ArgumentException">There are not as many numbers of blocks as of channels.</exception>
    public static Sequential MsResNet(
        ulong seed, int[] input, int classes, int[]? channels = null, int[]? blocks = null, NeuronLayer? neurons = null)
    {
        var stages = Stages(nameof(MsResNet), channels ??= _channels, blocks);
        return new(seed, [
            new Input(input), new Conv2d(RequireImage(nameof(MsResNet), input)[0], channels[0], 3, padding: 1, bias: false),
            new BatchNorm(channels[0]),
            .. stages.Select(stage => new MsBlock(new ResidualBlockOptions(stage.Channels, stage.Stride, neurons))),
            (neurons ?? BlockNeurons.Membrane).Again(), .. Head(channels[^1], classes)]);
    }

    /// <summary>
    /// A small spiking transformer: convolutions with poolings, each of which halves the images, make the tokens; then <see
    /// cref="SpikformerBlock"/>s, the mean over all tokens, and a linear layer.
    /// </summary>
    /// <param name="seed">What the first weights are drawn from.</param>
    /// <param name="input">[channels, height, width].</param>
    /// <param name="classes">The classes, at least 1.</param>
    /// <param name="channels">The channels of a token; the heads, and 2^(halvings − 1), divide it.</param>
    /// <param name="heads">The heads of an attention, at least 1.</param>
    /// <param name="blocks">The blocks, at least 1.</param>
    /// <param name="halvings">How often the images are halved, at least 1.</param>
    /// <param name="neurons">What its neurons are like, a layer without a shape; null for LIF with τ = 2 and the surrogate sigmoid(4).</param>
    /// <exception cref="ArgumentException">A number is not allowed, or the images are too small.</exception>
    public static Sequential Spikformer(
        ulong seed, int[] input, int classes, int channels = 128, int heads = 4, int blocks = 2, int halvings = 2, NeuronLayer? neurons = null)
    {
        Require.AtLeast(1, nameof(Spikformer), nameof(blocks), blocks);
        Require.That(halvings is >= 1 and <= 16, nameof(Spikformer), nameof(halvings), halvings, "in 1 … 16");
        Require.That(channels >= 1 && channels % (1 << (halvings - 1)) == 0, nameof(Spikformer), nameof(channels), channels,
            $"a multiple of {1 << (halvings - 1)}");
        var (before, like) = (RequireImage(nameof(Spikformer), input)[0], neurons ?? BlockNeurons.Attention);
        List<Layer> layers = [new Input(input)];
        for (var stage = halvings - 1; stage >= 0; stage--)
        {
            layers.AddRange(Convolution(before, channels >> stage, like));
            layers.Add(new MaxPool2d(2));
            before = channels >> stage;
        }
        for (var block = 0; block < blocks; block++) layers.Add(new SpikformerBlock(new SpikformerBlockOptions(heads, Neurons: neurons)));
        return new(seed, [.. layers, .. Head(channels, classes)]);
    }

    private static Layer[] Convolution(int inputs, int outputs, NeuronLayer? neurons) =>
    [
        new Conv2d(inputs, outputs, 3, padding: 1, bias: false), new BatchNorm(outputs), (neurons ?? BlockNeurons.Residual).Again(),
    ];

    private static Layer[] Head(int channels, int classes) => [new GlobalPool(), new Linear(channels, classes)];

    private static int[] RequireImage(string network, int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length == 3) return input;
        throw new ArgumentException($"{network}: the input is {Shapes.Text(input)}; it must be [channels, height, width].", nameof(input));
    }

    /// <summary>The channels and the stride of each block.</summary>
    private static (int Channels, int Stride)[] Stages(string network, int[] channels, int[]? blocks)
    {
        blocks ??= [.. channels.Select((_, stage) => _blocks[Math.Min(stage, _blocks.Length - 1)])];
        if (channels.Length == 0 || blocks.Length != channels.Length)
            throw new ArgumentException(
                $"{network}: there are the channels of {channels.Length} stages and the blocks of {blocks.Length}; it must be as many, one at least.",
                nameof(blocks));
        return [.. channels.SelectMany((width, stage) => Enumerable.Range(0, Require.AtLeast(1, network, nameof(blocks), blocks[stage]))
            .Select(block => (width, stage > 0 && block == 0 ? 2 : 1)))];
    }
}
