using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// The types that an option of a part may have, each as JSON: truth values, numbers, text, enumerations, lists of numbers, and other parts.
/// </summary>
internal static class PartValue
{
    private static readonly Dictionary<Type, (Func<JsonValue, object?> Read, string Words)> _scalars = new()
    {
        [typeof(bool)] = (value => value.TryGetValue<bool>(out var truth) ? truth : null, "true or false"),
        [typeof(int)] = (value => value.TryGetValue<int>(out var whole) ? whole : null, $"a whole number, at most {int.MaxValue}"),
        [typeof(long)] = (value => value.TryGetValue<long>(out var whole) ? whole : null, "a whole number"),
        [typeof(ulong)] = (value => value.TryGetValue<ulong>(out var whole) ? whole : null, "a whole number, at least 0"),
        [typeof(double)] = (value => value.TryGetValue<double>(out var number) ? number : null, "a number"),
        [typeof(string)] = (value => value.TryGetValue<string>(out var text) ? text : null, "text"),
    };

    /// <summary>Other types that options can have, such as other parts.</summary>
    private static readonly Dictionary<
        Type, (Func<string, JsonNode, PartPlace, object> Read, Func<object, JsonNode> Write, string Words)> _parts = [];

    /// <summary>Makes a type one that options can have.</summary>
    /// <param name="read">The value of JSON, of an option with a name, at a place.</param>
    /// <param name="write">Its JSON.</param>
    /// <param name="words">What a value is, for messages.</param>
    public static void Add<T>(Func<string, JsonNode, PartPlace, T> read, Func<T, JsonNode> write, string words = "a name, or named values with one")
        where T : notnull => _parts[typeof(T)] = ((name, node, place) => read(name, node, place), value => write((T)value), words);

    /// <summary>Whether an option can have a type.</summary>
    public static bool Takes(Type type) =>
        _parts.ContainsKey(Plain(type))
            || (Element(type) is { } element ? element == typeof(int) || element == typeof(double) : IsScalar(Plain(type)));

    /// <summary>The value that JSON stands for.</summary>
    /// <param name="name">The option's name, for messages.</param>
    /// <param name="node">The JSON; null is none.</param>
    /// <param name="type">The type of the option.</param>
    /// <param name="place">Where the part stands.</param>
    /// <exception cref="FormatException">The JSON is of another kind.</exception>
    public static object? Read(string name, JsonNode? node, Type type, PartPlace place)
    {
        if (node is null) return null;
        if (_parts.TryGetValue(Plain(type), out var part)) return part.Read(name, node, place);
        if (Element(type) is { } element)
            return element == typeof(int) ? Numbers<int>(name, node, "whole numbers") : Numbers<double>(name, node, "numbers");
        var plain = Plain(type);
        if (plain.IsEnum) return Choice(name, node, plain);
        var (read, words) = _scalars[plain];
        // one number in a list: lengths of lines are written so, too
        if (node is JsonArray { Count: 1 } list && plain == typeof(int)) node = list[0];
        return node is JsonValue value && read(Any(value)) is { } known ? known : throw JsonValues.Wrong(name, node, words);
    }

    /// <summary>The JSON of a value of an option of this type.</summary>
    public static JsonNode? Write(object? value, Type type) =>
        value is not null && _parts.TryGetValue(Plain(type), out var part) ? part.Write(value) : Write(value);

    private static JsonNode? Write(object? value) => value switch
    {
        null => null,
        bool truth => JsonValue.Create(truth),
        int whole => JsonValue.Create(whole),
        long whole => JsonValue.Create(whole),
        ulong whole => JsonValue.Create(whole),
        double number => JsonValue.Create(number),
        string text => JsonValue.Create(text),
        Enum choice => JsonValue.Create(PartName.Snake(choice.ToString())),
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(Write)]),
        _ => throw new NotSupportedException($"{value.GetType().Name} is no type of an option"),
    };

    /// <summary>What a value of a type is, for messages.</summary>
    public static string Words(Type type) =>
        _parts.TryGetValue(Plain(type), out var part) ? part.Words
        : Element(type) is { } element ? element == typeof(int) ? "a list of whole numbers" : "a list of numbers"
        : Plain(type) is { IsEnum: true } choice ? $"one of {string.Join(", ", Enum.GetNames(choice).Select(PartName.Snake))}"
        : _scalars[Plain(type)].Words;

    private static bool IsScalar(Type type) => type.IsEnum || _scalars.ContainsKey(type);

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>What a list is of; null for what is no list.</summary>
    private static Type? Element(Type type) =>
        type.IsSZArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>A list; one number stands for a list of one.</summary>
    public static T[] Numbers<T>(string name, JsonNode node, string words)
    {
        return node is JsonArray list ? [.. list.Select(One)] : [One(node)];

        T One(JsonNode? item) => item is JsonValue value && Any(value).TryGetValue<T>(out var number)
            ? number : throw JsonValues.Wrong(name, node, $"a list of {words}");
    }

    /// <summary>A number that is made of one type of numbers as one that converts between them.</summary>
    private static JsonValue Any(JsonValue value) => value.GetValueKind() == JsonValueKind.Number ? JsonText.Number(value.ToJsonString()) : value;

    private static object Choice(string name, JsonNode node, Type type)
    {
        var names = Enum.GetNames(type);
        var text = node is JsonValue value && value.TryGetValue<string>(out var known) ? known : throw JsonValues.Wrong(name, node, "text");
        var index = Array.FindIndex(names, one => PartName.Same(one, text));
        return index >= 0
            ? Enum.Parse(type, names[index])
            : throw new FormatException($"{name} is '{text}'; it must be one of {string.Join(", ", names.Select(PartName.Snake))}");
    }
}
