namespace Neurons.Interactive;

/// <summary>Figures, drawn; in text, what they would show.</summary>
internal static class FigureView
{
    public static View Of(Figure figure)
    {
        var panels = figure.Panels.Select(panel => string.Join(": ", new[] { panel.Title, Axes(panel) }.Where(text => text.Length > 0)));
        var says = $"Figure {figure.Title}".TrimEnd() + string.Concat(panels.Concat(figure.Notices).Select(line => $"\n  {line}"));
        return new("", new PicturePart(figure.ToSvg(), says));
    }

    private static string Axes(Panel panel) => (panel.Y.Label, panel.X.Label) switch
    {
        ("", var x) => x,
        (var y, "") => y,
        var (y, x) => $"{y} over {x}",
    };
}
