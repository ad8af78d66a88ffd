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

    /// <summary>Other parts that can be options.</summary>
    private static readonly Dictionary<Type, (Func<JsonNode, PartPlace, object> Read, Func<object, JsonNode> Write)> _parts = new()
    {
        [typeof(Initializer)] = ((node, _) => Initializers.Registry.Read(node, "weights"), part => Initializers.Registry.Describe((Initializer)part)),
        [typeof(Layer)] = ((node, place) => LayerKinds.ReadOne(node, place.Inner(0)), part => LayerKinds.Describe((Layer)part)),
        [typeof(NeuronLayer)] = (
            (node, place) => LayerKinds.ReadOne(node, place.Inner(0)) as NeuronLayer
                ?? throw new FormatException($"layer {place.Inner(0)} must be one of neurons"),
            part => LayerKinds.Describe((Layer)part)),
        [typeof(Layer[])] = (LayerKinds.ReadAll, part => new JsonArray([.. ((Layer[])part).Select(LayerKinds.Describe)])),
        [typeof(ImageSize)] = (
            (node, _) => Numbers<int>("a size", node, "whole numbers") switch
            {
                [var both] => new ImageSize(both, both),
                [var height, var width] => new ImageSize(height, width),
                var lengths => throw new FormatException($"a size has {lengths.Length} numbers; it must have 1 or 2"),
            },
            part => part is ImageSize size && size.Height == size.Width
                ? size.Height : new JsonArray(((ImageSize)part).Height, ((ImageSize)part).Width)),
        [typeof(Schedule)] = ((node, place) => Schedule.Kinds.Read(node, place), part => Schedule.Kinds.Describe((Schedule)part)),
    };

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
        if (_parts.TryGetValue(Plain(type), out var part)) return Named(name, () => part.Read(node, place));
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
        Plain(type) == typeof(ImageSize) ? "1 or 2 whole numbers"
        : type == typeof(Layer[]) ? "a list of layers"
        : _parts.ContainsKey(type) ? "a name, or named values with one"
        : Element(type) is { } element ? element == typeof(int) ? "a list of whole numbers" : "a list of numbers"
        : Plain(type) is { IsEnum: true } choice ? $"one of {string.Join(", ", Enum.GetNames(choice).Select(PartName.Snake))}"
        : _scalars[Plain(type)].Words;

    /// <summary>Messages of a size begin with the option's name.</summary>
    private static object Named(string name, Func<object> read)
    {
        const string Size = "a size";
        try
        {
            return read();
        }
        catch (FormatException error) when (error.Message.StartsWith(Size, StringComparison.Ordinal))
        {
            throw new FormatException(name + error.Message[Size.Length..], error);
        }
    }

    private static bool IsScalar(Type type) => type.IsEnum || _scalars.ContainsKey(type);

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>What a list is of; null for what is no list.</summary>
    private static Type? Element(Type type) =>
        type.IsSZArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>A list; one number stands for a list of one.</summary>
    private static T[] Numbers<T>(string name, JsonNode node, string words)
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
