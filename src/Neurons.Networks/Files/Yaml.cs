using System.Globalization;
using System.Text.Json.Nodes;
using Neurons.IO;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Neurons.Networks;

/// <summary>YAML as JSON: maps, lists, and scalars, which are numbers, true, false and null where they are written as such without quotes.</summary>
internal static class Yaml
{
    private const int MostNested = 64, MostNodes = 100_000;

    /// <exception cref="FormatException">The text is not YAML, or not one document of maps, lists and scalars.</exception>
    public static JsonNode? Parse(string text)
    {
        RequireFlat(text);
        var stream = Guarded(new Parser(new StringReader(text)), parser =>
        {
            var documents = new YamlStream();
            documents.Load(parser);
            return documents;
        });
        var nodes = 0;
        return stream.Documents.Count == 1
            ? JsonText.WithWholeNumbers(Node(stream.Documents[0].RootNode, new(ReferenceEqualityComparer.Instance), ref nodes))
            : throw new FormatException($"it has {stream.Documents.Count} YAML documents; one is needed");
    }

    /// <summary>
    /// Whatever the parser throws, as one line with the place: on some texts it stumbles over itself instead of saying what is wrong.
    /// </summary>
    private static T Guarded<T>(Parser parser, Func<Parser, T> parse)
    {
        try
        {
            return parse(parser);
        }
        catch (YamlException error)
        {
            throw At(error.Start, error.InnerException?.Message ?? error.Message, error);
        }
        catch (Exception error) when (error is not (FormatException or OutOfMemoryException))
        {
            throw At(parser.Current?.End ?? Mark.Empty, "here, or soon after, this is not YAML", error);
        }

        static FormatException At(Mark place, string problem, Exception error) =>
            new(string.Create(CultureInfo.InvariantCulture, $"line {place.Line}, column {place.Column}: {problem}"), error);
    }

    /// <summary>What is nested deeply would exhaust the stack of whoever reads it.</summary>
    private static void RequireFlat(string text)
    {
        var depth = 0;
        Guarded(new Parser(new StringReader(text)), parser =>
        {
            while (parser.MoveNext())
            {
                depth += parser.Current!.NestingIncrease;
                if (depth > MostNested) throw new FormatException($"line {parser.Current.Start.Line} is nested more than {MostNested} deep");
            }
            return depth;
        });
    }

    private static JsonNode? Node(YamlNode node, HashSet<YamlNode> within, ref int nodes)
    {
        // an alias may stand for what has aliases, and so on
        if (++nodes > MostNodes) throw new FormatException($"there are more than {MostNodes} values");
        // an alias may point to what it is part of
        if (node is not YamlScalarNode && !within.Add(node)) throw new FormatException($"line {node.Start.Line} is nested in itself");
        JsonNode? json = node switch
        {
            YamlMappingNode map => Map(map, within, ref nodes),
            YamlSequenceNode list => List(list, within, ref nodes),
            YamlScalarNode scalar => Scalar(scalar),
            _ => throw new FormatException($"line {node.Start.Line} is neither a map, a list nor a value"),
        };
        within.Remove(node);
        return json;
    }

    private static JsonArray List(YamlSequenceNode list, HashSet<YamlNode> within, ref int nodes)
    {
        var json = new JsonArray();
        foreach (var child in list.Children) json.Add(Node(child, within, ref nodes));
        return json;
    }

    private static JsonObject Map(YamlMappingNode map, HashSet<YamlNode> within, ref int nodes)
    {
        var json = new JsonObject();
        foreach (var (key, value) in map.Children)
            json[key is YamlScalarNode { Value: { } name } ? name : throw new FormatException($"line {key.Start.Line}: a name must be text")] = Node(
                value, within, ref nodes);
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
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
                JsonText.Number(whole.ToString(CultureInfo.InvariantCulture)),
            _ when ulong.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large) =>
                JsonText.Number(large.ToString(CultureInfo.InvariantCulture)),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
                JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }
}
