namespace Neurons.Onnx.Networks;

/// <summary>
/// The whole numbers that a model computes of shapes, as PyTorch does for <c>x.view(x.size(0), -1)</c>; the length of the batch is not known.
/// </summary>
internal sealed class ShapeValues
{
    private readonly Dictionary<string, long?[]> _values = [];

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The numbers of a value, null for the batch's length; null where it is none.</summary>
    public long?[]? Of(string name) => _values.GetValueOrDefault(name);

    /// <summary>Computes what a node gives, if it is of shapes alone.</summary>
    /// <param name="node">The node.</param>
    /// <param name="constants">The constants.</param>
    /// <param name="shapeOf">The shape of a value without the batch; null of another one.</param>
    public bool Run(OnnxNode node, IReadOnlyDictionary<string, OnnxTensor> constants, Func<string, int[]?> shapeOf)
    {
        if (node.Inputs.Count == 0) return false;
        var made = node.Operator switch
        {
            "Shape" when shapeOf(node.Inputs[0]) is { } shape => Part(node, [null, .. shape.Select(length => (long?)length)]),
            "Gather" when node.Inputs.Count > 1 && Known(node.Inputs[0]) is { } values && Known(node.Inputs[1]) is { } places =>
                Array.ConvertAll(places, place => At(node, values, place)),
            "Unsqueeze" or "Squeeze" or "Cast" or "Identity" => Known(node.Inputs[0]),
            "Concat" when node.Inputs.All(name => Known(name) is not null) => [.. node.Inputs.SelectMany(name => Known(name)!)],
            _ => null,
        };
        if (made is null) return false;
        _values[node.Outputs[0]] = made;
        return true;

        long?[]? Known(string name) => Of(name)
            ?? (constants.TryGetValue(name, out var constant) && constant.IsWhole
                ? Array.ConvertAll(constant.ToWhole(), value => (long?)value) : null);
    }

    /// <summary>The lengths from <c>start</c> to <c>end</c>, counted from the end where they are below 0.</summary>
    private static long?[] Part(OnnxNode node, long?[] values)
    {
        var start = Place(node.Whole("start", 0));
        return values[start..Math.Max(start, Place(node.Whole("end", values.Length)))];

        int Place(long place) => (int)Math.Clamp(place < 0 ? place + values.Length : place, 0, values.Length);
    }

    private static long? At(OnnxNode node, long?[] values, long? place)
    {
        var index = place < 0 ? place + values.Length : place;
        return index is >= 0 && index < values.Length
            ? values[index.Value] : throw NetworkMaker.Unsupported(node, $"it takes the length {place} of {values.Length}");
    }
}
