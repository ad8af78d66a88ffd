using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// Parts as text: a name, and after a colon the options, such as <c>delta:threshold=0.2,off_spikes</c>. What has options that cannot stand so
/// is JSON.
/// </summary>
internal static class PartText
{
    /// <summary>The text of named values.</summary>
    public static string Of(JsonObject values)
    {
        if (values.Any(pair => Text(pair.Value) is null)) return values.ToJsonString();
        var options = values.Where(pair => pair.Key != "name");
        var all = string.Join(',', options.Select(pair => Text(pair.Value) is { Length: > 0 } text ? $"{pair.Key}={text}" : pair.Key));
        return all.Length == 0 ? $"{values["name"]}" : $"{values["name"]}:{all}";
    }

    /// <summary>The named values of a text.</summary>
    /// <param name="what">What it is of, for messages: "encoding".</param>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is not of this form.</exception>
    public static JsonNode? Parse(string what, string text)
    {
        if (text.TrimStart().StartsWith('{')) return JsonText.Parse(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var values = new OptionText($"The {what} '{text}'", colon < 0 ? "" : text[(colon + 1)..]).ToJson();
        if (values.ContainsKey("name")) throw new FormatException($"The {what} '{text}' gives 'name'; the name stands before the colon.");
        values["name"] = (colon < 0 ? text : text[..colon]).Trim();
        return values;
    }

    /// <summary>A value as it stands after the equals sign; empty for true, which needs none; null where it cannot stand there.</summary>
    private static string? Text(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => "",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.ToJsonString(),
        JsonValueKind.String => value.GetValue<string>() is var text && IsWord(text) ? text : null,
        _ => null,
    };

    /// <summary>Whether a text is taken for nothing else.</summary>
    private static bool IsWord(string text) => text is not ("" or "true" or "false") && text.All(c => char.IsAsciiLetter(c) || c == '_');
}
