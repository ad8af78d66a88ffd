namespace Neurons.Nir;

/// <summary>
/// A leaky integrate-and-fire neuron behind a synapse: τ_syn I' = −I + w_in S, τ_mem v' = (v_leak − v) + R I; where v &gt; v_threshold it fires
/// and v becomes v_reset. All parameters have the shape of the neurons; <c>w_in</c> may be one number for all.
/// </summary>
/// <param name="TauSyn"><c>tau_syn</c>: the time constant of the current, in the unit of time that the file uses.</param>
/// <param name="TauMem"><c>tau_mem</c>: that of the potential.</param>
/// <param name="R"><c>r</c>: the resistance.</param>
/// <param name="VLeak"><c>v_leak</c>: the potential at rest.</param>
/// <param name="VThreshold"><c>v_threshold</c>.</param>
/// <param name="VReset"><c>v_reset</c>; files before NIR 1.0 have none: then zeros, of the type of <paramref name="VThreshold"/>.</param>
/// <param name="WIn"><c>w_in</c>: what an input is multiplied with; kept at the shape of the neurons.</param>
public sealed record NirCubaLif(
    NirArray TauSyn, NirArray TauMem, NirArray R, NirArray VLeak, NirArray VThreshold, NirArray VReset, NirArray WIn) : NirNode
{
    /// <summary>Neurons that are reset to 0, and whose input is taken as it is: <c>w_in</c> is 1.</summary>
    /// <param name="tauSyn"><c>tau_syn</c>: the time constant of the current, in the unit of time that the file uses.</param>
    /// <param name="tauMem"><c>tau_mem</c>: that of the potential.</param>
    /// <param name="r"><c>r</c>: the resistance.</param>
    /// <param name="vLeak"><c>v_leak</c>: the potential at rest.</param>
    /// <param name="vThreshold"><c>v_threshold</c>.</param>
    public NirCubaLif(NirArray tauSyn, NirArray tauMem, NirArray r, NirArray vLeak, NirArray vThreshold)
        : this(tauSyn, tauMem, r, vLeak, vThreshold, vThreshold.Like(0), vThreshold.Like(1))
    {
    }

    /// <inheritdoc cref="NirCubaLif(NirArray, NirArray, NirArray, NirArray, NirArray, NirArray, NirArray)" path="/param[@name='WIn']"/>
    public NirArray WIn { get; init; } = WIn.SpreadTo(VThreshold.Shape);

    /// <inheritdoc/>
    public override string Type => "CubaLIF";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters =>
    [
        new("tau_syn", TauSyn), new("tau_mem", TauMem), new("r", R), new("v_leak", VLeak),
        new("v_threshold", VThreshold), new("v_reset", VReset), new("w_in", WIn),
    ];

    internal override NirShape? Takes => R.Shape;

    internal override void Check() => this.OneShape();
}
