using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Neurons.Networks;

/// <summary>
/// Mends the numbers of surrogates in networks that version 0.1 saved where decimals have a comma: <c>relu(alpha=0,3, width=1)</c>.
/// A comma between two of the numbers has a space after it.
/// </summary>
internal static partial class DecimalCommas
{
    /// <summary>Mends the options of all layers in a description, also of those within others.</summary>
    public static void Mend(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Mend(item);
        }
        if (node is not JsonObject values) return;
        foreach (var (name, value) in values.ToArray())
        {
            if (name != "options") Mend(value);
            else if (value is JsonObject options && options["Surrogate"] is JsonValue text && text.TryGetValue<string>(out var surrogate))
                options["Surrogate"] = Point(surrogate);
        }
    }

    /// <summary>Also the minus sign, and the marks around it, of cultures that have their own.</summary>
    private static string Point(string text) =>
        Marks().Replace(Comma().Replace(text, "."), "").Replace('\u2212', '-');

    [GeneratedRegex("(?<=[0-9])[,\u066B](?=[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Comma();

    [GeneratedRegex("[\u200E\u200F]", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
