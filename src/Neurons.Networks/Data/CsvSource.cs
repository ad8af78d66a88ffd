using System.Globalization;

namespace Neurons.Networks;

/// <summary>Which columns of a time series are a data set, and how it is cut: what <see cref="SequenceData.FromCsv"/> takes, also as text.</summary>
/// <param name="Path">A csv file with a header.</param>
/// <param name="Inputs">The names of the columns that are inputs.</param>
/// <param name="Targets">The names of the columns that are targets.</param>
/// <param name="Steps">T, the rows of a sample, at least 1.</param>
public sealed record CsvSource(string Path, IReadOnlyList<string> Inputs, IReadOnlyList<string> Targets, int Steps)
{
    private const string Extension = ".csv", InputsName = "inputs", TargetsName = "targets", StepsName = "steps", StrideName = "stride",
        AheadName = "ahead";

    /// <summary>The rows from the beginning of a sample to that of the next, at least 1; null for <see cref="Steps"/>. Default null.</summary>
    public int? Stride { get; init; }

    /// <summary>How many rows a target is behind its input, at least 0: 1 asks for the next row. Default 0.</summary>
    public int Ahead { get; init; }

    /// <summary>How many samples before one have targets in common with it.</summary>
    public int Overlap => (Steps - 1) / (Stride ?? Steps);

    /// <summary>Whether a text names a <c>.csv</c> file, as <see cref="Parse"/> reads it.</summary>
    public static bool IsOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return End(text) > 0;
    }

    /// <summary>
    /// A file, and after a colon its columns, several with a plus between, and how it is cut:
    /// <c>series.csv:inputs=wind+rain,targets=level,steps=50,stride=10,ahead=1</c>.
    /// </summary>
    /// <exception cref="FormatException">It is not such a text.</exception>
    public static CsvSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = End(text);
        if (end <= 0 || end == text.Length)
            throw new FormatException(
                $"The data are '{text}'; FILE{Extension}:{InputsName}=a+b,{TargetsName}=c,{StepsName}=50 is expected, and {StrideName}=… or "
                + $"{AheadName}=….");
        var options = new OptionText($"The data '{text}'", text[(end + 1)..]);
        var source = new CsvSource(
            text[..end], Columns(options.Text(InputsName)), Columns(options.Text(TargetsName)), options.Whole(StepsName, null))
        {
            Stride = options.Whole(StrideName, 0) is var stride && stride == 0 ? null : stride,
            Ahead = options.Whole(AheadName, 0),
        };
        options.RequireAllUsed();
        return source;

        static string[] Columns(string names) => names.Split('+');
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="IO.FormatError">The file is malformed, lacks a column, or has too few rows.</exception>
    public Dataset Load() => SequenceData.FromCsv(Path, Inputs, Targets, Steps, Stride, Ahead);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Path}:{InputsName}={string.Join('+', Inputs)},{TargetsName}={string.Join('+', Targets)},{StepsName}={Steps}")
        + (Stride is { } stride ? string.Create(CultureInfo.InvariantCulture, $",{StrideName}={stride}") : "")
        + (Ahead > 0 ? string.Create(CultureInfo.InvariantCulture, $",{AheadName}={Ahead}") : "");

    /// <summary>Where the name of the file ends; 0 or less where there is none.</summary>
    private static int End(string text)
    {
        if (text.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)) return text.Length;
        var colon = text.IndexOf($"{Extension}:", StringComparison.OrdinalIgnoreCase);
        return colon < 0 ? -1 : colon + Extension.Length;
    }
}
