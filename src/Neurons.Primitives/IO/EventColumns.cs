using System.Buffers.Text;
using System.Text;

namespace Neurons.IO;

/// <summary>Which column of a csv file of events has what.</summary>
internal sealed class EventColumns
{
    private const int Count = 4;
    private const string Expected = "t, x, y and polarity (or p)";

    private readonly int[] _places;

    private EventColumns(params int[] places) => _places = places;

    /// <summary>The order where there is no header.</summary>
    public static EventColumns InOrder { get; } = new(0, 1, 2, 3);

    /// <summary>Whether a line begins with what is no number.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line) => !TryNumber(Field(ref line), out _);

    public static EventColumns OfHeader(FileBytes file, ReadOnlySpan<byte> line)
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
                throw file.Error($"line 1, column {place + 1}: the name is '{Shorten(name)}'; the columns {Expected} are expected, once each");
            places[column] = place;
        }

        return Array.TrueForAll(places, place => place >= 0)
            ? new EventColumns(places)
            : throw file.Error($"line 1 does not name all columns; {Expected} are expected");
    }

    public Event Parse(FileBytes file, int line, ReadOnlySpan<byte> row)
    {
        if (row.Count((byte)',') != Count - 1) throw file.Error($"line {line} does not have {Count} fields: {Expected}");
        Span<double> values = stackalloc double[Count];
        for (var place = 0; place < Count; place++)
        {
            var field = Field(ref row);
            if (!TryNumber(field, out values[place]) && !(place == _places[3] && TryFlag(field, out values[place])))
                throw file.Error($"line {line}, column {place + 1}: '{Shorten(Encoding.Latin1.GetString(field))}' is not a finite number");
        }

        var polarity = values[_places[3]];
        if (polarity is not (0 or 1 or -1))
            throw file.Error($"line {line}: the polarity is {polarity}; 0 (or -1, False) and 1 (or True) are allowed");
        return new Event(
            values[_places[0]], Address(file, line, "x", values[_places[1]]), Address(file, line, "y", values[_places[2]]), polarity > 0);
    }

    private static ushort Address(FileBytes file, int line, string name, double value) =>
        value >= 0 && value <= ushort.MaxValue && value == Math.Floor(value)
            ? (ushort)value
            : throw file.Error($"line {line}: {name} is {value}; whole numbers from 0 to {ushort.MaxValue} are allowed");

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var comma = rest.IndexOf((byte)',');
        var field = EventFile.Trim(comma < 0 ? rest : rest[..comma]);
        rest = comma < 0 ? default : rest[(comma + 1)..];
        return field.Length >= 2 && field[0] == '"' && field[^1] == '"' ? EventFile.Trim(field[1..^1]) : field;
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
}
