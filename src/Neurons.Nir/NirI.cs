namespace Neurons.Nir;

/// <summary>An integrator: v' = R I.</summary>
/// <param name="R"><c>r</c>: the resistance, in the shape of the neurons.</param>
public sealed record NirI(NirArray R) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "I";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [new("r", R)];

    internal override NirShape? Takes => R.Shape;

    internal override void Check() => this.OneShape();
}
