namespace Neurons.Networks;

/// <summary>A layer of a network that runs one step at a time.</summary>
/// <param name="index">When it runs: the nodes of a step run in the order of their indices.</param>
/// <param name="name">Its name, for messages.</param>
/// <param name="layer">The layer; null for the network's input.</param>
/// <param name="ports">For each input, the indices of the nodes whose outputs are summed.</param>
internal sealed class StepNode(int index, string name, Layer? layer, int[][] ports)
{
    public int Index => index;

    public string Name => name;

    public Layer? Layer => layer;

    public int[][] Ports { get; set; } = ports;

    public NeuronLayer? Neurons => layer as NeuronLayer;

    public ISynapses? Synapses => layer as ISynapses;

    /// <summary>Whether its output is 0 or 1.</summary>
    public bool GivesSpikes => Neurons is { Output: NeuronLayer.Spikes, Model.Spikes: true };

    /// <summary>The nodes that it feeds, and by which of their inputs.</summary>
    public List<(StepNode Node, int Port)> Uses { get; } = [];

    /// <summary>Whether a node takes what another gave the step before, as that has not run yet.</summary>
    public bool IsBefore(int source) => source >= index;

    /// <inheritdoc/>
    public override string ToString() => $"'{name}', {layer}";
}
