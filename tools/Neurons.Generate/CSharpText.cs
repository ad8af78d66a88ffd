using System.Globalization;
using System.Security;

namespace Neurons.Generate;

/// <summary>How values, names and types are written in C#.</summary>
internal static class CSharpText
{
    /// <summary>The widest line, as in .editorconfig.</summary>
    public const int Width = 120;

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>tonic spiking, snn_torch: TonicSpiking, SnnTorch.</summary>
    public static string Pascal(string name) =>
        string.Concat(
            name.Split([' ', '_', '-', '.', '/'], StringSplitOptions.RemoveEmptyEntries).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>A name as an argument; one that is a keyword of C# is escaped.</summary>
    public static string Camel(string name)
    {
        var pascal = Pascal(name);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal[1..];
        return Keywords.Contains(camel) ? "@" + camel : camel;
    }

    /// <summary>A documentation comment, wrapped.</summary>
    public static IEnumerable<string> Summary(string text, string indent)
    {
        var line = $"{indent}/// <summary>{SecurityElement.Escape(text).Replace("&apos;", "'").Replace("&quot;", "\"")}</summary>";
        var start = $"{indent}/// ";
        while (line.Length > Width && line.LastIndexOf(' ', Width) is var end && end > start.Length)
        {
            yield return line[..end];
            line = start + line[(end + 1)..];
        }

        yield return line;
    }

    /// <summary>"inverse time constant", as a sentence of its own.</summary>
    public static string Sentence(string text) =>
        text == "" ? "" : char.ToUpperInvariant(text[0]) + text[1..].TrimEnd('.') + ".";

    /// <summary>Alif: an Alif.</summary>
    public static string Article(string name) => $"{("AEIOU".Contains(name[0], StringComparison.Ordinal) ? "an" : "a")} {name}";

    public static string TypeName(Type type) =>
        type == typeof(double) ? "double" : type == typeof(bool) ? "bool" : type.FullName!.Replace('+', '.')["Neurons.".Length..];

    private static readonly string[] Keywords =
        ["event", "in", "out", "ref", "base", "default", "params", "checked", "fixed", "lock", "operator", "is", "as"];
}
