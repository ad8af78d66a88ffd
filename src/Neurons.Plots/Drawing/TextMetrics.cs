namespace Neurons.Plots;

/// <summary>
/// Estimates how wide text will be. The reader's sans-serif font is not known here, so the widths are those of
/// DejaVu Sans, one of the widest: with another font there is a little more room than thought.
/// </summary>
internal static class TextMetrics
{
    private const double SmallestScale = 0.75;

    public static double Width(string text, double size) => size * text.Sum(Advance);

    /// <summary>The text and size that fit the width: smaller first, then cut short with an ellipsis.</summary>
    public static (string Text, double Size) Fit(string text, double size, double width)
    {
        var needed = Width(text, size);
        if (needed <= width)
        {
            return (text, size);
        }

        var scale = Math.Max(width / needed, SmallestScale);
        if (needed * scale <= width * 1.0001)
        {
            return (text, size * scale);
        }

        while (text.Length > 1 && Width(text + "…", size * scale) > width)
        {
            text = text[..^1].TrimEnd();
        }

        return (text + "…", size * scale);
    }

    private static double Advance(char character) => character switch
    {
        'i' or 'j' or 'l' or 'I' or '\'' or '|' => 0.30,
        ' ' or '.' or ',' or ':' or ';' => 0.33,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '/' or '-' => 0.40,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' => 0.98,
        '×' or '−' or '+' or '=' => 0.84,
        >= '⁰' and <= '₟' => 0.42,
        '²' or '³' or '¹' => 0.42,
        >= 'A' and <= 'Z' => 0.71,
        >= '0' and <= '9' => 0.64,
        // A low surrogate adds nothing to its pair; scripts beyond are mostly as wide as high.
        >= '\udc00' and <= '\udfff' => 0,
        >= '\u1100' => 1.0,
        _ => 0.61,
    };
}
