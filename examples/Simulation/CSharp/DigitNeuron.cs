using Neurons;

namespace Simulations.CSharp;

/// <summary>
/// The excitatory neuron of Diehl and Cook 2015: conductances of synapses, and a threshold that each spike raises for long, so that no neuron wins
/// always. It is a neuron of one's own, compiled like those of the library.
/// </summary>
public static class DigitNeuron
{
    private const double Rest = -65, Reset = -65, ReversalE = 0, ReversalI = -100;

    /// <summary>The neuron, with the inputs excitatory and inhibitory.</summary>
    public static NeuronModel<Parameters<Expr>, State<Expr>> Model { get; } =
        NeuronModel.Define<Parameters<Expr>, Parameters<Quantity>, State<Expr>>(
            "DigitNeuron",
            ["excitatory", "inhibitory"],
            (o, p, s, x) =>
            {
                var (ge, gi) = (s.Ge + x[0], s.Gi + x[1]);
                var g = 1.0 + ge + gi;
                var limit = (Rest + ReversalE * ge + ReversalI * gi) / g;
                var isOpen = Expr.IsLess(s.Refractory, 0.5 * o.Dt);
                var v = Expr.Where(isOpen, limit + (s.V - limit) * Expr.Exp(-o.Dt * g / p.Tau), s.V);
                var z = Expr.Fire(v - (p.VTh + s.Theta), Surrogate.Atan(2));
                return (z, new State<Expr>(
                    V: Expr.Blend(z, v, Reset),
                    Ge: ge * Expr.Exp(-o.Dt / p.TauE),
                    Gi: gi * Expr.Exp(-o.Dt / p.TauI),
                    Theta: s.Theta * Expr.Exp(-o.Dt / p.TauTheta) + z * p.ThetaPlus,
                    Refractory: Expr.Blend(z, Expr.Max(s.Refractory - o.Dt, 0.0), p.TauRef)));
            },
            defaults: new(
                VTh: (-52.0).In("mV"), Tau: 100.0.In("ms", above: 0), TauE: 1.0.In("ms", above: 0), TauI: 2.0.In("ms", above: 0),
                TauRef: 5.0.In("ms", min: 0), TauTheta: 1e6.In("ms", above: 0), ThetaPlus: 0.05.In("mV", min: 0)),
            initial: _ => new(Rest, 0.0, 0.0, 0.0, 0.0),
            timeUnit: "ms",
            source: "Diehl & Cook 2015");

    /// <summary>In ms and mV; conductances are multiples of that of the leak.</summary>
    /// <param name="VTh">The threshold at first.</param>
    /// <param name="Tau">Time constant of the membrane.</param>
    /// <param name="TauE">Time constant of excitation.</param>
    /// <param name="TauI">Time constant of inhibition.</param>
    /// <param name="TauRef">Refractory time.</param>
    /// <param name="TauTheta">Time constant of the threshold's rise.</param>
    /// <param name="ThetaPlus">What a spike adds to the threshold.</param>
    public sealed record Parameters<T>(T VTh, T Tau, T TauE, T TauI, T TauRef, T TauTheta, T ThetaPlus);

    /// <summary>The state of a neuron.</summary>
    /// <param name="V">Membrane potential.</param>
    /// <param name="Ge">Conductance of excitation.</param>
    /// <param name="Gi">Conductance of inhibition.</param>
    /// <param name="Theta">How far the threshold is raised.</param>
    /// <param name="Refractory">How long it stays refractory.</param>
    public sealed record State<T>(T V, T Ge, T Gi, T Theta, T Refractory);
}
