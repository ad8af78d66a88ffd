namespace Neurons.Nir;

/// <summary>
/// An integrate-and-fire neuron: v' = R I; where v &gt; v_threshold it fires and v becomes v_reset. All parameters have the shape of the neurons.
/// </summary>
/// <param name="R"><c>r</c>: the resistance.</param>
/// <param name="VThreshold"><c>v_threshold</c>.</param>
/// <param name="VReset"><c>v_reset</c>; files before NIR 1.0 have none: then zeros, of the type of <paramref name="VThreshold"/>.</param>
public sealed record NirIf(NirArray R, NirArray VThreshold, NirArray VReset) : NirNode
{
    /// <summary>Neurons that are reset to 0.</summary>
    /// <param name="r"><c>r</c>: the resistance.</param>
    /// <param name="vThreshold"><c>v_threshold</c>.</param>
    public NirIf(NirArray r, NirArray vThreshold)
        : this(r, vThreshold, vThreshold.Like(0))
    {
    }

    /// <inheritdoc/>
    public override string Type => "IF";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [new("r", R), new("v_threshold", VThreshold), new("v_reset", VReset)];

    internal override NirShape? Takes => R.Shape;

    internal override void Check() => this.OneShape();
}
