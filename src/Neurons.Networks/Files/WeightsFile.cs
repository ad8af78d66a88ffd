using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>The file of weights that a description of a network names under <c>weights</c>, in its folder or below it.</summary>
internal sealed record WeightsFile(SafetensorsFile File, string Path)
{
    public const string Key = "weights", Extension = ".safetensors";

    /// <summary>The file of a description; null where it names none.</summary>
    /// <param name="values">The description.</param>
    /// <param name="path">The file of the description.</param>
    /// <exception cref="FormatException">What stands there is no such file.</exception>
    /// <exception cref="FormatError">The file has no tensors that can be read.</exception>
    public static WeightsFile? Of(JsonObject values, string path)
    {
        if (!values.ContainsKey(Key)) return null;
        const string Allowed = "the name of a file of safetensors in the folder of this file, or below it";
        if (values[Key] is not JsonValue value || !value.TryGetValue<string>(out var name) || string.IsNullOrWhiteSpace(name)
            || name.Contains('\0', StringComparison.Ordinal))
            throw JsonValues.Wrong(Key, values[Key], Allowed);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var weights = System.IO.Path.GetFullPath(name, folder);
        var below = System.IO.Path.EndsInDirectorySeparator(folder) ? folder : folder + System.IO.Path.DirectorySeparatorChar;
        if (System.IO.Path.IsPathRooted(name) || !weights.StartsWith(below, StringComparison.Ordinal))
            throw JsonValues.Wrong(Key, values[Key], Allowed);
        return System.IO.File.Exists(weights) ? new(SafetensorsFile.Read(weights), weights)
            : throw new FormatException($"{Key} is {values[Key]!.ToJsonString()}; there is no such file in {folder}");
    }

    /// <summary>Gives parameters these numbers.</summary>
    /// <exception cref="FormatError">The file has other tensors.</exception>
    public void Fill(IEnumerable<Parameter> parameters) => Checkpoint.ReadWeights(File, Path, parameters);
}
