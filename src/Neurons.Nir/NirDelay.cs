namespace Neurons.Nir;

/// <summary>y(t) = x(t − delay).</summary>
/// <param name="Delay"><c>delay</c>: the delays, in the unit of time that the file uses, in the shape of the signal.</param>
public sealed record NirDelay(NirArray Delay) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "Delay";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [new("delay", Delay)];

    internal override NirShape? Takes => Delay.Shape;

    internal override void Check() => this.OneShape();
}
