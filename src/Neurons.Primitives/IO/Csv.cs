using System.Globalization;
using System.IO.Compression;
using System.Numerics.Tensors;
using System.Text;

namespace Neurons.IO;

/// <summary>
/// Reads and writes csv files of numbers: commas between the fields, a point in the numbers, one header line or none.
/// A path that ends in <c>.gz</c> is compressed. <c>NaN</c>, <c>inf</c> and <c>-inf</c> are numbers too.
/// </summary>
public static class Csv
{
    // Numbers pack to a tenth, sparse spikes to a fiftieth; what is smaller still is no table that somebody recorded.
    private const int MaximumExpansion = 50;
    private const long AlwaysAllowed = 4 << 20;

    /// <summary>
    /// Reads a table. The first line is a header if its first field is no number, or if it is quoted and the line after it is not.
    /// </summary>
    /// <param name="path">The file; a packed one may unpack to 50 times its size, or 4 MiB.</param>
    /// <exception cref="FormatError">The file is not a table of numbers; the message gives line and column.</exception>
    public static CsvTable Read(string path)
    {
        using var file = InputFile.Open(path);
        if (IsCompressed(path)) RequireModest(file, path);
        using var content = IsCompressed(path) ? new CheckedGZipStream(file, path) : (Stream)file;
        // Strict, so that a binary file is refused rather than read as odd characters.
        using var reader = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            return Read(path, reader);
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatError(path, "is not UTF-8 text", error);
        }
    }

    /// <summary>Writes columns of equal length, each number with the digits that read back as the same number.</summary>
    /// <param name="path">The file to create or replace, atomically.</param>
    /// <param name="header">One name per column, or none for no header line.</param>
    /// <param name="columns">The columns.</param>
    public static void Write(string path, IReadOnlyList<string> header, IReadOnlyList<double[]> columns)
    {
        RequireTable(path, header, columns);
        AtomicFile.Write(path, stream =>
        {
            using var content = IsCompressed(path) ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            using var writer = new StreamWriter(content ?? stream, leaveOpen: true) { NewLine = "\n" };
            if (header.Count > 0)
            {
                writer.WriteLine(string.Join(',', header.Select(CsvLine.Quote)));
            }

            for (var row = 0; row < columns[0].Length; row++)
            {
                writer.WriteLine(string.Join(',', columns.Select(column => column[row].ToString("R", CultureInfo.InvariantCulture))));
            }
        });
    }

    /// <summary>Refuses a file that unpacks to far more than its size, before memory is taken for it.</summary>
    private static void RequireModest(FileStream file, string path)
    {
        using var content = new CheckedGZipStream(file, path, leaveOpen: true);
        var limit = Math.Max(AlwaysAllowed, MaximumExpansion * file.Length);
        var buffer = new byte[1 << 13];
        for (var length = 0L; content.Read(buffer) is > 0 and var count;)
        {
            length += count;
            if (length > limit)
                throw new FormatError(
                    path, $"unpacks to more than {limit} bytes, {limit / file.Length} times its size; unpack it yourself if that is right");
        }

        file.Seek(0, SeekOrigin.Begin);
    }

    private static CsvTable Read(string path, StreamReader reader)
    {
        string[] header = [];
        var values = new List<double>();
        var columns = 0;
        var rows = 0;
        var blank = 0;
        CsvLine? first = null;
        for (var number = 1; reader.ReadLine() is { } text; number++)
        {
            // Blank lines may only follow the table: inside, one may be a row that was lost.
            if (string.IsNullOrWhiteSpace(text))
            {
                blank = blank == 0 ? number : blank;
                continue;
            }

            if (blank > 0)
            {
                throw new FormatError(path, $"line {blank} is blank; blank lines are allowed only at the end");
            }

            var line = new CsvLine(path, number, text);
            if (number == 1)
            {
                columns = line.Fields.Count;
                if (line.IsNames)
                {
                    header = [.. line.Fields];
                    continue;
                }

                first = line.IsQuoted ? line : null;
            }
            else if (number == 2 && first is { } names && !line.IsQuoted)
            {
                // Names that look like numbers.
                header = [.. names.Fields];
                values.Clear();
                rows = 0;
            }

            if (line.Fields.Count != columns)
            {
                throw new FormatError(path, $"line {number} has {line.Fields.Count} fields; {columns} are expected, as in line 1");
            }

            rows++;
            for (var column = 0; column < columns; column++)
            {
                values.Add(line.Number(column));
            }
        }

        return columns == 0
            ? throw new FormatError(path, "is empty; a header line or a line of numbers is expected")
            : new CsvTable(header, Tensor.Create(values.ToArray(), [rows, columns]));
    }

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static void RequireTable(string path, IReadOnlyList<string> header, IReadOnlyList<double[]> columns)
    {
        if (columns.Count == 0)
        {
            throw new ArgumentException($"{path}: there are no columns; at least one is needed", nameof(columns));
        }

        if (header.Count != 0 && header.Count != columns.Count)
        {
            throw new ArgumentException(
                $"{path}: there are {header.Count} names for {columns.Count} columns; one each, or none, is allowed", nameof(header));
        }

        if (header.Count == 0 && columns[0].Length == 0)
        {
            throw new ArgumentException($"{path}: there is neither a header nor a row; one is needed", nameof(columns));
        }

        for (var column = 1; column < columns.Count; column++)
        {
            if (columns[column].Length != columns[0].Length)
            {
                throw new ArgumentException(
                    $"{path}: column {column + 1} has {columns[column].Length} rows; {columns[0].Length} are expected, as in column 1",
                    nameof(columns));
            }
        }

        if (header.FirstOrDefault(name => name.AsSpan().ContainsAny('\r', '\n')) is { } broken)
        {
            throw new ArgumentException($"{path}: the name '{broken}' has a line break; none is allowed", nameof(header));
        }
    }
}
