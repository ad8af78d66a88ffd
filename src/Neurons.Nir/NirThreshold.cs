namespace Neurons.Nir;

/// <summary>z = 1 where x &gt; threshold, else 0.</summary>
/// <param name="Threshold"><c>threshold</c>: the thresholds, in the shape of the signal.</param>
public sealed record NirThreshold(NirArray Threshold) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "Threshold";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [new("threshold", Threshold)];

    internal override NirShape? Takes => Threshold.Shape;

    internal override void Check() => this.OneShape();
}
