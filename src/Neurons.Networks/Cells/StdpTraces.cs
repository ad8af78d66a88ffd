namespace Neurons.Networks;

/// <summary>The options of a <see cref="StdpTraces"/>.</summary>
/// <param name="Pre">The traces of the first input, without a shape, with one input; null for a <see cref="DecayingTrace"/>.</param>
/// <param name="Post">Those of the second.</param>
public sealed record StdpTracesOptions(NeuronLayer? Pre = null, NeuronLayer? Post = null);

/// <summary>
/// The traces of the spikes before and behind synapses: from the inputs <c>pre</c>, [m], and <c>post</c>, [n], to [m + n], those of the first and
/// then those of the second (Norse's <c>stdp_sensor_step</c>, in which both decay with τ_c_inv).
/// </summary>
/// <remarks>Nodes: pre_trace, post_trace, both.</remarks>
public sealed class StdpTraces : ManyInputGraphLayer
{
    private static readonly string[] _inputNames = ["pre", "post"];

    /// <summary>Traces with the default options.</summary>
    public StdpTraces()
        : this(new StdpTracesOptions())
    {
    }

    /// <summary>A layer of these options.</summary>
    public StdpTraces(StdpTracesOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Pre is { } pre) CellNeurons.WithInputs(nameof(StdpTraces), "pre", pre, "z");
        if (options.Post is { } post) CellNeurons.WithInputs(nameof(StdpTraces), "post", post, "z");
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public StdpTracesOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputNames => _inputNames;

    /// <inheritdoc/>
    public override string ToString() => "StdpTraces";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(IReadOnlyList<int[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (var input in inputs) CellNeurons.Features(input);
        return
        [
            new("pre_trace", (Options.Pre ?? new DecayingTrace()).Again(), "pre"),
            new("post_trace", (Options.Post ?? new DecayingTrace()).Again(), "post"),
            new("both", new Concatenate(2), "pre_trace") { ["1"] = ["post_trace"] },
        ];
    }
}
