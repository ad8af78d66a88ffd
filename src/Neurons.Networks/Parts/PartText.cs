using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// Parts as text: a name, and after a colon the options, such as <c>delta:threshold=0.2,off_spikes</c>. What has options that cannot stand
/// so is JSON.
/// </summary>
internal static class PartText
{
    /// <summary>The text of named values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="key">What the name is called.</param>
    public static string Of(JsonObject values, string key)
    {
        if (values.Any(pair => Text(pair.Value) is null)) return values.ToJsonString();
        var options = values.Where(pair => pair.Key != key);
        var all = string.Join(',', options.Select(pair => Text(pair.Value) is { Length: > 0 } text ? $"{pair.Key}={text}" : pair.Key));
        return all.Length == 0 ? $"{values[key]}" : $"{values[key]}:{all}";
    }

    /// <summary>The named values of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What sort of part it is, for messages.</param>
    /// <param name="key">What the name is called.</param>
    /// <exception cref="FormatException">The text is not of this form.</exception>
    public static JsonNode? Parse(string text, string what, string key)
    {
        if (text.TrimStart().StartsWith('{')) return JsonText.Parse(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var values = new OptionText($"The {what} '{text}'", colon < 0 ? "" : text[(colon + 1)..]).ToJson();
        if (values.ContainsKey(key)) throw new FormatException($"The {what} '{text}' gives '{key}'; the {key} stands before the colon.");
        values[key] = (colon < 0 ? text : text[..colon]).Trim();
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
