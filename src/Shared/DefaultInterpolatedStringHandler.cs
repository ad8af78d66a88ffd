using System.Globalization;
using System.Text;

namespace System.Runtime.CompilerServices;

/// <summary>
/// What the compiler makes of <c>$"…"</c> in every C# project here, in place of the platform's own: numbers are written in the same
/// way in every culture, so that a file or a message does not depend on who runs the program.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (8 * formattedCount));

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted(string? value) => _text.Append(value);

    public void AppendFormatted(ReadOnlySpan<char> value) => _text.Append(value);

    public void AppendFormatted<T>(T value, string? format = null) =>
        _text.Append(value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    public void AppendFormatted<T>(T value, int alignment, string? format = null)
    {
        var start = _text.Length;
        AppendFormatted(value, format);
        var missing = Math.Abs(alignment) - (_text.Length - start);
        if (missing > 0) _text.Insert(alignment < 0 ? _text.Length : start, " ", missing);
    }

    public string ToStringAndClear() => _text.ToString();
}
