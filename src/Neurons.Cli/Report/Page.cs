using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace Neurons.Cli.Report;

/// <summary>A page that needs nothing else: what is read without a script as elements, and charts that the script draws.</summary>
/// <param name="title">Its title.</param>
/// <param name="scripts">Scripts besides its own, which are resources.</param>
internal sealed class Page(string title, params string[] scripts)
{
    /// <summary>Elements that end where they begin, in HTML; all others have an end tag.</summary>
    private static readonly string[] Void = ["meta", "br", "input", "rect", "path", "line"];

    private readonly JsonObject _charts = [];
    private readonly List<XElement> _body = [];

    public void Add(XElement element) => _body.Add(element);

    /// <summary>The place of a chart, with its caption.</summary>
    public XElement Chart(string caption, JsonObject chart)
    {
        var name = $"c{_charts.Count.ToString(CultureInfo.InvariantCulture)}";
        _charts[name] = chart;
        return new("figure",
            new XElement("figcaption", caption),
            new XElement("div", new XAttribute("class", "chart"), new XAttribute("data-chart", name), new XAttribute("role", "img"),
                new XAttribute("aria-label", caption)));
    }

    /// <summary>A choice; what is marked by <see cref="When"/> is shown while it is made.</summary>
    public static XElement Picker(string name, string label, IEnumerable<(string Value, string Text)> choices) => new("label",
        label, " ",
        new XElement("select", new XAttribute("data-pick", name),
            choices.Select(choice => new XElement("option", new XAttribute("value", choice.Value), choice.Text))));

    /// <summary>Shows an element only while a choice is made, or all are.</summary>
    public static XAttribute When(params (string Picker, string Value)[] choices) =>
        new("data-when", string.Join(' ', choices.Select(choice => $"{choice.Picker}={choice.Value}")));

    /// <summary>A table; the first column names the rows.</summary>
    public static XElement Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object>> rows) => new("div",
        new XAttribute("class", "scroll"),
        new XElement("table",
            new XElement("thead", new XElement("tr", header.Select(name => new XElement("th", name)))),
            new XElement("tbody", rows.Select(row => new XElement("tr",
                row.Select((cell, column) => new XElement(column == 0 ? "th" : "td", Text(cell))))))));

    /// <summary>A number as it is written in every culture.</summary>
    public static string Text(object value) => value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : $"{value}";

    public override string ToString()
    {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n");
        page.Append("<meta name=\"color-scheme\" content=\"light dark\" />\n");
        page.Append(Markup(new XElement("title", title))).Append("<style>\n").Append(Resource("page.css")).Append("</style>\n</head>\n<body>\n");
        page.Append(Markup(new XElement("h1", title)));
        page.Append("<noscript><p>Without scripts, tables are shown, and no charts.</p></noscript>\n");
        foreach (var element in _body) page.Append(Markup(element));
        // What the page's script reads has no <, which System.Text.Json escapes.
        page.Append("<script type=\"application/json\" id=\"charts\">").Append(_charts.ToJsonString()).Append("</script>\n");
        foreach (var script in scripts.Prepend("page.js")) page.Append("<script>\n").Append(Resource(script)).Append("</script>\n");
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static string Markup(XElement element)
    {
        var own = new XElement(element);
        foreach (var each in own.DescendantsAndSelf())
        {
            if (each.IsEmpty && !Void.Contains(each.Name.LocalName)) each.Value = "";
            foreach (var attribute in each.Attributes()) attribute.Value = Clean(attribute.Value);
            foreach (var text in each.Nodes().OfType<XText>()) text.Value = Clean(text.Value);
        }

        return own.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    /// <summary>Without what neither XML nor HTML can hold.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value <= char.MaxValue && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
