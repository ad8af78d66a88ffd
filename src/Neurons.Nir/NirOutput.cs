namespace Neurons.Nir;

/// <summary>Where a signal leaves a graph.</summary>
/// <param name="Shape"><c>shape</c>: the lengths of the signal's axes, whole numbers along one axis.</param>
public sealed record NirOutput(NirArray Shape) : NirNode
{
    /// <summary>An output of this shape.</summary>
    /// <param name="shape">The shape of the signal, without time and batch.</param>
    public NirOutput(NirShape shape)
        : this(NirArray.From(shape.Lengths, [shape.Count]))
    {
    }

    /// <inheritdoc/>
    public override string Type => "Output";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [new("shape", Shape)];

    internal override NirShape? Takes => this.Shape("shape", Shape);

    internal override void Check() => this.Shape("shape", Shape);
}
