using Neurons.Simulation;

namespace Simulations.CSharp;

/// <summary>What came of a network.</summary>
/// <param name="Run">A second of it, when the beginning was over.</param>
/// <param name="Trains">The spikes of that second, by population.</param>
internal sealed record SimulatedNetwork(RunSummary Run, PopulationSpikes[] Trains);
