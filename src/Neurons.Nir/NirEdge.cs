namespace Neurons.Nir;

/// <summary>An edge of a graph: what one node gives is what the other takes. A node with several edges takes their sum.</summary>
/// <param name="From">The name of the node that gives.</param>
/// <param name="To">The name of the node that takes.</param>
public readonly record struct NirEdge(string From, string To)
{
    /// <summary>An edge of two names: <c>("input", "lif")</c>.</summary>
    /// <param name="edge">The names.</param>
    public static implicit operator NirEdge((string From, string To) edge) => new(edge.From, edge.To);

    /// <inheritdoc/>
    public override string ToString() => $"({NirText.Quote(From)}, {NirText.Quote(To)})";
}
