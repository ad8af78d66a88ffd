namespace Neurons.Networks;

/// <summary>The options of a <see cref="DsrLif"/>.</summary>
/// <param name="Threshold">The (first) threshold, at least <see cref="DsrLif.LeastThreshold"/>.</param>
/// <param name="Tau">The time constant of the membrane τ, &gt; 0.</param>
/// <param name="StepLength">The time Δ that a step lasts, &gt; 0.</param>
/// <param name="Alpha">A spike comes at this part of the threshold, &gt; 0.</param>
/// <param name="Learnable">Whether training changes the threshold.</param>
public sealed record DsrLifOptions(double Threshold = 1, double Tau = 2, double StepLength = 0.05, double Alpha = 0.3, bool Learnable = true);

/// <summary>
/// Leaky integrate-and-fire neurons that are trained by their rate, in which later spikes weigh more (<see cref="DsrNeurons"/>; SpikingJelly's
/// DSRLIFNode). A spike carries V_th/Δ.
/// </summary>
/// <remarks>
/// <code>
/// v ← ρ v + (1 − ρ) x, ρ = e^(−Δ/τ);  z = V_th/Δ where v ≥ α V_th, else 0;  v ← v − Δ z
/// w[t] ∝ ρ^(T − 1 − t), with the sum 1;  x̄ = Σ w x,  q = T Σ w dz,  R = V_th τ/Δ
/// dx[t] = q/(T τ) where 0 &lt; x̄ &lt; R, else 0;  dV_th = Δ Σ q where x̄ &gt; R
/// </code>
/// </remarks>
public sealed class DsrLif : DsrNeurons
{
    /// <summary>The least threshold, below which training does not bring it.</summary>
    public const double LeastThreshold = 0.1;

    /// <summary>Neurons for features of any shape.</summary>
    /// <param name="threshold">The (first) threshold, at least <see cref="LeastThreshold"/>.</param>
    /// <param name="tau">The time constant of the membrane τ, &gt; 0.</param>
    /// <param name="stepLength">The time Δ that a step lasts, &gt; 0.</param>
    public DsrLif(double threshold = 1, double tau = 2, double stepLength = 0.05)
        : this(new DsrLifOptions(threshold, tau, stepLength))
    {
    }

    /// <summary>A layer of these options.</summary>
    public DsrLif(DsrLifOptions options)
        : base(nameof(DsrLif), Given(options).Threshold, LeastThreshold, options.Learnable, options.Alpha)
    {
        Require.Float32Positive(nameof(DsrLif), "tau", options.Tau);
        Require.Float32Positive(nameof(DsrLif), "step_length", options.StepLength);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public DsrLifOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"DsrLif(tau {Options.Tau})");

    private protected override (double Decay, double Gain, double Scale) Charge => (Decay, 1 - Decay, Options.StepLength);

    private protected override bool HasBorder => false;

    private double Decay => Math.Exp(-Options.StepLength / Options.Tau);

    private protected override (double Fading, double OfInput, double OfThreshold, double Ceiling) Rate(int steps) =>
        (Decay, 1 / Options.Tau, Options.StepLength * steps, Options.Tau / Options.StepLength);

    private static DsrLifOptions Given(DsrLifOptions options) => options ?? throw new ArgumentNullException(nameof(options));
}
