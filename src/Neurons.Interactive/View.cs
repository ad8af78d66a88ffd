using System.Net;
using System.Text;

namespace Neurons.Interactive;

/// <summary>What is shown of a value, as HTML and as text: a title, and parts below each other.</summary>
internal sealed record View(string Title, params IReadOnlyList<ViewPart> Parts)
{
    // Greys that can be read on light and on dark paper; all else is the page's.
    private const string Style = """
        <style>
        .neurons-view{margin:4px 0}
        .neurons-view table{border-collapse:collapse;margin:6px 0}
        .neurons-view th,.neurons-view td{padding:2px 10px;text-align:left;border-bottom:1px solid rgba(128,128,128,.35);background:none}
        .neurons-view .number{text-align:right;font-variant-numeric:tabular-nums}
        .neurons-view .note{opacity:.75}
        .neurons-view svg{max-width:100%;height:auto}
        .neurons-view svg.neurons-graph{max-width:none}
        </style>

        """;

    /// <summary>The view with more parts.</summary>
    public View With(params IEnumerable<ViewPart?> parts) => this with { Parts = [.. Parts, .. parts.OfType<ViewPart>()] };

    /// <summary>As an HTML element.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder(Style).Append("<div class=\"neurons-view\">\n");
        if (Title.Length > 0) html.Append("<div><strong>").Append(Encoded(Title)).Append("</strong></div>\n");
        foreach (var part in Parts) part.WriteHtml(html);
        return html.Append("</div>").ToString();
    }

    /// <summary>As lines of text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        if (Title.Length > 0) text.Append(Title).Append('\n');
        foreach (var part in Parts) part.WriteText(text);
        return text.ToString().TrimEnd();
    }

    /// <summary>A text in HTML.</summary>
    public static string Encoded(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>A part of a view.</summary>
internal abstract record ViewPart
{
    public abstract void WriteHtml(StringBuilder html);

    public abstract void WriteText(StringBuilder text);
}

/// <summary>A remark, such as that something was left out.</summary>
internal sealed record NotePart(string Note) : ViewPart
{
    public override void WriteHtml(StringBuilder html) => html.Append("<div class=\"note\">").Append(View.Encoded(Note)).Append("</div>\n");

    public override void WriteText(StringBuilder text) => text.Append(Note).Append('\n');
}

/// <summary>Lines as they are; in HTML, folded until they are asked for.</summary>
internal sealed record FoldedPart(string Title, string Lines) : ViewPart
{
    public override void WriteHtml(StringBuilder html) => html.Append("<details><summary>").Append(View.Encoded(Title)).Append("</summary><pre>")
        .Append(View.Encoded(Lines.ReplaceLineEndings("\n"))).Append("</pre></details>\n");

    public override void WriteText(StringBuilder text) => text.Append('\n').Append(Lines.ReplaceLineEndings("\n")).Append('\n');
}

/// <summary>A picture; text has only what it says.</summary>
internal sealed record PicturePart(string Svg, string Says = "") : ViewPart
{
    public override void WriteHtml(StringBuilder html) => html.Append(Svg).Append('\n');

    public override void WriteText(StringBuilder text)
    {
        if (Says.Length > 0) text.Append(Says).Append('\n');
    }

    /// <summary>A figure.</summary>
    public static PicturePart Of(Figure figure) => new(figure.ToSvg());
}

/// <summary>Rows of texts below their headings. A heading that begins with # is that of numbers.</summary>
internal sealed record TablePart(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows) : ViewPart
{
    public override void WriteHtml(StringBuilder html)
    {
        html.Append("<table><thead><tr>");
        for (var column = 0; column < Headings.Count; column++) Cell(html, "th", column, Heading(column));
        html.Append("</tr></thead><tbody>\n");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            for (var column = 0; column < Headings.Count; column++) Cell(html, "td", column, row[column]);
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table>\n");
    }

    public override void WriteText(StringBuilder text)
    {
        int[] widths = [.. Enumerable.Range(0, Headings.Count).Select(c => Rows.Select(row => row[c].Length).Append(Heading(c).Length).Max())];
        IReadOnlyList<string> headings = [.. Enumerable.Range(0, Headings.Count).Select(Heading)];
        foreach (var row in (IEnumerable<IReadOnlyList<string>>)[headings, .. Rows])
        {
            var cells = row.Select((cell, column) => IsNumber(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
    }

    private bool IsNumber(int column) => Headings[column].StartsWith('#');

    private string Heading(int column) => Headings[column].TrimStart('#');

    private void Cell(StringBuilder html, string tag, int column, string text) => html.Append('<').Append(tag)
        .Append(IsNumber(column) ? " class=\"number\">" : ">").Append(View.Encoded(text)).Append("</").Append(tag).Append('>');
}
