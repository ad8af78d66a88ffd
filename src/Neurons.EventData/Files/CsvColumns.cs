using System.Buffers.Text;
using System.Text;
using Neurons.IO;

namespace Neurons.EventData;

/// <summary>Text of events, with the columns t, x, y and polarity: which column has what, and its rows.</summary>
internal sealed class CsvColumns
{
    private const int Count = 4;
    private const string Expected = "t, x, y and polarity (or p)";

    // A line is four fields of a byte and their separators at the least.
    private const int ShortestLine = 8;

    private readonly int[] _places;

    private CsvColumns(params int[] places) => _places = places;

    /// <summary>The order where there is no header.</summary>
    private static CsvColumns InOrder { get; } = new(0, 1, 2, 3);

    /// <summary>Reads all events of a text.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">All of it.</param>
    /// <param name="timeUnit">The seconds of a unit of time; null for µs, of which there are only whole ones.</param>
    public static EventColumns Read(string path, ReadOnlySpan<byte> text, double? timeUnit)
    {
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        var columns = InOrder;
        var events = new EventColumns(Math.Min(text.Count((byte)'\n') + 1, (text.Length + 1) / ShortestLine));
        for (var line = 1; !text.IsEmpty; line++)
        {
            var end = text.IndexOf((byte)'\n');
            var row = Trim(end < 0 ? text : text[..end]);
            text = end < 0 ? default : text[(end + 1)..];
            if (row.IsEmpty)
            {
                // Inside, a blank line may be an event that was lost.
                if (Trim(text).IsEmpty) break;
                throw new FormatError(path, $"line {line} is blank; blank lines are allowed only at the end");
            }

            if (line == 1 && IsHeader(row)) columns = OfHeader(path, row);
            else columns.Parse(path, line, row, timeUnit, events);
        }

        return events;
    }

    /// <summary>Whether a line begins with what is no number.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> line) => !TryNumber(Field(ref line), out _);

    private static CsvColumns OfHeader(string path, ReadOnlySpan<byte> line)
    {
        var places = new int[Count];
        places.AsSpan().Fill(-1);
        var rest = line;
        for (var place = 0; !rest.IsEmpty; place++)
        {
            var name = Encoding.Latin1.GetString(Field(ref rest)).ToLowerInvariant();
            var column = name switch
            {
                "t" or "time" or "timestamp" => 0,
                "x" => 1,
                "y" => 2,
                "p" or "pol" or "polarity" => 3,
                _ => -1,
            };
            if (place >= Count || column < 0 || places[column] >= 0)
                throw new FormatError(
                    path, $"line 1, column {place + 1}: the name is '{Shorten(name)}'; the columns {Expected} are expected, once each");
            places[column] = place;
        }

        return Array.TrueForAll(places, place => place >= 0)
            ? new CsvColumns(places)
            : throw new FormatError(path, $"line 1 does not name all columns; {Expected} are expected");
    }

    private void Parse(string path, int line, ReadOnlySpan<byte> row, double? timeUnit, EventColumns events)
    {
        if (row.Count((byte)',') != Count - 1) throw new FormatError(path, $"line {line} does not have {Count} fields: {Expected}");
        Span<double> values = stackalloc double[Count];
        for (var place = 0; place < Count; place++)
        {
            var field = Field(ref row);
            if (!TryNumber(field, out values[place]) && !(place == _places[3] && TryFlag(field, out values[place])))
                throw new FormatError(path, $"line {line}, column {place + 1}: '{Shorten(Encoding.Latin1.GetString(field))}' is not a finite number");
        }

        var polarity = values[_places[3]];
        if (polarity is not (0 or 1 or -1))
            throw new FormatError(path, $"line {line}: the polarity is {polarity}; 0 (or -1, False) and 1 (or True) are allowed");
        events.Add(
            EventTime.Of(values[_places[0]], timeUnit, problem => new FormatError(path, $"line {line}: {problem}")),
            Address(path, line, "x", values[_places[1]]), Address(path, line, "y", values[_places[2]]), polarity > 0);
    }

    private static ushort Address(string path, int line, string name, double value) =>
        value >= 0 && value <= ushort.MaxValue && value == Math.Floor(value)
            ? (ushort)value
            : throw new FormatError(path, $"line {line}: {name} is {value}; whole numbers from 0 to {ushort.MaxValue} are allowed");

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var comma = rest.IndexOf((byte)',');
        var field = Trim(comma < 0 ? rest : rest[..comma]);
        rest = comma < 0 ? default : rest[(comma + 1)..];
        return field.Length >= 2 && field[0] == '"' && field[^1] == '"' ? Trim(field[1..^1]) : field;
    }

    /// <summary>Polarities as numpy and pandas write flags.</summary>
    private static bool TryFlag(ReadOnlySpan<byte> field, out double value)
    {
        var isTrue = Ascii.EqualsIgnoreCase(field, "true"u8);
        value = isTrue ? 1 : 0;
        return isTrue || Ascii.EqualsIgnoreCase(field, "false"u8);
    }

    private static bool TryNumber(ReadOnlySpan<byte> field, out double value) =>
        Utf8Parser.TryParse(field, out value, out var used) && used == field.Length && double.IsFinite(value);

    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text[..40]}…";

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);
}
