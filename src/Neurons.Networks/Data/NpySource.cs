using System.Globalization;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// Which numpy arrays are a data set, and how they are read: what <see cref="Dataset.FromNpy"/> or <see cref="SequenceData.FromNpy"/> takes, also as
/// text.
/// </summary>
/// <param name="Inputs">
/// A <c>.npy</c> file of [samples, features…], or [samples, T, features…] with <see cref="OverTime"/> or with targets.
/// </param>
/// <param name="Labels">A <c>.npy</c> file of classes, [samples], or of targets, [samples, T, outputs…] or [samples, 1, outputs…].</param>
public sealed record NpySource(string Inputs, string Labels)
{
    private const string Extension = ".npy", OverTimeName = "overTime", DivisorName = "divisor";

    /// <summary>What all values are divided by, &gt; 0. Default 1.</summary>
    public float Divisor { get; init; } = 1;

    /// <summary>Whether the second axis is time. Default false.</summary>
    public bool OverTime { get; init; }

    /// <summary>Whether a text names two <c>.npy</c> files, as <see cref="Parse"/> reads it.</summary>
    public static bool IsOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parts(text) is not null;
    }

    /// <summary>
    /// Two files, and after a colon what there is to say of them: <c>INPUTS.npy,LABELS.npy</c>,
    /// <c>INPUTS.npy,LABELS.npy:overTime,divisor=255</c>.
    /// </summary>
    /// <exception cref="FormatException">It is not such a text.</exception>
    public static NpySource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (inputs, labels, rest) = Parts(text) ?? throw new FormatException(
            $"The data are '{text}'; INPUTS.npy,LABELS.npy is expected, and after a colon {OverTimeName} or {DivisorName}=….");
        var options = new OptionText($"The data '{text}'", rest);
        var source = new NpySource(inputs, labels) { Divisor = (float)options.Number(DivisorName, 1), OverTime = options.Flag(OverTimeName) };
        options.RequireAllUsed();
        return source;
    }

    /// <summary>Reads the arrays.</summary>
    /// <exception cref="IO.FormatError">A file is malformed, or the two do not fit together.</exception>
    public Dataset Load() => Npy.Read<float>(Labels).Rank >= 3
        ? SequenceData.FromNpy(Inputs, Labels, Divisor) : Dataset.FromNpy(Inputs, Labels, Divisor, OverTime);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        string[] options = [.. OverTime ? [OverTimeName] : Array.Empty<string>(),
            .. Divisor == 1 ? [] : new[] { string.Create(CultureInfo.InvariantCulture, $"{DivisorName}={Divisor}") }];
        return $"{Inputs},{Labels}{(options.Length == 0 ? "" : ":")}{string.Join(',', options)}";
    }

    /// <summary>The two files and the options; names may have colons and commas themselves.</summary>
    private static (string Inputs, string Labels, string Options)? Parts(string text)
    {
        var between = text.IndexOf($"{Extension},", StringComparison.OrdinalIgnoreCase);
        if (between < 0) return null;
        var start = between + Extension.Length + 1;
        var end = text.LastIndexOf(Extension, StringComparison.OrdinalIgnoreCase) + Extension.Length;
        if (end <= start || (end < text.Length && text[end] != ':')) return null;
        return (text[..(start - 1)], text[start..end], end < text.Length ? text[(end + 1)..] : "");
    }
}
