namespace Neurons.Nir;

/// <summary>y = W x + b.</summary>
/// <param name="Weight"><c>weight</c>: (…, out, in).</param>
/// <param name="Bias"><c>bias</c>: (…, out).</param>
public sealed record NirAffine(NirArray Weight, NirArray Bias) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "Affine";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [new("weight", Weight), new("bias", Bias)];

    internal override NirShape? Takes => [.. Weight.Shape.Lengths[..^2], Weight.Shape[^1]];

    internal override NirShape? Gives(NirShape? input) => [.. Weight.Shape.Lengths[..^1]];

    internal override void Check()
    {
        this.Axes("weight", Weight, 2, int.MaxValue);
        this.Bias(Bias, [.. Weight.Shape.Lengths[..^1]]);
    }
}
