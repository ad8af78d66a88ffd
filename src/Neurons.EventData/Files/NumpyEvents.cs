using System.IO.Compression;
using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.EventData;

/// <summary>
/// Events in numpy's files: a <c>.npz</c> of the arrays t, x, y and p, or a <c>.npy</c> of [events, 4] with the columns x, y, p and t.
/// </summary>
internal static class NumpyEvents
{
    private static readonly string[][] _names = [["t", "time", "timestamp", "ts"], ["x"], ["y"], ["p", "pol", "polarity"]];

    public static EventColumns Read(string path, EventFileOptions options)
    {
        var columns = Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase) ? Named(path) : Table(path);
        var events = new EventColumns(columns[0].Length);
        for (var i = 0; i < columns[0].Length; i++)
        {
            var place = i;
            FormatError Error(string problem) => new(path, $"event {place + 1}: {problem}");
            var polarity = columns[3][i];
            if (polarity is not (0 or 1 or -1)) throw Error($"the polarity is {polarity}; 0 (or -1) and 1 are allowed");
            events.Add(
                EventTime.Of(columns[0][i], options.TimeUnit, Error), Address("x", columns[1][i], Error), Address("y", columns[2][i], Error),
                polarity > 0);
        }

        return events;
    }

    private static ushort Address(string name, double value, Func<string, FormatError> error) =>
        value >= 0 && value <= ushort.MaxValue && value == Math.Floor(value)
            ? (ushort)value : throw error($"{name} is {value}; whole numbers from 0 to {ushort.MaxValue} are allowed");

    private static double[][] Named(string path)
    {
        var arrays = NpzReader.Read<double>(path);
        var columns = Array.ConvertAll(_names, names =>
        {
            var name = Array.Find(names, arrays.ContainsKey) ?? throw new FormatError(
                path, $"has no array {string.Join(" or ", names)}; it has {string.Join(", ", arrays.Keys)}");
            var array = arrays[name];
            return array.Rank == 1 ? array.ReadOnlySpan().ToArray()
                : throw new FormatError(path, $"{name} has the shape {Shapes.Text(array.Lengths)}; it must be [events]");
        });
        foreach (var (column, names) in columns.Zip(_names))
            if (column.Length != columns[0].Length)
                throw new FormatError(path, $"{names[0]} has {column.Length} elements and t {columns[0].Length}; they must be equal");
        return columns;
    }

    private static double[][] Table(string path)
    {
        var table = Npy.Read<double>(path);
        if (table.Rank != 2 || table.Lengths[1] != 4)
            throw new FormatError(path, $"has the shape {Shapes.Text(table.Lengths)}; events are [events, 4], with the columns x, y, p and t");
        var values = table.ReadOnlySpan();
        var columns = new double[4][];
        for (var column = 0; column < 4; column++)
        {
            columns[column] = new double[table.Lengths[0]];
            // t, x, y, p of x, y, p, t
            for (var i = 0; i < columns[column].Length; i++) columns[column][i] = values[(i * 4) + ((column + 3) % 4)];
        }

        return columns;
    }
}
