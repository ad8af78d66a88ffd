namespace Neurons.Onnx;

/// <summary>A constant of a model: numbers of any type, which are float32 or whole numbers here.</summary>
public sealed class OnnxTensor
{
    private readonly float[]? _numbers;
    private readonly long[]? _whole;

    internal OnnxTensor(string name, int[] shape, float[]? numbers, long[]? whole) =>
        (Name, Shape, _numbers, _whole) = (name, shape, numbers, whole);

    /// <summary>The name; empty for one that is an attribute.</summary>
    public string Name { get; }

    /// <summary>The lengths, row-major; none of one number.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Whether the numbers are whole ones.</summary>
    public bool IsWhole => _whole is not null;

    /// <summary>How many numbers there are.</summary>
    public int Count => _numbers?.Length ?? _whole!.Length;

    /// <summary>The numbers in float32, rounded once.</summary>
    public float[] ToSingles() => _numbers is not null ? (float[])_numbers.Clone() : Array.ConvertAll(_whole!, value => (float)value);

    /// <summary>Whole numbers.</summary>
    /// <exception cref="InvalidOperationException">They are not of a type of whole numbers.</exception>
    public long[] ToWhole() => (long[]?)_whole?.Clone()
        ?? throw new InvalidOperationException($"The tensor '{Name}' is of floating-point numbers; whole numbers are needed.");
}
