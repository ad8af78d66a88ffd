using System.Globalization;
using Neurons.Primitives;

namespace Neurons.Onnx;

/// <summary>An attribute of a node; one of its values is there, by its type.</summary>
/// <param name="Name">The name, such as <c>kernel_shape</c>.</param>
public sealed record OnnxAttribute(string Name)
{
    /// <summary>A number.</summary>
    public float? Number { get; init; }

    /// <summary>A whole number.</summary>
    public long? Whole { get; init; }

    /// <summary>Text.</summary>
    public string? Text { get; init; }

    /// <summary>A tensor.</summary>
    public OnnxTensor? Tensor { get; init; }

    /// <summary>Numbers.</summary>
    public IReadOnlyList<float>? Numbers { get; init; }

    /// <summary>Whole numbers.</summary>
    public IReadOnlyList<long>? Wholes { get; init; }

    /// <summary>The value as text.</summary>
    public override string ToString() =>
        Number?.ToString(CultureInfo.InvariantCulture) ?? Whole?.ToString(CultureInfo.InvariantCulture) ?? Text
        ?? (Tensor is not null ? $"tensor {Shapes.Text([.. Tensor.Shape])}"
            : Numbers is not null ? string.Join(", ", Numbers.Select(number => $"{number}")) : string.Join(", ", Wholes ?? []));
}
