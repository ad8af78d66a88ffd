namespace Neurons.Networks;

/// <summary>The options of a <see cref="DsrIf"/>.</summary>
/// <param name="Threshold">The (first) threshold, at least <see cref="DsrIf.LeastThreshold"/>.</param>
/// <param name="Alpha">A spike comes at this part of the threshold, &gt; 0.</param>
/// <param name="Learnable">Whether training changes the threshold.</param>
public sealed record DsrIfOptions(double Threshold = 6, double Alpha = 0.5, bool Learnable = true);

/// <summary>
/// Integrate-and-fire neurons that are trained by their mean rate (<see cref="DsrNeurons"/>; SpikingJelly's DSRIFNode). A spike carries the
/// threshold.
/// </summary>
/// <remarks>
/// <code>
/// v ← v + x;  z = V_th where v ≥ α V_th, else 0;  v ← v − z
/// x̄ = Σ x / T,  q = Σ dz;  dx[t] = q/T where 0 ≤ x̄ ≤ V_th, else 0;  dV_th = Σ q where x̄ &gt; V_th
/// </code>
/// </remarks>
public sealed class DsrIf : DsrNeurons
{
    /// <summary>The least threshold, below which training does not bring it.</summary>
    public const double LeastThreshold = 0.01;

    /// <summary>Neurons for features of any shape.</summary>
    /// <param name="threshold">The (first) threshold, at least <see cref="LeastThreshold"/>.</param>
    /// <param name="alpha">A spike comes at this part of the threshold, &gt; 0.</param>
    /// <param name="learnable">Whether training changes the threshold.</param>
    public DsrIf(double threshold = 6, double alpha = 0.5, bool learnable = true)
        : this(new DsrIfOptions(threshold, alpha, learnable))
    {
    }

    /// <summary>A layer of these options.</summary>
    public DsrIf(DsrIfOptions options)
        : base(nameof(DsrIf), Given(options).Threshold, LeastThreshold, options.Learnable, options.Alpha) => Options = options;

    /// <summary>What makes the same layer again.</summary>
    public DsrIfOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => "DsrIf";

    private protected override (double Decay, double Gain, double Scale) Charge => (1, 1, 1);

    private protected override bool HasBorder => true;

    // q is a sum over the steps here, T times their mean
    private protected override (double Fading, double OfInput, double OfThreshold, double Ceiling) Rate(int steps) => (1, 1, steps, 1);

    private static DsrIfOptions Given(DsrIfOptions options) => options ?? throw new ArgumentNullException(nameof(options));
}
