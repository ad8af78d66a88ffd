using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Neurons.IO;

/// <summary>
/// JSON of files, read strictly: UTF-8, every text whole, every name once, every number finite. What is wrong is a
/// <see cref="FormatException"/> of one line that says where.
/// </summary>
public static class JsonText
{
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>The values of a text; whole numbers are such however they are written, as in 5.0 or 1e3.</summary>
    public static JsonNode? Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>The values of a file's bytes.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8)
    {
        using var document = Document(utf8.ToArray());
        var root = document.RootElement.Clone();
        return WithWholeNumbers(root.ValueKind switch
        {
            JsonValueKind.Object => JsonObject.Create(root),
            JsonValueKind.Array => JsonArray.Create(root),
            _ => JsonValue.Create(root),
        });
    }

    /// <summary>A file's bytes as a document.</summary>
    public static JsonDocument Document(byte[] utf8)
    {
        Utf8Text.Require(utf8);
        if (utf8.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0) throw new FormatException("it is empty");
        var text = utf8.AsMemory(utf8.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
        try
        {
            RequireWholeTexts(text.Span);
            return JsonDocument.Parse(text, _strict);
        }
        catch (JsonException error)
        {
            throw new FormatException(Place(error), error);
        }
    }

    /// <summary>Whole numbers that are written with a point or an exponent become such without.</summary>
    public static JsonNode? WithWholeNumbers(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var name in map.Select(pair => pair.Key).ToArray()) Replace(map[name], value => map[name] = value);
                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++) Replace(list[i], value => list[i] = value);
                break;
        }
        return node is JsonValue alone ? Whole(alone) ?? alone : node;

        static void Replace(JsonNode? child, Action<JsonNode> put)
        {
            if (child is JsonValue value)
            {
                if (Whole(value) is { } whole) put(whole);
            }
            else
            {
                WithWholeNumbers(child);
            }
        }
    }

    /// <summary>A whole number as JSON, which converts between the types of numbers; a value that is made of one type does not.</summary>
    public static JsonValue Number(string digits) => JsonNode.Parse(digits)!.AsValue();

    private static JsonValue? Whole(JsonValue value)
    {
        const double MostExact = 1L << 53;
        if (value.GetValueKind() != JsonValueKind.Number || value.TryGetValue<long>(out _) || value.TryGetValue<ulong>(out _)) return null;
        if (!value.TryGetValue<double>(out var number) || !double.IsFinite(number))
            throw new FormatException($"{Name(value)} is {value.ToJsonString()}; the largest number is {double.MaxValue}");
        var isWhole = number == Math.Floor(number) && Math.Abs(number) <= MostExact && !(number == 0 && double.IsNegative(number));
        return isWhole ? Number(number.ToString("F0", CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>Where a value stands, as in <c>layers[1].beta</c>.</summary>
    private static string Name(JsonValue value) => value.GetPath() is ['$', '.' or '[', ..] and var path ? path[1..].TrimStart('.') : "a number";

    /// <summary>Half a surrogate pair can be escaped, but is no text.</summary>
    private static void RequireWholeTexts(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException error)
            {
                var before = utf8[..(int)reader.TokenStartIndex];
                throw new FormatException(
                    $"line {before.Count((byte)'\n') + 1}, column {before.Length - before.LastIndexOf((byte)'\n')}: a text has half a surrogate pair",
                    error);
            }
        }
    }

    /// <summary>The place first, and what is wrong without the parser's own account of the place.</summary>
    private static string Place(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var what = (end < 0 ? error.Message : error.Message[..end]).TrimEnd(' ', '|', '.');
        const string Duplicate = "Duplicate property ";
        if (what.StartsWith(Duplicate, StringComparison.Ordinal))
            what = $"{what[Duplicate.Length..].Replace(" encountered during deserialization", "", StringComparison.Ordinal)} is given twice";
        return error.LineNumber is { } line ? $"line {line + 1}, column {error.BytePositionInLine + 1}: {what}" : what;
    }
}
