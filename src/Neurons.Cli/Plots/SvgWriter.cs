using System.Globalization;
using System.Text;
using System.Xml;

namespace Neurons.Cli.Plots;

/// <summary>Writes SVG elements: escaped, well formed, numbers with a point and at most two decimals.</summary>
internal sealed class SvgWriter : IDisposable
{
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;

    public SvgWriter() => _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" });

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
    /// <param name="fill">The colour.</param>
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
            ("fill", fill),
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
