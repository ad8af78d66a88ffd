namespace Neurons.Nir;

/// <summary>y = W x.</summary>
/// <param name="Weight"><c>weight</c>: (…, out, in).</param>
public sealed record NirLinear(NirArray Weight) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "Linear";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [new("weight", Weight)];

    internal override NirShape? Takes => [.. Weight.Shape.Lengths[..^2], Weight.Shape[^1]];

    internal override NirShape? Gives(NirShape? input) => [.. Weight.Shape.Lengths[..^1]];

    internal override void Check() => this.Axes("weight", Weight, 2, int.MaxValue);
}
