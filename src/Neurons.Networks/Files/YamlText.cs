using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Neurons.Networks;

/// <summary>Named values as YAML that <see cref="Yaml"/> reads: a line each, lists of named values with a line for each of those.</summary>
internal static partial class YamlText
{
    public static string Of(JsonObject values)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in values)
        {
            text.Append(Word(name)).Append(':');
            if (value is JsonArray list && list.Count > 0 && list.All(item => item is JsonObject))
                foreach (var item in list) text.Append("\n  - ").Append(Flow(item));
            else text.Append(' ').Append(Flow(value));
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Flow(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject values => $"{{{string.Join(", ", values.Select(pair => $"{Word(pair.Key)}: {Flow(pair.Value)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(Flow))}]",
        JsonValue value when value.TryGetValue<string>(out var text) => Word(text),
        _ => node.ToJsonString(),
    };

    /// <summary>Text as it is where nothing else could be meant, and else in quotes, as in JSON.</summary>
    private static string Word(string text) => Plain().IsMatch(text) && text is not ("null" or "true" or "false")
        ? text : JsonValue.Create(text).ToJsonString();

    /// <summary>What begins with a letter or '_' is no number, but for Infinity and NaN, which are none in a file either.</summary>
    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_./-]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
