using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>Named values as people write them in files: YAML, or JSON where the name ends in <c>.json</c>.</summary>
public static class YamlFile
{
    /// <summary>The named values of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">It is neither YAML nor JSON, or has no named values.</exception>
    public static JsonObject Read(string path)
    {
        var bytes = InputFile.ReadBytes(path);
        try
        {
            return Values(path, bytes);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new FormatError(path, $"cannot be read: {error.Message}", error);
        }
    }

    /// <exception cref="FormatException">It is neither YAML nor JSON, or has no named values.</exception>
    internal static JsonObject Values(string path, byte[] bytes) =>
        (IsJson(path) ? JsonText.Parse(bytes) : Yaml.Parse(Utf8Text.Of(bytes))) as JsonObject
        ?? throw new FormatException("it has no named values, such as layers");

    internal static bool IsJson(string path) => Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);
}
