using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Neurons.Plots.Tests;

/// <summary>A picture as a reader has it: frames, numbers at axes, paths; read from the text of the SVG alone.</summary>
internal sealed class SvgPicture
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private SvgPicture(XElement root)
    {
        Height = Number(root, "height");
        Texts = [.. root.Descendants(Svg + "text").Select(text => text.Value)];
        XElement[] texts = [.. root.Elements(Svg + "text")];
        Panels = [.. root.Elements(Svg + "svg").Select(frame => new PicturePanel(frame, texts))];
    }

    public double Height { get; }

    public IReadOnlyList<string> Texts { get; }

    public IReadOnlyList<PicturePanel> Panels { get; }

    public static SvgPicture Of(Figure figure) => new(XDocument.Parse(figure.ToSvg()).Root!);

    public static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}

/// <summary>A frame, with the numbers beside it.</summary>
internal sealed class PicturePanel
{
    private static readonly string _superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private readonly XElement _frame;

    public PicturePanel(XElement frame, XElement[] texts)
    {
        _frame = frame;
        (Left, Top) = (SvgPicture.Number(frame, "x"), SvgPicture.Number(frame, "y"));
        (Right, Bottom) = (Left + SvgPicture.Number(frame, "width"), Top + SvgPicture.Number(frame, "height"));
        XTicks = [.. texts
            .Where(text => text.Attribute("text-anchor")?.Value == "middle" && text.Attribute("transform") is null
                && Math.Abs(SvgPicture.Number(text, "y") - Bottom - 15) < 0.1 && SvgPicture.Number(text, "x") > Left - 1
                    && SvgPicture.Number(text, "x") < Right + 1)
            .Select(text => (Value(text.Value), SvgPicture.Number(text, "x") - Left))];
        YTicks = [.. texts
            .Where(text => text.Attribute("text-anchor")?.Value == "end" && Math.Abs(SvgPicture.Number(text, "x") - Left + 7) < 0.1
                && SvgPicture.Number(text, "y") > Top && SvgPicture.Number(text, "y") < Bottom + 5)
            .Select(text => (Value(text.Value), SvgPicture.Number(text, "y") - 3.5 - Top))];
    }

    public double Left { get; }

    public double Top { get; }

    public double Right { get; }

    public double Bottom { get; }

    /// <summary>The numbers below the frame, and where they are in it.</summary>
    public IReadOnlyList<(double Value, double Pixel)> XTicks { get; }

    /// <summary>The numbers left of the frame.</summary>
    public IReadOnlyList<(double Value, double Pixel)> YTicks { get; }

    /// <summary>The paths of a color.</summary>
    public IEnumerable<string> Paths(string color) => _frame.Descendants(SvgPicture.Svg + "path")
        .Where(path => (path.Attribute("stroke") ?? path.Parent!.Attribute("stroke"))?.Value == color).Select(path => path.Attribute("d")!.Value);

    /// <summary>The places that a color's paths go to.</summary>
    public IEnumerable<(double X, double Y)> Places(string color) =>
        Paths(color).SelectMany(path => Regex.Matches(path, @"[ML](-?[\d.]+) (-?[\d.]+)"))
            .Select(match => (Parse(match.Groups[1].Value), Parse(match.Groups[2].Value)));

    /// <summary>What a place along x stands for, as a reader of the axis finds it between two of its numbers.</summary>
    public double ReadX(double pixel, bool isLog = false) => Read(XTicks, pixel, isLog);

    public double ReadY(double pixel, bool isLog = false) => Read(YTicks, pixel, isLog);

    private static double Read(IReadOnlyList<(double Value, double Pixel)> ticks, double pixel, bool isLog)
    {
        var ((a, p), (b, q)) = (ticks[0], ticks[^1]);
        var share = (pixel - p) / (q - p);
        return isLog ? a * Math.Pow(b / a, share) : a + share * (b - a);
    }

    /// <summary>A number at an axis: −0.5, 2×10⁻³, 10⁶.</summary>
    private static double Value(string label)
    {
        var match = Regex.Match(label, @"^(?:(−?[\d.]+)×)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$");
        if (!match.Success) return Parse(label);
        var exponent = string.Concat(match.Groups[2].Value.Select(c => c == '⁻' ? "-" : $"{_superscripts.IndexOf(c, StringComparison.Ordinal)}"));
        return (match.Groups[1].Success ? Parse(match.Groups[1].Value) : 1) * Math.Pow(10, int.Parse(exponent, CultureInfo.InvariantCulture));
    }

    private static double Parse(string number) => double.Parse(number.Replace('−', '-'), CultureInfo.InvariantCulture);
}
