using System.Security.Cryptography;
using System.Text.Json;
using Neurons.IO;
using Neurons.Nir;

namespace Neurons.Cli.Describe;

/// <summary>What is in a file of NIR, for scripts: values, or from 2000 of them on a hash of their bytes, little-endian in C order.</summary>
internal static class NirJson
{
    private const int FirstHashed = 2000;

    public static void Write(TextWriter output, NirGraph graph) => Json.WriteLine(output, json =>
    {
        json.WriteString("version", graph.Version);
        Content(json, graph);
        Metadata(json, graph);
    });

    private static void Content(Utf8JsonWriter json, NirGraph graph)
    {
        json.WriteStartObject("nodes");
        foreach (var (name, node) in graph.Nodes)
        {
            json.WriteStartObject(name);
            json.WriteString("type", node.Type);
            if (node is NirGraph inner) Content(json, inner);
            else Entries(json, "parameters", node.Parameters.Select(parameter => (parameter.Name, parameter.Value)));
            Shape(json, "input_shape", graph.InputShape(name));
            Shape(json, "output_shape", graph.OutputShape(name));
            Metadata(json, node);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("edges");
        foreach (var edge in graph.Edges)
        {
            json.WriteStartArray();
            json.WriteStringValue(edge.From);
            json.WriteStringValue(edge.To);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Metadata(Utf8JsonWriter json, NirNode node)
    {
        if (!node.Metadata.IsEmpty) Metadata(json, "metadata", node.Metadata);
    }

    private static void Metadata(Utf8JsonWriter json, string name, NirMetadata metadata)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in metadata.Values.OrderBy(entry => entry.Key, StringComparer.Ordinal)) Array(json, key, value);
        foreach (var (key, group) in metadata.Groups.OrderBy(entry => entry.Key, StringComparer.Ordinal)) Metadata(json, key, group);
        json.WriteEndObject();
    }

    private static void Entries(Utf8JsonWriter json, string name, IEnumerable<(string Name, NirArray Value)> entries)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in entries) Array(json, key, value);
        json.WriteEndObject();
    }

    private static void Shape(Utf8JsonWriter json, string name, NirShape? shape)
    {
        if (shape is { } lengths) List(json, name, lengths, json.WriteNumberValue);
        else json.WriteNull(name);
    }

    private static void Array(Utf8JsonWriter json, string name, NirArray array)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", array.Type.ToString().ToLowerInvariant());
        List(json, "shape", array.Shape, json.WriteNumberValue);
        if (!array.IsNumeric && array.Shape.Count == 0) json.WriteString("values", array.Texts[0]);
        else if (array.IsNumeric && array.Count >= FirstHashed) json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(array.Bytes)));
        else Values(json, array);
        json.WriteEndObject();
    }

    private static void Values(Utf8JsonWriter json, NirArray array)
    {
        switch (array.Type)
        {
            case Hdf5Type.String: List(json, "values", array.Texts.ToArray(), json.WriteStringValue); break;
            case Hdf5Type.Bool: List(json, "values", array.Values<bool>().ToArray(), json.WriteBooleanValue); break;
            case Hdf5Type.UInt64: List(json, "values", array.Values<ulong>().ToArray(), json.WriteNumberValue); break;
            case Hdf5Type.Float16 or Hdf5Type.Float32 or Hdf5Type.Float64: List(json, "values", array.ToDoubles(), Number); break;
            default: List(json, "values", array.ToInt64s(), json.WriteNumberValue); break;
        }

        // JSON has no word for what is not finite.
        void Number(double value)
        {
            if (double.IsFinite(value)) json.WriteNumberValue(value);
            else json.WriteStringValue($"{value}");
        }
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values) write(value);
        json.WriteEndArray();
    }
}
