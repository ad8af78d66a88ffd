using System.Text;
using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Names in files: snake_case. On reading, case and underscores make no difference, so that names of earlier versions are known.</summary>
internal static class PartName
{
    /// <summary><c>OutputSize</c> as <c>output_size</c>, <c>MaxPool2d</c> as <c>max_pool2d</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && name[i - 1] != '_' && !char.IsAsciiLetterUpper(name[i - 1])) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    /// <summary>What two spellings of one name have in common.</summary>
    public static string Key(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>The spelling of a name among named values; null where it is not there.</summary>
    /// <exception cref="FormatException">It is there in two spellings.</exception>
    public static string? In(JsonObject values, string name)
    {
        string? found = null;
        foreach (var (spelling, _) in values)
        {
            if (!Same(spelling, name)) continue;
            if (found is not null) throw new FormatException($"there are '{found}' and '{spelling}', which are one name");
            found = spelling;
        }
        return found;
    }

    /// <summary>What stands under a name; null where nothing does.</summary>
    /// <exception cref="FormatException">It is there in two spellings.</exception>
    public static JsonNode? Value(JsonObject values, string name) => In(values, name) is { } spelling ? values[spelling] : null;

    /// <summary>Whether two spellings are of one name.</summary>
    public static bool Same(string one, string other) => Key(one) == Key(other);
}
