namespace Neurons.Nir;

/// <summary>
/// The neurons of sinabs that NIR files become there, <c>sinabs_if</c> and <c>sinabs_lif</c>: v' = v + u, or e^(−1/τ) v + u with τ in steps;
/// z = ⌊v'/v_threshold⌋ where that is positive, at most <see cref="MostSpikes"/>; v = v' − z v_threshold, that of an IF at least −v_threshold. The
/// gradient of each spike is that of atan with α = 2.
/// </summary>
internal static class SinabsNeurons
{
    /// <summary>The most spikes of a step; sinabs has no bound.</summary>
    public const int MostSpikes = 16;

    private const string Source = "sinabs 3.1, from_nir";

    private static Quantity Threshold => 1.0.In("", above: 0, meaning: "threshold");

    private static Quantity[] Voltage => [0.0.In("", meaning: "membrane potential")];

    public static void Register()
    {
        NeuronModel.Define(
            "sinabs_if",
            (StepOptions _, Adding<Expr> p, State<Expr> s, Expr u) =>
            {
                var (z, v) = Fired(s.V + u, p.VThreshold);
                return (z, new State<Expr>(Expr.Max(v + p.VThreshold, 0.0) - p.VThreshold));
            },
            new Adding<Quantity>(Threshold), _ => new State<Expr>(0.0), Voltage, spikes: false,
            summary: "integrate-and-fire neuron with several spikes in a step, IF of NIR in sinabs", source: Source).Register();
        NeuronModel.Define(
            "sinabs_lif",
            (StepOptions _, Leaking<Expr> p, State<Expr> s, Expr u) =>
            {
                var (z, v) = Fired((Expr.Exp(-(1.0 / p.Tau)) * s.V) + u, p.VThreshold);
                return (z, new State<Expr>(v));
            },
            new Leaking<Quantity>(8.0.In("", above: 0, meaning: "time constant in steps"), Threshold), _ => new State<Expr>(0.0), Voltage,
            spikes: false, summary: "leaky integrate-and-fire neuron with several spikes in a step, LIF of NIR in sinabs",
            source: Source).Register([nameof(Leaking<>.Tau)]);
    }

    private static (Expr Spikes, Expr Potential) Fired(Expr v, Expr threshold)
    {
        var z = Spike(1);
        for (var count = 2; count <= MostSpikes; count++) z += Spike(count);
        return (z, v - (z * threshold));

        Expr Spike(int count) => Expr.Fire(v - (threshold * count), Surrogate.Atan(2), Comparison.GreaterOrEqual);
    }

    internal sealed record State<T>(T V);

    internal sealed record Adding<T>(T VThreshold);

    internal sealed record Leaking<T>(T Tau, T VThreshold);
}
