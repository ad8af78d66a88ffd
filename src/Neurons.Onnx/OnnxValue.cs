namespace Neurons.Onnx;

/// <summary>An input or output of a model.</summary>
/// <param name="Name">The name.</param>
/// <param name="Shape">The lengths, the batch first; null for one that is left open. Null where nothing is said.</param>
public sealed record OnnxValue(string Name, IReadOnlyList<long?>? Shape)
{
    /// <summary>The name and the shape.</summary>
    public override string ToString() =>
        Shape is null ? Name : $"{Name} [{string.Join(", ", Shape.Select(length => length is { } known ? $"{known}" : "?"))}]";
}
