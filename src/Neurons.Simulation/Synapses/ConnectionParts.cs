using System.Numerics;

namespace Neurons.Simulation;

/// <summary>What a connection is made of.</summary>
/// <param name="Source">The neurons whose spikes travel.</param>
/// <param name="Target">The neurons at which they arrive.</param>
/// <param name="Input">The number of the input that they arrive at.</param>
/// <param name="Rows">Which are connected.</param>
/// <param name="Weights">The weight of each synapse, pinned; null where all share one.</param>
/// <param name="Weight">The weight that all share.</param>
/// <param name="Delay">The delay that all share, in steps.</param>
/// <param name="Delays">The delay of each synapse, in steps; null where all share one.</param>
internal sealed record ConnectionParts<T>(
    PopulationRange Source, PopulationRange Target, int Input, SparseRows Rows, T[]? Weights, T Weight, int Delay, int[]? Delays)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>For messages.</summary>
    public override string ToString() => $"{Source} → {Target}";
}
