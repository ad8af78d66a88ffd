using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Cli.Populations;

/// <summary>Named values of a file, each of which has to be asked for: what is left is an error that says where it stands.</summary>
/// <param name="place">Where they stand, such as <c>connections[0]</c>; empty for all of a file.</param>
/// <param name="values">The values.</param>
internal sealed class Fields(string place, JsonObject values)
{
    private readonly List<string> _known = [];

    public string Place => place;

    /// <summary>The names that there are.</summary>
    public IEnumerable<string> Names => values.Select(pair => pair.Key);

    /// <summary>Where a value stands.</summary>
    public string At(string name) => place.Length == 0 ? name : $"{place}.{name}";

    public bool Has(string name) => Find(name) is not null;

    public JsonNode? Find(string name)
    {
        if (!_known.Contains(name)) _known.Add(name);
        return values[name];
    }

    public JsonNode Required(string name, string allowed) =>
        Find(name) ?? throw new FormatException($"{At(name)} is missing; it must be {allowed}");

    public double Number(string name, double? otherwise = null) => Find(name) is null && otherwise is { } number
        ? number
        : As<double>(name, "a finite number") is var given && double.IsFinite(given) ? given
        : throw JsonValues.Wrong(At(name), Find(name), "a finite number");

    public int Whole(string name) => As<int>(name, "a whole number");

    public bool Flag(string name) => As<bool>(name, "true or false");

    public ulong Seed(string name, ulong otherwise) => Find(name) is null ? otherwise : As<ulong>(name, "a whole number ≥ 0");

    public string Text(string name, string? otherwise = null) => Find(name) is null && otherwise is not null ? otherwise : As<string>(name, "text");

    public string Choice(string name, string otherwise, params string[] choices) =>
        Text(name, otherwise) is var text && choices.Contains(text)
            ? text
            : throw JsonValues.Wrong(At(name), Find(name), $"one of {string.Join(", ", choices)}");

    /// <summary>Named values within; none where the name is missing.</summary>
    public Fields Inner(string name) => new(At(name), Find(name) switch
    {
        null when !values.ContainsKey(name) => [],
        JsonObject inner => inner,
        null => throw new FormatException($"{At(name)} is empty; it must be named values, or be left out"),
        var other => throw JsonValues.Wrong(At(name), other, "named values"),
    });

    /// <summary>A list of named values; none where the name is missing.</summary>
    public Fields[] List(string name) => Find(name) switch
    {
        null => [],
        JsonArray list => [.. list.Select((item, i) => new Fields(
            $"{At(name)}[{i}]", item as JsonObject ?? throw JsonValues.Wrong($"{At(name)}[{i}]", item, "named values")))],
        var other => throw JsonValues.Wrong(At(name), other, "a list of named values"),
    };

    /// <summary>A list of texts.</summary>
    public string[] Texts(string name) => Required(name, "a list of text") switch
    {
        JsonArray list => [.. list.Select(item => item is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw JsonValues.Wrong(At(name), list, "a list of text"))],
        _ => [Text(name)],
    };

    /// <summary>A list of numbers.</summary>
    public double[] Numbers(string name) => Required(name, "a list of numbers") is JsonArray list
        ? OfList(At(name), list)
        : throw JsonValues.Wrong(At(name), Find(name), "a list of numbers");

    /// <summary>Refuses what nobody asked for.</summary>
    public void End()
    {
        if (Names.FirstOrDefault(name => !_known.Contains(name)) is { } unknown)
            throw new FormatException(
                $"{(place.Length == 0 ? "the file" : place)} has no '{unknown}'; it has {string.Join(", ", _known)}."
                + Cli.Names.Suggestion(_known, unknown));
    }

    public static double[] OfList(string at, JsonArray list) =>
        [.. list.Select(item => item is JsonValue value && Any(value).TryGetValue<double>(out var number) && double.IsFinite(number)
            ? number
            : throw JsonValues.Wrong(at, list, "a list of finite numbers"))];

    private T As<T>(string name, string allowed) =>
        Required(name, allowed) is JsonValue value && Any(value).TryGetValue<T>(out var read)
            ? read
            : throw JsonValues.Wrong(At(name), Find(name), allowed);

    /// <summary>A number that is made of one type of numbers as one that converts between them.</summary>
    private static JsonValue Any(JsonValue value) =>
        value.GetValueKind() == System.Text.Json.JsonValueKind.Number ? JsonText.Number(value.ToJsonString()) : value;
}
