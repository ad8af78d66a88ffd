namespace Neurons.Networks;

/// <summary>The options of a <see cref="PlasticSynapses"/>.</summary>
/// <param name="Synapses">The synapses without a shape, a <see cref="PlasticSynapse"/>; null for that with its default options.</param>
/// <param name="Pre">
/// The traces of the spikes before them, without a shape, with one input; null for a <see cref="DecayingTrace"/> with τ = 50 ms that a spike adds
/// dt/τ to.
/// </param>
/// <param name="Post">Those of the spikes behind them.</param>
public sealed record PlasticSynapsesOptions(NeuronLayer? Synapses = null, NeuronLayer? Pre = null, NeuronLayer? Post = null);

/// <summary>
/// Synapses whose weights change with the times of spikes, as a state that gradients pass through: from the inputs <c>pre</c>, [m], and
/// <c>post</c>, [n], to the weights [n, m] after each step (Norse's <c>stdp_step_linear</c> of one sample). What changes the weights of a layer in
/// place is <see cref="PairStdp"/>.
/// </summary>
/// <remarks>Nodes: pre_trace, post_trace; pre_pairs, post_pairs, pre_trace_pairs, post_trace_pairs; synapses.</remarks>
public sealed class PlasticSynapses : ManyInputGraphLayer
{
    private const double Rate = 20, Dt = 0.001;

    private static readonly string[] _inputNames = ["pre", "post"];

    /// <summary>Synapses with the default options.</summary>
    public PlasticSynapses()
        : this(new PlasticSynapsesOptions())
    {
    }

    /// <summary>A layer of these options.</summary>
    public PlasticSynapses(PlasticSynapsesOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Synapses is { } synapses)
            CellNeurons.WithInputs(nameof(PlasticSynapses), "synapses", synapses, "pre", "post", "pre_trace", "post_trace");
        if (options.Pre is { } pre) CellNeurons.WithInputs(nameof(PlasticSynapses), "pre", pre, "z");
        if (options.Post is { } post) CellNeurons.WithInputs(nameof(PlasticSynapses), "post", post, "z");
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public PlasticSynapsesOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputNames => _inputNames;

    /// <inheritdoc/>
    public override string ToString() => "PlasticSynapses";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(IReadOnlyList<int[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (pre, post) = (CellNeurons.Features(inputs[0]), CellNeurons.Features(inputs[1]));
        return
        [
            new("pre_trace", (Options.Pre ?? Trace()).Again(), "pre"),
            new("post_trace", (Options.Post ?? Trace()).Again(), "post"),
            new("pre_pairs", new Repeat(post), "pre"),
            new("post_pairs", new Repeat(pre, eachNumber: true), "post"),
            new("pre_trace_pairs", new Repeat(post), "pre_trace"),
            new("post_trace_pairs", new Repeat(pre, eachNumber: true), "post_trace"),
            new("synapses", (Options.Synapses ?? new PlasticSynapse()).Again())
            {
                ["pre"] = ["pre_pairs"],
                ["post"] = ["post_pairs"],
                ["pre_trace"] = ["pre_trace_pairs"],
                ["post_trace"] = ["post_trace_pairs"],
            },
        ];
    }

    private static DecayingTrace Trace() => new(new DecayingTraceOptions { Dt = Dt, TauInv = Rate, Amplitude = Dt * Rate });
}
