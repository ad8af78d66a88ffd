namespace Neurons.Networks;

/// <summary>
/// A trace of a neuron's spikes, which each raises and which decays between them. It is computed where a rule needs it, from the time since
/// the last spike alone: x · exp(−Δt/τ), whatever the number of steps in between.
/// </summary>
/// <param name="Tau">Time constant in s, &gt; 0.</param>
/// <param name="IsNearest">Whether a spike sets it to 1, so that only the nearest spike counts; else a spike adds 1, and all do.</param>
public sealed record SpikeTrace(double Tau, bool IsNearest = false)
{
    /// <summary>
    /// Another decay than the exponential one: the factor after a time in s, 1 at 0. Of a trace that sums spikes, it applies to the sum from
    /// one spike to the next.
    /// </summary>
    public Func<double, double>? Decay { get; init; }
}
