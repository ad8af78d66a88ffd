namespace Neurons.Nir;

/// <summary>y = s · x, element by element.</summary>
/// <param name="Scale"><c>scale</c>: the factors, in the shape of the signal.</param>
public sealed record NirScale(NirArray Scale) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "Scale";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [new("scale", Scale)];

    internal override NirShape? Takes => Scale.Shape;

    internal override void Check() => this.OneShape();
}
