namespace Neurons.Networks;

/// <summary>The options of a <see cref="CorrelatedLif"/>.</summary>
/// <param name="Units">The neurons, at least 1.</param>
/// <param name="Neurons">Them without a shape, with one input; null for a <see cref="CubaLif"/> of Norse 1 with a detached reset.</param>
/// <param name="Sensors">The sensors without a shape, with the inputs pre and post; null for a <see cref="CorrelationSensor"/>.</param>
/// <param name="Weights">How the first weights are drawn; null for uniform on ±1/√inputs.</param>
public sealed record CorrelatedLifOptions(int Units, NeuronLayer? Neurons = null, NeuronLayer? Sensors = null, Initializer? Weights = null);

/// <summary>
/// Recurrent neurons with a sensor in each synapse: one between each input and each neuron, and one between each two neurons (Norse's
/// <c>lif_correlation_step</c>). Its output is the spikes; what the sensors have gathered is in <see cref="GraphLayer.Trace"/>, in monitors, and in
/// the state of the network.
/// </summary>
/// <remarks>
/// Nodes: in, back, lif; input_pre, input_post, input_sensors, [inputs, units]; before (the spikes of the step before), recurrent_pre,
/// recurrent_post, recurrent_sensors, [units, units].
/// </remarks>
public sealed class CorrelatedLif : GraphLayer
{
    /// <summary>Some neurons.</summary>
    /// <param name="units">The neurons, at least 1.</param>
    public CorrelatedLif(int units)
        : this(new CorrelatedLifOptions(units))
    {
    }

    /// <summary>A layer of these options.</summary>
    public CorrelatedLif(CorrelatedLifOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(CorrelatedLif), "units", options.Units);
        if (options.Neurons is { } neurons) CellNeurons.WithInputs(nameof(CorrelatedLif), "neurons", neurons, "x");
        if (options.Sensors is { } sensors) CellNeurons.WithInputs(nameof(CorrelatedLif), "sensors", sensors, "pre", "post");
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public CorrelatedLifOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"CorrelatedLif({Options.Units})";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var (features, units) = (CellNeurons.Features(input), Options.Units);
        var neurons = Options.Neurons ?? new CubaLif(CubaLifOptions.Norse1 with { DetachReset = true });
        return
        [
            new("in", new Linear(features, units, bias: false, Options.Weights), Source),
            new("back", new Linear(units, units, bias: false, Options.Weights), "lif"),
            new("lif", neurons.Again(), "in", "back"),
            .. Sensors("input", Source, features),
            new("before", new Delay(1), "lif"),
            .. Sensors("recurrent", "before", units),
        ];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Sinks => ["lif"];

    private Node[] Sensors(string name, string pre, int count) =>
    [
        new($"{name}_pre", new Repeat(Options.Units, eachNumber: true), pre),
        new($"{name}_post", new Repeat(count), "lif"),
        new($"{name}_sensors", (Options.Sensors ?? new CorrelationSensor()).Again()) { ["pre"] = [$"{name}_pre"], ["post"] = [$"{name}_post"] },
    ];
}
