namespace Neurons.Networks;

/// <summary>The options of a <see cref="Pairwise"/>.</summary>
/// <param name="Synapses">
/// A synapse without a shape, with the inputs pre and post, as a <see cref="CorrelationSensor"/> is; null for that of Norse.
/// </param>
public sealed record PairwiseOptions(NeuronLayer? Synapses = null);

/// <summary>
/// A synapse, or a sensor, between each neuron of one layer and each of another: from the inputs <c>pre</c>, [m], and <c>post</c>, [n], to
/// [m, n]. With a <see cref="CorrelationSensor"/> it is Norse's <c>correlation_sensor_step</c>, whose output is the correlation.
/// </summary>
/// <remarks>Nodes: pre_pairs, post_pairs, synapses.</remarks>
public sealed class Pairwise : ManyInputGraphLayer
{
    private static readonly string[] _inputNames = ["pre", "post"];

    /// <summary>Sensors of correlation.</summary>
    public Pairwise()
        : this(new PairwiseOptions())
    {
    }

    /// <summary>A layer of these options.</summary>
    public Pairwise(PairwiseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Synapses is { } synapses) CellNeurons.WithInputs(nameof(Pairwise), "synapses", synapses, "pre", "post");
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public PairwiseOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputNames => _inputNames;

    /// <inheritdoc/>
    public override string ToString() => $"Pairwise({Options.Synapses?.Model.Name ?? nameof(CorrelationSensor)})";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(IReadOnlyList<int[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (pre, post) = (CellNeurons.Features(inputs[0]), CellNeurons.Features(inputs[1]));
        return
        [
            new("pre_pairs", new Repeat(post, eachNumber: true), "pre"),
            new("post_pairs", new Repeat(pre), "post"),
            new("synapses", (Options.Synapses ?? new CorrelationSensor()).Again()) { ["pre"] = ["pre_pairs"], ["post"] = ["post_pairs"] },
        ];
    }
}
