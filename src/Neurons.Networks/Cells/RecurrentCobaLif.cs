namespace Neurons.Networks;

/// <summary>The options of a <see cref="RecurrentCobaLif"/>.</summary>
/// <param name="Units">The neurons, at least 1.</param>
/// <param name="Neurons">Them without a shape, a <see cref="CobaLif"/> with <c>Separate</c>; null for that of Norse 1.</param>
/// <param name="Weights">How the first weights are drawn; null for uniform on ±1/√inputs.</param>
public sealed record RecurrentCobaLifOptions(int Units, NeuronLayer? Neurons = null, Initializer? Weights = null);

/// <summary>
/// Conductance-based neurons that reach each other through synapses which excite or inhibit by the sign of their weight (Norse's
/// <c>coba_lif_step</c>); its output is their spikes. Norse 1.1 loses the input where the jump comes before integration; here it is added.
/// </summary>
/// <remarks>
/// <code>j_e = max(0, W_in) x + max(0, W_rec) z;  j_i = max(0, −W_in) x + max(0, −W_rec) z,  z of the step before</code>
/// Nodes: in, back, synapses, lif.
/// </remarks>
public sealed class RecurrentCobaLif : GraphLayer
{
    /// <summary>Some neurons.</summary>
    /// <param name="units">The neurons, at least 1.</param>
    public RecurrentCobaLif(int units)
        : this(new RecurrentCobaLifOptions(units))
    {
    }

    /// <summary>A layer of these options.</summary>
    public RecurrentCobaLif(RecurrentCobaLifOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(RecurrentCobaLif), "units", options.Units);
        if (options.Neurons is { } neurons) CellNeurons.WithInputs(nameof(RecurrentCobaLif), "neurons", neurons, "excitatory", "inhibitory");
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public RecurrentCobaLifOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"RecurrentCobaLif({Options.Units})";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input) =>
    [
        new("in", new SignedLinear(CellNeurons.Features(input), Options.Units, Options.Weights), Source),
        new("back", new SignedLinear(Options.Units, Options.Units, Options.Weights), "lif"),
        new("synapses", new Split(2), "in", "back"),
        new("lif", (Options.Neurons ?? new CobaLif(CobaLifOptions.Norse1 with { Separate = true })).Again())
        {
            ["excitatory"] = ["synapses"],
            ["inhibitory"] = ["synapses.part1"],
        },
    ];
}
