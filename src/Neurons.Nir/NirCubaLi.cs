namespace Neurons.Nir;

/// <summary>
/// A leaky integrator behind a synapse: τ_syn I' = −I + w_in S, τ_mem v' = (v_leak − v) + R I. All parameters have the shape of the neurons;
/// <c>w_in</c> may be one number for all.
/// </summary>
/// <param name="TauSyn"><c>tau_syn</c>: the time constant of the current, in the unit of time that the file uses.</param>
/// <param name="TauMem"><c>tau_mem</c>: that of the potential.</param>
/// <param name="R"><c>r</c>: the resistance.</param>
/// <param name="VLeak"><c>v_leak</c>: the potential at rest.</param>
/// <param name="WIn"><c>w_in</c>: what an input is multiplied with; kept at the shape of the neurons.</param>
public sealed record NirCubaLi(NirArray TauSyn, NirArray TauMem, NirArray R, NirArray VLeak, NirArray WIn) : NirNode
{
    /// <summary>Neurons whose input is taken as it is: <c>w_in</c> is 1.</summary>
    /// <param name="tauSyn"><c>tau_syn</c>: the time constant of the current, in the unit of time that the file uses.</param>
    /// <param name="tauMem"><c>tau_mem</c>: that of the potential.</param>
    /// <param name="r"><c>r</c>: the resistance.</param>
    /// <param name="vLeak"><c>v_leak</c>: the potential at rest.</param>
    public NirCubaLi(NirArray tauSyn, NirArray tauMem, NirArray r, NirArray vLeak)
        : this(tauSyn, tauMem, r, vLeak, vLeak.Like(1))
    {
    }

    /// <inheritdoc cref="NirCubaLi(NirArray, NirArray, NirArray, NirArray, NirArray)" path="/param[@name='WIn']"/>
    public NirArray WIn { get; init; } = WIn.SpreadTo(VLeak.Shape);

    /// <inheritdoc/>
    public override string Type => "CubaLI";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters =>
        [new("tau_syn", TauSyn), new("tau_mem", TauMem), new("r", R), new("v_leak", VLeak), new("w_in", WIn)];

    internal override NirShape? Takes => R.Shape;

    internal override void Check() => this.OneShape();
}
