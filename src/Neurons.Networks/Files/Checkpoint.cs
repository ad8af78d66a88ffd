using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>Weights as safetensors files: the numbers as tensors, what they are the numbers of as JSON in the metadata.</summary>
internal static class Checkpoint
{
    /// <summary>The names in the metadata.</summary>
    public const string FormatKey = "format", NetworkKey = "network", UnnamedKey = "unnamed", TrainingKey = "training";

    /// <summary>The format.</summary>
    public const string Format = "neurons-network-1";

    /// <summary>Writes parameters, and tensors besides; what a reader would refuse is refused before a file is touched.</summary>
    public static void Write(
        string path, Dictionary<string, string> metadata, IReadOnlyList<Parameter> parameters, IEnumerable<(string Name, Tensor<float> Value)> others)
    {
        metadata[FormatKey] = Format;
        SafetensorsFile.Write(path, metadata, parameters.Select(parameter => (parameter.Name, parameter.Value)).Concat(others)
            .Select(one => SafetensorsEntry.From(one.Name, one.Value)));
    }

    /// <summary>Refuses numbers that a reader refuses: such a file must not take the place of one that can be read.</summary>
    public static void RequireReadable(IEnumerable<Parameter> parameters, string path)
    {
        foreach (var parameter in parameters)
        {
            RequireFinite($"Parameter {parameter.Name}", parameter.Value, path);
            if (parameter.Rule?.Invoke(parameter.Value) is { } wrong)
                throw new InvalidOperationException($"Parameter {parameter.Name} has {wrong}; nothing is written to {path}.");
        }
    }

    /// <summary>Refuses numbers that are not finite.</summary>
    public static void RequireFinite(string what, Tensor<float> value, string path)
    {
        if (!TensorPrimitives.IsFiniteAll<float>(value.ReadOnlySpan()))
            throw new NotFiniteNumberException($"{what} has a value that is not finite; nothing is written to {path}.");
    }

    /// <summary>Gives parameters the numbers of a file; they are checked all before any is changed.</summary>
    public static void ReadWeights(SafetensorsFile file, string path, IEnumerable<Parameter> parameters) =>
        ReadWeights(file, path, [.. parameters.Select(parameter => (parameter, parameter.Name))]);

    /// <summary>Gives the layers with weights those of modules of PyTorch.</summary>
    public static void ImportPyTorch(SafetensorsFile file, string path, IEnumerable<Parameter> parameters, string[] modules)
    {
        string[] marks = ["weight", "running_mean"];
        var layers = parameters.GroupBy(LayerOf).Where(layer => layer.Any(parameter => marks.Contains(LocalName(parameter)))).ToArray();
        if (layers.Length != modules.Length)
        {
            throw new ArgumentException(
                $"{modules.Length} modules are named, {string.Join(", ", modules)}; "
                + $"the network has {layers.Length} layers with weights: {string.Join(", ", layers.Select(layer => layer.Key))}.",
                nameof(modules));
        }

        foreach (var (layer, module) in layers.Zip(modules))
        {
            if (file.Contains($"{module}.bias") && layer.All(parameter => LocalName(parameter) != "bias"))
                throw new FormatError(path, $"has '{module}.bias', and layer {layer.Key} has no bias");
        }

        ReadWeights(file, path,
            [.. layers.Zip(modules).SelectMany(pair => pair.First.Select(parameter => (parameter, $"{pair.Second}.{LocalName(parameter)}")))]);

        static string LayerOf(Parameter parameter) => parameter.Name[..parameter.Name.LastIndexOf('.')];

        static string LocalName(Parameter parameter) => parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..];
    }

    private static void ReadWeights(SafetensorsFile file, string path, (Parameter Parameter, string Name)[] parameters)
    {
        var values = Array.ConvertAll(parameters, one => Values(file, path, one.Name, one.Parameter.Value));
        var before = Array.ConvertAll(parameters, one => one.Parameter.Value.ReadOnlySpan().ToArray());
        // All of them first: what is allowed of one may depend on another.
        for (var p = 0; p < values.Length; p++) values[p].CopyTo(parameters[p].Parameter.Value.Span());
        for (var p = 0; p < values.Length; p++)
        {
            var (parameter, name) = parameters[p];
            parameter.Changed();
            var wrong = parameter.Value.Span().SequenceEqual(values[p])
                ? parameter.Rule?.Invoke(parameter.Value) : "values that are not allowed";
            if (wrong is not null)
            {
                for (var q = 0; q < before.Length; q++) before[q].CopyTo(parameters[q].Parameter.Value.Span());
                foreach (var (kept, _) in parameters) kept.Changed();
                throw new FormatError(path, $"tensor '{name}' has {wrong}");
            }
        }
    }

    /// <summary>The numbers of a tensor of the file, which must have the shape of another and be finite.</summary>
    public static float[] Values(SafetensorsFile file, string path, string name, Tensor<float> like)
    {
        var shape = file.Entry(name).Shape;
        if (!shape.SequenceEqual(like.Lengths.ToArray().Select(length => (long)length)))
            throw new FormatError(
                path, $"tensor '{name}' has the shape {Shapes.Text([.. shape])}; the network needs {Shapes.Text(like.Lengths)}");

        var values = file.Entry(name).DType == "F64"
            ? Array.ConvertAll(file.Get<double>(name).ReadOnlySpan().ToArray(), value => (float)value)
            : file.Get<float>(name).ReadOnlySpan().ToArray();
        if (!TensorPrimitives.IsFiniteAll<float>(values)) throw new FormatError(path, $"tensor '{name}' has a value that is not finite");
        return values;
    }
}
