using System.Globalization;
using System.Text;

namespace Neurons.IO;

/// <summary>One line of a csv file, split at its commas; a field in double quotes may hold commas and doubled quotes.</summary>
internal sealed class CsvLine
{
    private readonly string _path;
    private readonly int _number;
    private readonly List<string> _fields = [];

    public CsvLine(string path, int number, string text)
    {
        _path = path;
        _number = number;
        if (text.AsSpan().IndexOfAnyInRange('\0', '\b') is var control and >= 0)
        {
            throw new FormatError(path, $"line {number} has the control character U+{(int)text[control]:X4}: this is not a text file");
        }

        IsQuoted = text.AsSpan().TrimStart().StartsWith('"');
        var rest = text.AsSpan();
        while (TakeField(ref rest))
        {
        }
    }

    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Whether this can only be a header.</summary>
    public bool IsNames => !(IsQuoted ? _fields.TrueForAll(text => TryNumber(text, out _)) : TryNumber(_fields[0], out _));

    /// <summary>Whether the first field is in quotes.</summary>
    public bool IsQuoted { get; }

    /// <summary>A name as a field: quoted where it would otherwise be split, trimmed or taken for a number.</summary>
    public static string Quote(string name)
    {
        var plain = name.Length > 0 && name == name.Trim() && !name.AsSpan().ContainsAny(',', '"') && !TryNumber(name, out _);
        return plain ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    public double Number(int column) => TryNumber(_fields[column], out var value)
        ? value
        : throw Error(column + 1, $"'{Shorten(_fields[column])}' is not a number");

    private static bool TryNumber(string field, out double value)
    {
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        var infinite = field.TrimStart('+', '-');
        value = field.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
        return field.Length - infinite.Length <= 1 && infinite.Equals("inf", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Moves one field from <paramref name="rest"/> to the list; false when it was the last.</summary>
    private bool TakeField(ref ReadOnlySpan<char> rest)
    {
        var start = rest.TrimStart();
        if (start.StartsWith('"'))
        {
            return TakeQuoted(start[1..], ref rest);
        }

        var comma = rest.IndexOf(',');
        var field = (comma < 0 ? rest : rest[..comma]).Trim();
        if (field.Contains('"'))
        {
            throw Error(_fields.Count + 1, $"'{Shorten(field)}' has a quote inside; quotes may only surround a field");
        }

        _fields.Add(field.ToString());
        rest = comma < 0 ? default : rest[(comma + 1)..];
        return comma >= 0;
    }

    private bool TakeQuoted(ReadOnlySpan<char> text, ref ReadOnlySpan<char> rest)
    {
        var field = new StringBuilder();
        while (true)
        {
            var quote = text.IndexOf('"');
            if (quote < 0)
            {
                throw Error(_fields.Count + 1, "a quoted field does not end on its line");
            }

            field.Append(text[..quote]);
            text = text[(quote + 1)..];
            if (!text.StartsWith('"'))
            {
                break;
            }

            field.Append('"');
            text = text[1..];
        }

        _fields.Add(field.ToString());
        text = text.TrimStart();
        if (!text.IsEmpty && text[0] != ',')
        {
            throw Error(_fields.Count, $"a closing quote is followed by '{text[0]}'; a comma or the end of the line is expected");
        }

        rest = text.IsEmpty ? default : text[1..];
        return !text.IsEmpty;
    }

    private static string Shorten(ReadOnlySpan<char> field) => field.Length <= 40 ? field.ToString() : $"{field[..40]}…";

    private FormatError Error(int column, string problem) => new(_path, $"line {_number}, column {column}: {problem}");
}
