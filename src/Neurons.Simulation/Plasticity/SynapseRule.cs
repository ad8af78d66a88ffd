namespace Neurons.Simulation;

/// <summary>
/// What the synapses of a connection do with time and spikes: <see cref="StdpSynapse"/>, <see cref="TsodyksSynapse"/> and so on, or one's own
/// (<see cref="SynapseModel"/>). The options of a rule are its properties; parameters are one for all synapses, one for each, or drawn.
/// </summary>
public abstract record SynapseRule
{
    /// <summary>The synapse with its options chosen.</summary>
    public abstract SynapseModel Model { get; }

    /// <summary>Values of parameters by name; those that are missing have their defaults.</summary>
    public abstract IReadOnlyDictionary<string, SimulationParameter> Parameters { get; }

    /// <summary>What states other than the weight begin with, by name, in place of what the model says.</summary>
    public IReadOnlyDictionary<string, SimulationParameter> Initial { get; init; } = new Dictionary<string, SimulationParameter>();

    /// <summary>Refuses options that are not allowed; asked when synapses are made.</summary>
    public virtual void Validate()
    {
    }
}
