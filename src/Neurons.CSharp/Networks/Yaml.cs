using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Neurons;

/// <summary>YAML as JSON: maps, lists, and scalars, which are numbers, true, false and null where they are written as such without quotes.</summary>
internal static class Yaml
{
    /// <exception cref="YamlException">The text is not YAML.</exception>
    /// <exception cref="FormatException">It is not one document of maps, lists and scalars.</exception>
    public static JsonNode? Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 1
            ? Node(stream.Documents[0].RootNode, new(ReferenceEqualityComparer.Instance))
            : throw new FormatException($"it has {stream.Documents.Count} YAML documents; one is needed");
    }

    private static JsonNode? Node(YamlNode node, HashSet<YamlNode> within)
    {
        // an alias may point to what it is part of
        if (node is not YamlScalarNode && (within.Count > 64 || !within.Add(node)))
            throw new FormatException($"line {node.Start.Line} is nested too deeply, or in itself");
        JsonNode? json = node switch
        {
            YamlMappingNode map => Map(map, within),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(child => Node(child, within))]),
            YamlScalarNode scalar => Scalar(scalar),
            _ => throw new FormatException($"line {node.Start.Line} is neither a map, a list nor a value"),
        };
        within.Remove(node);
        return json;
    }

    private static JsonObject Map(YamlMappingNode map, HashSet<YamlNode> within)
    {
        var json = new JsonObject();
        foreach (var (key, value) in map.Children)
            json[key is YamlScalarNode { Value: { } name } ? name : throw new FormatException($"line {key.Start.Line}: a name must be text")] = Node(value, within);
        return json;
    }

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain) return JsonValue.Create(text);
        return text switch
        {
            "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => Whole(whole),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }

    // parsed JSON converts between the types of numbers; a value that is made of one type does not
    private static JsonValue Whole(long number) => JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture))!.AsValue();
}
