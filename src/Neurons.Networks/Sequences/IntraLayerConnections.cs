namespace Neurons.Networks;

/// <summary>The options of an <see cref="IntraLayerConnections"/>.</summary>
/// <param name="Neurons">What the neurons are like, a layer without a shape: any model with one input.</param>
/// <param name="Populations">How many populations the features are of, at least 1; it divides them.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Weights">How the first weights are drawn; null for PyTorch's default.</param>
public sealed record IntraLayerConnectionsOptions(NeuronLayer Neurons, int Populations, bool Bias = true, Initializer? Weights = null);

/// <summary>
/// Neurons of populations within which each reaches each: their spikes come back one step later, x[t] + W z[t − 1] + b with a W for each population,
/// as in decoders of actions (Chen et al., "Fully spiking actor network with intralayer connections for reinforcement learning", 2024;
/// SpikingJelly's ILC nodes). At the first step nothing comes back, the bias neither.
/// </summary>
/// <remarks>Nodes: neurons, lateral (<see cref="GroupedLinear"/>), in a circle.</remarks>
public sealed class IntraLayerConnections : GraphLayer
{
    /// <summary>Neurons of populations.</summary>
    /// <param name="neurons">What the neurons are like, a layer without a shape: any model with one input.</param>
    /// <param name="populations">How many populations the features are of, at least 1; it divides them.</param>
    public IntraLayerConnections(NeuronLayer neurons, int populations)
        : this(new IntraLayerConnectionsOptions(neurons, populations))
    {
    }

    /// <summary>A layer of these options.</summary>
    public IntraLayerConnections(IntraLayerConnectionsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var neurons = options.Neurons ?? throw new ArgumentNullException(nameof(options), "IntraLayerConnections: neurons is null.");
        Require.AtLeast(1, nameof(IntraLayerConnections), "populations", options.Populations);
        if (neurons.Model.InputNames.Length != 1)
            throw new ArgumentException(
                $"IntraLayerConnections: {neurons.Model.Name} has the inputs {string.Join(", ", neurons.Model.InputNames)}; one input is needed.",
                nameof(options));
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public IntraLayerConnectionsOptions Options { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Sinks => ["neurons"];

    /// <inheritdoc/>
    public override string ToString() => $"IntraLayerConnections({Options.Neurons}, {Options.Populations} populations)";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        if (input is not [var features] || features % Options.Populations != 0)
            throw new ArgumentException($"takes [features], of {Options.Populations} populations of the same size");
        var size = features / Options.Populations;
        // the neurons come first, so that they read what came back at the step before
        return
        [
            new("neurons", Options.Neurons.Again(), Source, "lateral"),
            new("lateral", new GroupedLinear(new(Options.Populations, size, size, Options.Bias, Options.Weights)), "neurons"),
        ];
    }
}
