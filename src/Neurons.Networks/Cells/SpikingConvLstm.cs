namespace Neurons.Networks;

/// <summary>What is taken of a <see cref="SpikingConvLstm"/>'s potentials before they fire.</summary>
public enum LstmPooling
{
    /// <summary>Each as it is.</summary>
    None,

    /// <summary>The largest of a window.</summary>
    Max,

    /// <summary>The mean of a window.</summary>
    Average,
}

/// <summary>The options of a <see cref="SpikingConvLstm"/>.</summary>
/// <param name="Channels">The channels of the neurons, at least 1.</param>
/// <param name="Kernel">The size of the convolutions, odd, so that images keep their size.</param>
/// <param name="Pooling">What is taken of the potentials before they fire.</param>
/// <param name="Window">The size of the pooling's windows, at least 1.</param>
/// <param name="Neurons">The neurons without a shape, an <see cref="LstmMembrane"/>; null for that with its default options.</param>
/// <param name="Firing">
/// What fires behind a pooling; null for the neurons' threshold, which must be one for all, and the surrogate atan(2). It learns apart from theirs.
/// </param>
/// <param name="Bias">Whether the gates have a bias.</param>
public sealed record SpikingConvLstmOptions(
    int Channels, int Kernel = 3, LstmPooling Pooling = LstmPooling.None, int Window = 2, NeuronLayer? Neurons = null, NeuronLayer? Firing = null,
    bool Bias = true);

/// <summary>
/// A convolutional long short-term memory whose hidden state is the potential of spiking neurons, [channels, height, width]; its output is their
/// spikes, or those of the pooled potentials (snnTorch's SConv2dLSTM). The gates are i, f, o and g, one after the other.
/// </summary>
/// <remarks>
/// snnTorch's one convolution of [x; mem] is the sum of two here: its weight's first input channels are those of <c>input_gates</c>, the others
/// those of <c>hidden_gates</c>. Nodes: input_gates (all steps at once), hidden_gates (from the potentials of the step before), gates, lstm; pool,
/// firing.
/// </remarks>
public sealed class SpikingConvLstm : GraphLayer
{
    /// <summary>Some channels of neurons.</summary>
    /// <param name="channels">The channels, at least 1.</param>
    /// <param name="kernel">The size of the convolutions, odd.</param>
    public SpikingConvLstm(int channels, int kernel = 3)
        : this(new SpikingConvLstmOptions(channels, kernel))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SpikingConvLstm(SpikingConvLstmOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(SpikingConvLstm), "channels", options.Channels);
        Require.That(options.Kernel >= 1 && options.Kernel % 2 == 1, nameof(SpikingConvLstm), "kernel", options.Kernel, "odd and at least 1");
        Require.Defined(nameof(SpikingConvLstm), "pooling", options.Pooling);
        Require.AtLeast(1, nameof(SpikingConvLstm), "window", options.Window);
        if (options.Neurons is { } neurons) CellNeurons.WithInputs(nameof(SpikingConvLstm), "neurons", neurons, "i", "f", "g", "o");
        if (options.Pooling == LstmPooling.None && options.Firing is not null)
            throw new ArgumentException("SpikingConvLstm: firing is given, which comes behind a pooling, and there is none.", nameof(options));
        if (options is { Pooling: not LstmPooling.None, Firing: null, Neurons: { } given } && given.Parameter("Threshold").ToArray().Length != 1)
            throw new ArgumentException(
                "SpikingConvLstm: neurons have a threshold each; behind a pooling, firing must say which are its own.", nameof(options));
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public SpikingConvLstmOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"SpikingConvLstm({Options.Channels})";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        if (input is not [var from, var height, var width]) throw new ArgumentException("takes [channels, height, width]");
        var (channels, kernel) = (Options.Channels, Options.Kernel);
        var neurons = (Options.Neurons ?? new LstmMembrane()).Again();
        // what feeds the hidden convolution comes later
        neurons.Build([channels, height, width]);
        return
        [
            new("input_gates", new Conv2d(from, 4 * channels, kernel, padding: kernel / 2, bias: Options.Bias), Source),
            new("hidden_gates", new Conv2d(channels, 4 * channels, kernel, padding: kernel / 2, bias: false), "lstm.Mem"),
            new("gates", new Split(4), "input_gates", "hidden_gates"),
            new("lstm", neurons)
            {
                ["i"] = ["gates"],
                ["f"] = ["gates.part1"],
                ["o"] = ["gates.part2"],
                ["g"] = ["gates.part3"],
            },
            .. Options.Pooling == LstmPooling.None ? [] : Pooled(),
        ];
    }

    private Node[] Pooled() =>
    [
        new("pool", Options.Pooling == LstmPooling.Max ? new MaxPool2d(Options.Window) : new AveragePool2d(Options.Window), "lstm.Mem"),
        new("firing", Options.Firing?.Again() ?? Firing(), "pool"),
    ];

    /// <summary>Without memory: a decay of 0 and no reset.</summary>
    private Leaky Firing() => new(options: new()
    {
        Beta = 0,
        Threshold = (Options.Neurons ?? new LstmMembrane()).Parameter("Threshold").ToArray()[0],
        Reset = MembraneReset.None,
    });
}
