namespace Neurons.Networks;

/// <summary>Where a described part stands, for messages; and what the weights of its network may take.</summary>
/// <param name="Path">Such as <c>2.0</c> for a layer in a layer, or <c>loss</c>.</param>
/// <param name="Weights">What weights may take; null where there are none.</param>
internal sealed record PartPlace(string Path, StoredWeights? Weights = null)
{
    public static implicit operator PartPlace(string path) => new(path);

    /// <summary>The place of a part within it.</summary>
    public PartPlace Inner(int index) => this with { Path = $"{Path}.{index}" };

    /// <inheritdoc/>
    public override string ToString() => Path;
}
