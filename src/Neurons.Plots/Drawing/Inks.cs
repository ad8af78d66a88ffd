using System.Globalization;

namespace Neurons.Plots;

/// <summary>The counterparts of colors on dark paper.</summary>
internal static class Inks
{
    public const string DarkPaper = "#17191d";

    private const double LeastContrast = 4.5;

    private static readonly Dictionary<string, string> _known = new(StringComparer.OrdinalIgnoreCase)
    {
        [Palette.Paper] = DarkPaper,
        [Palette.Ink] = "#e6e6e6",
        [Palette.Frame] = "#a3a7ad",
        [Palette.Faint] = "#4a4e55",
        [Palette.Grid] = "#2e3238",
        [Palette.Blue] = "#3f9ddc",
        [Palette.Vermillion] = "#f0793a",
        [Palette.Green] = "#14bd8d",
        [Palette.Purple] = "#dd8fbb",
        [Palette.Orange] = "#edb230",
        [Palette.Sky] = "#93d2f7",
        [Palette.Black] = "#ffffff",
    };

    /// <summary>
    /// The color on dark paper. A grey becomes as light as it was dark; another one is mixed with white until it stands out as text has to.
    /// What is no color of six hexadecimal digits stays.
    /// </summary>
    public static string OnDark(string color)
    {
        if (_known.TryGetValue(color, out var known)) return known;
        if (Parse(color) is not var (r, g, b)) return color;
        if (r == g && g == b) return Mixed(DarkPaper, Palette.Paper, 1 - r / 255.0);
        var share = 0.0;
        while (Contrast(Mixed(color, Palette.Paper, share), DarkPaper) < LeastContrast) share += 0.05;
        return Mixed(color, Palette.Paper, share);
    }

    /// <summary>How far two colors stand apart, from 1 to 21: the ratio of their luminances as the web's guidelines (WCAG 2) count it.</summary>
    public static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string color)
    {
        var (r, g, b) = Parse(color) ?? throw new ArgumentException($"'{color}' is no color of six hexadecimal digits.");
        return 0.2126 * Linear(r) + 0.7152 * Linear(g) + 0.0722 * Linear(b);
    }

    private static double Linear(int part) => part / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);

    private static string Mixed(string a, string b, double share)
    {
        var ((r, g, bl), (r2, g2, b2)) = (Parse(a)!.Value, Parse(b)!.Value);
        return $"#{Mix(r, r2, share):x2}{Mix(g, g2, share):x2}{Mix(bl, b2, share):x2}";
    }

    private static int Mix(int a, int b, double share) => (int)Math.Round(a + (b - a) * Math.Min(share, 1));

    private static (int R, int G, int B)? Parse(string color) =>
        color.Length == 7 && color[0] == '#' && int.TryParse(color.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
            out var rgb)
            ? (rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff)
            : null;
}
