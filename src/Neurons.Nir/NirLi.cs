namespace Neurons.Nir;

/// <summary>A leaky integrator: τ v' = (v_leak − v) + R I. All parameters have the shape of the neurons.</summary>
/// <param name="Tau"><c>tau</c>: the time constant, in the unit of time that the file uses.</param>
/// <param name="R"><c>r</c>: the resistance.</param>
/// <param name="VLeak"><c>v_leak</c>: the potential at rest.</param>
public sealed record NirLi(NirArray Tau, NirArray R, NirArray VLeak) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "LI";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [new("tau", Tau), new("r", R), new("v_leak", VLeak)];

    internal override NirShape? Takes => R.Shape;

    internal override void Check() => this.OneShape();
}
