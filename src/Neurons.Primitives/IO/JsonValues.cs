using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Neurons.IO;

/// <summary>
/// Values of .NET made of JSON. What is missing or of another kind is a <see cref="FormatException"/> of one line that names its place, what is there
/// and what is allowed.
/// </summary>
public static class JsonValues
{
    private const int MostShown = 60;

    /// <summary>Makes a value of JSON.</summary>
    /// <param name="node">The JSON, as <see cref="JsonText"/> reads it.</param>
    /// <param name="type">What it is to be.</param>
    /// <exception cref="FormatException">It is not that.</exception>
    public static T Read<T>(JsonNode? node, JsonTypeInfo<T> type)
        where T : class
    {
        if (node is null) throw Wrong("it", node, Words(type));
        Check("", node, type);
        return node.Deserialize(type)!;
    }

    /// <summary>The error that what is found at a place is not what it must be.</summary>
    public static FormatException Wrong(string place, JsonNode? node, string allowed)
    {
        var text = node?.ToJsonString() ?? "null";
        return new($"{place} is {(text.Length > MostShown ? $"{text[..MostShown]}…" : text)}; it must be {allowed}");
    }

    private static void Check(string place, JsonNode node, JsonTypeInfo type)
    {
        if (!IsOne(node, type)) throw Wrong(place.Length == 0 ? "it" : place, node, Words(type));
        switch (type.Kind, node)
        {
            case (JsonTypeInfoKind.Object, JsonObject values):
                foreach (var property in type.Properties)
                {
                    var inner = place.Length == 0 ? property.Name : $"{place}.{property.Name}";
                    if (values[property.Name] is { } value) Check(inner, value, type.Options.GetTypeInfo(property.PropertyType));
                    else if (property.IsRequired)
                        throw new FormatException($"{inner} is missing; it must be {Words(type.Options.GetTypeInfo(property.PropertyType))}");
                    else if (values.ContainsKey(property.Name)
                        && property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null)
                        throw Wrong(inner, null, Words(type.Options.GetTypeInfo(property.PropertyType)));
                }
                break;
            case (JsonTypeInfoKind.Enumerable, JsonArray list):
                for (var i = 0; i < list.Count; i++) Element($"{place}[{i}]", list[i]);
                break;
            case (JsonTypeInfoKind.Dictionary, JsonObject values):
                foreach (var (name, value) in values) Element($"{place}.{name}", value);
                break;
        }

        void Element(string inner, JsonNode? value)
        {
            var element = type.Options.GetTypeInfo(type.ElementType!);
            if (value is null) throw Wrong(inner, value, Words(element));
            Check(inner, value, element);
        }
    }

    private static bool IsOne(JsonNode node, JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => node is JsonObject,
        JsonTypeInfoKind.Enumerable => node is JsonArray,
        _ when type.Type == typeof(JsonObject) => node is JsonObject,
        _ when node is not JsonValue => false,
        _ => Type.GetTypeCode(Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
        {
            TypeCode.String => node.GetValueKind() == JsonValueKind.String,
            TypeCode.Boolean => node.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            TypeCode.Int32 => node.AsValue().TryGetValue<int>(out _),
            TypeCode.Int64 => node.AsValue().TryGetValue<long>(out _),
            TypeCode.UInt64 => node.AsValue().TryGetValue<ulong>(out _),
            TypeCode.Double => node.AsValue().TryGetValue<double>(out _),
            _ => true,
        },
    };

    private static string Words(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Enumerable => "a list",
        JsonTypeInfoKind.None when type.Type != typeof(JsonObject) => Type.GetTypeCode(Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
        {
            TypeCode.String => "text",
            TypeCode.Boolean => "true or false",
            TypeCode.Int32 => Whole(int.MinValue, int.MaxValue),
            TypeCode.Int64 => Whole(long.MinValue, long.MaxValue),
            TypeCode.UInt64 => Whole(0, ulong.MaxValue),
            _ => "a number",
        },
        _ => "named values",
    };

    private static string Whole(Int128 least, Int128 most) => string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
}
