namespace Neurons.Networks;

/// <summary>What the traces are of a network that learns while it runs.</summary>
/// <param name="Exact">
/// Whether they follow all that a neuron does, resets too, with one for each synapse where it takes that; else the dynamics between spikes alone,
/// with one for each input.
/// </param>
/// <param name="TracesInput">Whether the synapses of the network's input have traces.</param>
/// <param name="TracesReadout">Whether synapses without neurons behind them have the traces of the neurons before them.</param>
/// <param name="Accumulates">Whether nothing is updated before the last step.</param>
internal sealed record OnlineRules(bool Exact, bool TracesInput, bool TracesReadout, bool Accumulates);
