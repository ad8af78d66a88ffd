using System.Numerics;

namespace Neurons.Simulation;

/// <summary>What the synapses of a plastic connection begin with.</summary>
/// <param name="Model">What they are.</param>
/// <param name="States">A column for each state; pinned.</param>
/// <param name="OwnParameters">A column for each parameter that every synapse has of its own; pinned.</param>
/// <param name="SharedParameters">The other parameters, and room for one number more; pinned.</param>
/// <param name="IsShared">Which parameters are shared.</param>
internal sealed record SynapseParts<T>(SynapseModel Model, T[][] States, T[][] OwnParameters, T[] SharedParameters, bool[] IsShared)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
