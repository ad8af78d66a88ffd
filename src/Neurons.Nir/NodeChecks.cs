namespace Neurons.Nir;

/// <summary>Checks of the parameters of a node. A message says the type, the parameter, its value and what is allowed.</summary>
internal static class NodeChecks
{
    public static ArgumentException Wrong(this NirNode node, string problem) => new($"{node.Type}: {problem}");

    /// <summary>Numbers, none of which is NaN.</summary>
    public static void Number(this NirNode node, string name, NirArray value)
    {
        if (!value.IsNumeric) throw node.Wrong($"{name} is text ({value}); it must be numbers");
        if (value.HasNaN()) throw node.Wrong($"{name} ({value}) contains NaN; it must be numbers");
    }

    /// <summary>The parameters of a neuron: numbers, all of one shape.</summary>
    public static void OneShape(this NirNode node)
    {
        var first = node.Parameters[0];
        foreach (var (name, value) in node.Parameters)
        {
            node.Number(name, value);
            if (value.Shape != first.Value.Shape)
                throw node.Wrong($"{name} has the shape {value.Shape} and {first.Name} {first.Value.Shape}; all parameters must have the same shape");
        }
    }

    /// <summary>Numbers with at least so many axes.</summary>
    public static void Axes(this NirNode node, string name, NirArray value, int least, int most)
    {
        node.Number(name, value);
        if (value.Shape.Count < least || value.Shape.Count > most)
            throw node.Wrong($"{name} has the shape {value.Shape}; it must have {(least == most ? $"{least} axes" : $"at least {least} axes")}");
    }

    /// <summary>A bias: the shape of the output, or its last axis alone.</summary>
    public static void Bias(this NirNode node, NirArray bias, NirShape output)
    {
        node.Number("bias", bias);
        if (bias.Shape != output && !(bias.Shape.Count == 1 && bias.Shape[0] == output[^1]))
            throw node.Wrong($"bias has the shape {bias.Shape}; it must be {output}, as weight gives it");
    }

    /// <summary>Whole numbers: one for all of so many axes, or one for each.</summary>
    public static long[] Whole(this NirNode node, string name, NirArray value, int axes, long least)
    {
        if (value.Shape.Count > 1 || (value.Count != 1 && value.Count != axes))
            throw node.Wrong($"{name} has the shape {value.Shape}; it must be one whole number{(axes > 1 ? $", or {axes} of them" : "")}");
        if (value.Whole() is not { } numbers) throw node.Wrong($"{name} is {value}; it must be whole numbers");
        foreach (var number in numbers)
            if (number < least || number > int.MaxValue) throw node.Wrong($"{name} has {number}; it must be from {least} to {int.MaxValue}");
        return numbers.Length == axes ? numbers : [.. Enumerable.Repeat(numbers[0], axes)];
    }

    /// <summary>A shape as a parameter: whole numbers ≥ 0 along one axis. No axes at all may be of any type.</summary>
    public static NirShape Shape(this NirNode node, string name, NirArray value)
    {
        if (value.Shape.Count != 1) throw node.Wrong($"{name} has the shape {value.Shape}; it must have one axis");
        if (value.Count > IO.Hdf5Array.MostAxes)
            throw node.Wrong($"{name} has {value.Count} numbers; at most {IO.Hdf5Array.MostAxes} axes are possible");
        if (value.Whole() is not { } lengths) throw node.Wrong($"{name} is {value}; it must be whole numbers");
        foreach (var length in lengths)
            if (length < 0) throw node.Wrong($"{name} has {length}; it must be ≥ 0");
        return NirShape.Create(lengths);
    }
}
