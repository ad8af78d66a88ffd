using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Shorthands for the descriptions of networks.</summary>
internal static class Json
{
    public static JsonArray Array(ReadOnlySpan<nint> lengths)
    {
        var array = new JsonArray();
        foreach (var length in lengths) array.Add((JsonNode)(long)length);
        return array;
    }
}
