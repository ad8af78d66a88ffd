namespace Neurons.Networks;

/// <summary>The options of an <see cref="ExactLif"/>.</summary>
/// <param name="Inputs">The neurons whose spikes arrive, at least 1.</param>
/// <param name="Outputs">The neurons, at least 1.</param>
/// <param name="TauMem">Time constant of the potential in s, &gt; 0.</param>
/// <param name="TauSyn">Time constant of the synaptic current in s, &gt; 0. Half of <paramref name="TauMem"/> has the fastest formula.</param>
/// <param name="Threshold">Where a neuron fires, &gt; 0; the potential is then reset to 0.</param>
/// <param name="Spikes">Whether the neurons fire; else they are readouts, of which the potential is of interest.</param>
/// <param name="Recurrent">Whether the neurons' spikes reach all of them, too.</param>
/// <param name="Weights">How the first weights are drawn; null for normal with the mean 4 · threshold/√inputs and half of it as deviation.</param>
/// <param name="RecurrentWeights">How the first recurrent weights are drawn; null for 0.</param>
/// <param name="MaxSpikes">The most spikes of a neuron on average in a sample, at least 1; more are an error.</param>
public sealed record ExactLifOptions(
    int Inputs,
    int Outputs,
    double TauMem = 0.02,
    double TauSyn = 0.01,
    double Threshold = 1,
    bool Spikes = true,
    bool Recurrent = false,
    Initializer? Weights = null,
    Initializer? RecurrentWeights = null,
    int MaxSpikes = 1000);
