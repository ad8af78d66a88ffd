using System.Globalization;

namespace Neurons.Gpu;

/// <summary>Names and numbers as C writes them.</summary>
internal static class Literal
{
    /// <summary>A constant of a program, which is rounded to its precision: the shortest text that is read as this number.</summary>
    public static string Number(double value, Precision precision)
    {
        if (double.IsNaN(value)) return "NOT_A_NUMBER";
        if (double.IsInfinity(value)) return value > 0 ? "INFINITE" : "(-INFINITE)";
        var text = precision.IsFloat32
            ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
        if (!text.AsSpan().ContainsAny('.', 'E')) text += ".0";
        if (precision.IsFloat32) text += "f";
        return text[0] == '-' ? $"({text})" : text;
    }

    /// <summary>Names with a prefix, as identifiers; no two are the same.</summary>
    public static string[] Names(string prefix, string[] names)
    {
        var taken = new HashSet<string>();
        return Array.ConvertAll(names, name =>
        {
            var identifier = prefix + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
            while (!taken.Add(identifier)) identifier += "_";
            return identifier;
        });
    }
}
