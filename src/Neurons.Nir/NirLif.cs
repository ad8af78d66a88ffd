namespace Neurons.Nir;

/// <summary>
/// A leaky integrate-and-fire neuron: τ v' = (v_leak − v) + R I; where v &gt; v_threshold it fires and v becomes v_reset. All parameters have
/// the shape of the neurons.
/// </summary>
/// <param name="Tau"><c>tau</c>: the time constant, in the unit of time that the file uses.</param>
/// <param name="R"><c>r</c>: the resistance.</param>
/// <param name="VLeak"><c>v_leak</c>: the potential at rest.</param>
/// <param name="VThreshold"><c>v_threshold</c>.</param>
/// <param name="VReset"><c>v_reset</c>; files before NIR 1.0 have none: then zeros, of the type of <paramref name="VThreshold"/>.</param>
public sealed record NirLif(NirArray Tau, NirArray R, NirArray VLeak, NirArray VThreshold, NirArray VReset) : NirNode
{
    /// <summary>Neurons that are reset to 0.</summary>
    /// <param name="tau"><c>tau</c>: the time constant, in the unit of time that the file uses.</param>
    /// <param name="r"><c>r</c>: the resistance.</param>
    /// <param name="vLeak"><c>v_leak</c>: the potential at rest.</param>
    /// <param name="vThreshold"><c>v_threshold</c>.</param>
    public NirLif(NirArray tau, NirArray r, NirArray vLeak, NirArray vThreshold)
        : this(tau, r, vLeak, vThreshold, vThreshold.Like(0))
    {
    }

    /// <inheritdoc/>
    public override string Type => "LIF";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters =>
        [new("tau", Tau), new("r", R), new("v_leak", VLeak), new("v_threshold", VThreshold), new("v_reset", VReset)];

    internal override NirShape? Takes => R.Shape;

    internal override void Check() => this.OneShape();
}
