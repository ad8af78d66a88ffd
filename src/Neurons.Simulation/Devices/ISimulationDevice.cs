using System.Numerics;

namespace Neurons.Simulation;

/// <summary>
/// What runs the steps of a simulation in the place of the processor, such as a graphics card: the package Neurons.Gpu has <c>net.On(device)</c>.
/// Between runs, and where a run asks whether it is done, all is in this machine's memory.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ISimulationDevice<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes over how the simulation stands now.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <exception cref="ArgumentException">Something of it cannot be run there; the message says what.</exception>
    void Begin(SimulationParts<T> parts);

    /// <summary>
    /// Runs steps. <see cref="PopulationPart{T}.Spikes"/> has those of sources when it begins, and those of all populations when it returns.
    /// </summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="step">The first step.</param>
    /// <param name="steps">How many; at most <see cref="SimulationParts{T}.MostSteps"/>.</param>
    void Run(SimulationParts<T> parts, long step, int steps);

    /// <summary>Brings states, and what is on its way to inputs, back.</summary>
    /// <param name="parts">What it is made of.</param>
    void End(SimulationParts<T> parts);
}
