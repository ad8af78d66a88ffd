namespace Neurons.Networks;

/// <summary>When the compartments of a <see cref="MultiCompartment"/> act on each other.</summary>
public enum CompartmentCoupling
{
    /// <summary>Before a step, from the potentials that the step before left.</summary>
    BeforeStep,

    /// <summary>After the reset: the same, but for that the first step of a sequence has no coupling.</summary>
    AfterReset,
}

/// <summary>The options of a <see cref="MultiCompartment"/>.</summary>
/// <param name="Units">The compartments; at least 1.</param>
/// <param name="Neurons">
/// Them without a shape, a <see cref="CompartmentLif"/> or a <see cref="CompartmentLifRefractory"/>; null for the first, of Norse 1.
/// </param>
/// <param name="Recurrent">
/// Whether input and spikes come through weights, W_in x + W_rec z; else the input is a current for each compartment.
/// </param>
/// <param name="Coupling">When the compartments act on each other.</param>
/// <param name="Weights">How the first weights, also those of the coupling, are drawn; null for uniform on ±1/√inputs.</param>
public sealed record MultiCompartmentOptions(
    int Units, NeuronLayer? Neurons = null, bool Recurrent = false, CompartmentCoupling Coupling = CompartmentCoupling.BeforeStep,
    Initializer? Weights = null);

/// <summary>
/// Compartments whose potentials act on each other through a matrix of conductances, G v (Norse's <c>lif_mc_step</c> and
/// <c>lif_mc_refrac_step</c>); its output is their spikes.
/// </summary>
/// <remarks>
/// Norse couples before a step in its feed-forward forms and, of version 0.0.7, in the recurrent one; after the reset in the recurrent one of later
/// versions, which stores v' + dt·G v' as the potential, where v' is stored here. Nodes: coupling, lif, and in, back where it is recurrent.
/// </remarks>
public sealed class MultiCompartment : GraphLayer
{
    /// <summary>Some compartments.</summary>
    /// <param name="units">The compartments, at least 1.</param>
    public MultiCompartment(int units)
        : this(new MultiCompartmentOptions(units))
    {
    }

    /// <summary>A layer of these options.</summary>
    public MultiCompartment(MultiCompartmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(MultiCompartment), "units", options.Units);
        Require.Defined(nameof(MultiCompartment), "coupling", options.Coupling);
        if (options.Neurons is { } neurons) CellNeurons.WithInputs(nameof(MultiCompartment), "neurons", neurons, "x", "coupling");
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public MultiCompartmentOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"MultiCompartment({Options.Units})";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var (features, units) = (CellNeurons.Features(input), Options.Units);
        if (!Options.Recurrent && features != units) throw new ArgumentException($"takes [{units}]");
        var neurons = (Options.Neurons ?? new CompartmentLif(CompartmentLifOptions.Norse1)).Again();
        neurons.Build([units]);
        Node[] synapses = Options.Recurrent
            ? [new("in", Synapses(features), Source), new("back", Synapses(units), "lif")]
            : [];
        var coupling = new Node("coupling", Synapses(units), "lif.V");
        var lif = new Node("lif", neurons)
        {
            ["x"] = Options.Recurrent ? ["in", "back"] : [Source],
            ["coupling"] = ["coupling"],
        };
        // from a node that comes later, one takes what it gave the step before
        return Options.Coupling == CompartmentCoupling.BeforeStep ? [.. synapses, coupling, lif] : [.. synapses, lif, coupling];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Sinks => ["lif"];

    private Linear Synapses(int inputs) => new(inputs, Options.Units, bias: false, Options.Weights);
}
