namespace Neurons.Verification;

/// <summary>A recorded call of a function: its options, its inputs, what came of them, and perhaps the gradients.</summary>
internal sealed record FunctionCase(string Name, string Function, string Source, JsonRecord Options)
{
    public required IReadOnlyDictionary<string, FunctionArray> Inputs { get; init; }

    public required IReadOnlyDictionary<string, FunctionArray> Outputs { get; init; }

    /// <summary>The gradients are of Σ upstream·output; both are empty where none were recorded.</summary>
    public required IReadOnlyDictionary<string, FunctionArray> Upstream { get; init; }

    public required IReadOnlyDictionary<string, FunctionArray> Gradients { get; init; }

    /// <summary>The agreement that is expected in float64.</summary>
    public required double Tolerance { get; init; }

    public static FunctionCase Read(string name, JsonRecord json)
    {
        IReadOnlyDictionary<string, FunctionArray> Arrays(string group) => json.IsRecord(group)
            ? json.Record(group).Names.ToDictionary(array => array, array => FunctionArray.Read(json.Record(group).Record(array)))
            : new Dictionary<string, FunctionArray>();

        return new(name, json.Text("function"), json.Text("source"), json.Record("options"))
        {
            Inputs = Arrays("inputs"),
            Outputs = Arrays("outputs"),
            Upstream = Arrays("upstream"),
            Gradients = Arrays("gradients"),
            Tolerance = json.Number("tolerance"),
        };
    }

    public FunctionArray Input(string name) => Find(Inputs, "inputs", name);

    public FunctionArray Output(string name) => Find(Outputs, "outputs", name);

    /// <summary>The option, or its default where the recording leaves it out.</summary>
    public double Number(string option, double otherwise) => Options.Has(option) ? Options.Number(option) : otherwise;

    public int Count(string option, int otherwise) => Options.Has(option) ? Options.Count(option) : otherwise;

    private FunctionArray Find(IReadOnlyDictionary<string, FunctionArray> group, string kind, string name) =>
        group.TryGetValue(name, out var array) ? array : throw Options.Error("", $"{Name} has no {kind} {name}");
}

/// <summary>An array of a recorded call, row-major.</summary>
internal sealed record FunctionArray(nint[] Shape, double[] Values)
{
    public static FunctionArray Read(JsonRecord json)
    {
        var shape = json.Numbers("shape");
        if (shape.Any(length => length is < 0 or > int.MaxValue || length != Math.Floor(length)))
        {
            throw json.Error("shape", "whole numbers ≥ 0 are expected");
        }

        var count = shape.Aggregate(1.0, (product, length) => product * length);
        return count <= int.MaxValue
            ? new([.. shape.Select(length => (nint)length)], json.Numbers("values", (int)count))
            : throw json.Error("shape", "there are too many elements");
    }

    /// <summary>The first length, which is the time where there is one.</summary>
    public int Steps => Shape.Length > 0 ? (int)Shape[0] : 1;

    /// <summary>Elements at each step.</summary>
    public int Width => Values.Length / Math.Max(1, Steps);
}
