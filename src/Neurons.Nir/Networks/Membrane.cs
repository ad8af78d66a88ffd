namespace Neurons.Nir;

/// <summary>An equation of NIR with its numbers, one for each neuron.</summary>
/// <param name="Neurons">The neurons.</param>
/// <param name="R">The resistance.</param>
/// <param name="Tau">The time constant of the membrane; null where it does not leak.</param>
/// <param name="Leak">The leak potential.</param>
/// <param name="TauSyn">The time constant of the current; null without a synapse.</param>
/// <param name="WIn">The factor of its input.</param>
internal sealed record Membrane(
    Written Neurons, double[] R, double[]? Tau = null, double[]? Leak = null, double[]? TauSyn = null, double[]? WIn = null)
{
    /// <summary>The node without spikes.</summary>
    public NirNode Integrator => TauSyn is null ? Apart.Potential
        : new NirCubaLi(Array(TauSyn), Array(Tau), Array(R), Array(Leak), Array(WIn));

    /// <summary>The synapse, where there is one, and the potential: two nodes that do the same, by Euler with the new current.</summary>
    public (NirNode? Synapse, NirNode Potential) Apart => (
        TauSyn is null ? null : new NirLi(Array(TauSyn), Array(WIn), Array(Neurons.Zeros)),
        Tau is null ? new NirI(Array(R)) : new NirLi(Array(Tau), Array(R), Array(Leak)));

    /// <summary>The node that fires above a threshold and becomes a value.</summary>
    public NirNode Firing(double[] threshold, double[] reset) =>
        Tau is null ? new NirIf(Array(R), Array(threshold), Array(reset))
        : TauSyn is null ? new NirLif(Array(Tau), Array(R), Array(Leak), Array(threshold), Array(reset))
        : new NirCubaLif(Array(TauSyn), Array(Tau), Array(R), Array(Leak), Array(threshold), Array(reset), Array(WIn));

    /// <summary>What an input of 1 changes of the potential in a step.</summary>
    public double[] Gain(double dt, NirDiscretisation form) => [.. R.Select((r, i) => r * (
        Tau is null ? dt : form == NirDiscretisation.Exact ? -double.ExpM1(-dt / Tau[i]) : dt / Tau[i]))];

    private NirArray Array(double[]? values) => Neurons.Array(values!);
}
