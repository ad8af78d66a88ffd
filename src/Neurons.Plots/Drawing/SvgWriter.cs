using System.Globalization;
using System.Text;
using System.Xml;

namespace Neurons.Plots;

/// <summary>Writes SVG elements: escaped, well formed, numbers with a point and at most two decimals.</summary>
internal sealed class SvgWriter : IDisposable
{
    private readonly FigureTheme _theme;
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;
    private readonly SortedSet<string> _inks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _rules = new(StringComparer.Ordinal);

    public SvgWriter(FigureTheme theme)
    {
        _theme = theme;
        _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" });
    }

    /// <summary>A color as it is on the figure's paper. Colors that stand for numbers are written by <see cref="DataColor"/>.</summary>
    public string Ink(string color)
    {
        color = color.ToLowerInvariant();
        _inks.Add(color);
        return _theme == FigureTheme.Dark ? Inks.OnDark(color) : color;
    }

    /// <summary>A color that stands for a number, the same on any paper: written otherwise than inks are, so that no rule for those meets
    /// it.</summary>
    public static string DataColor(string color)
    {
        var rgb = int.Parse(color.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return $"rgb({rgb >> 16},{(rgb >> 8) & 0xff},{rgb & 0xff})";
    }

    /// <summary>A rule of the figure's style sheet, once.</summary>
    public void Rule(string selector, string declarations) => _rules[selector] = declarations;

    /// <summary>
    /// The style sheet: rules that were asked for, and, unless the paper is fixed, the inks on dark paper. It names colors by the attributes
    /// that have them, within figures of the class only, so that figures may stand together on one page.
    /// </summary>
    public void Style(string figureClass)
    {
        var style = new StringBuilder();
        foreach (var (selector, declarations) in _rules) style.Append(selector).Append('{').Append(declarations).Append("}\n");
        if (_theme == FigureTheme.Auto)
        {
            style.Append("@media (prefers-color-scheme:dark){\n");
            foreach (var ink in _inks)
            {
                foreach (var attribute in (ReadOnlySpan<string>)["fill", "stroke"])
                {
                    var rule = $".{figureClass} [{attribute}=\"{ink}\"]{{{attribute}:{Inks.OnDark(ink)}}}\n";
                    style.Append(rule);
                }
            }

            style.Append("}\n");
        }

        if (style.Length == 0) return;
        Open("style");
        _xml.WriteString(Clean(style.ToString()));
        Close();
    }

    /// <summary>A number as SVG wants it, without a negative zero.</summary>
    public static string Number(double value)
    {
        var rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    public void Open(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        _xml.WriteStartElement(name, "http://www.w3.org/2000/svg");
        foreach (var (key, value) in attributes)
        {
            if (value is not null)
            {
                _xml.WriteAttributeString(key, value is double number ? Number(number) : Clean(value.ToString()!));
            }
        }
    }

    public void Close() => _xml.WriteEndElement();

    public void Element(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Open(name, attributes);
        Close();
    }

    /// <param name="x">Where the anchor lies.</param>
    /// <param name="y">The base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="size">The font size.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="fill">The color.</param>
    /// <param name="weight">The font weight, if not normal.</param>
    /// <param name="rotated">Whether it runs upwards.</param>
    public void Text(
        double x, double y, string text, double size, string anchor = "start", string fill = Palette.Ink, string? weight = null, bool rotated = false)
    {
        Open("text",
            ("x", x),
            ("y", y),
            ("font-size", size),
            ("text-anchor", anchor == "start" ? null : anchor),
            ("fill", Ink(fill)),
            ("font-weight", weight),
            ("transform", rotated ? $"rotate(-90 {Number(x)} {Number(y)})" : null));
        _xml.WriteString(Clean(text));
        Close();
    }

    public void Title(string text)
    {
        Open("title");
        _xml.WriteString(Clean(text));
        Close();
    }

    public void Dispose() => _xml.Dispose();

    public override string ToString()
    {
        _xml.Flush();
        return _text.ToString() + "\n";
    }

    /// <summary>XML cannot hold most control characters and lone surrogates, not even escaped.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text, i++, 2);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\ufffd');
            }
        }

        return clean.ToString();
    }
}
