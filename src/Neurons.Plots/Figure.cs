using System.Net;
using Neurons.IO;

namespace Neurons.Plots;

/// <summary>
/// A figure of one or more panels: stacked in one column, or in a grid, filled row by row. It does not change, and is drawn alike every time,
/// on every machine and in every culture.
/// <code>
/// var figure = new Figure("CubaLif", new Panel("membrane potential", y: "V (mV)", x: "time (ms)").Line("V", times, potentials));
/// figure.Save("cuba.svg");
/// </code>
/// <see cref="Plot"/> makes figures of tensors, records and networks.
/// </summary>
public sealed record Figure
{
    private const double HeightOfPanel = 170;
    private const double LeastSize = 50;
    private const double MostSize = 20_000;

    private readonly double _width = 720;
    private readonly double? _height;
    private readonly int _columns = 1;

    /// <summary>A figure of panels.</summary>
    /// <param name="title">What it shows; empty for nothing.</param>
    /// <param name="panels">In reading order.</param>
    public Figure(string title, params Panel[] panels)
        : this(title, (IEnumerable<Panel>)panels)
    {
    }

    /// <summary>A figure of panels.</summary>
    /// <param name="title">What it shows; empty for nothing.</param>
    /// <param name="panels">In reading order.</param>
    public Figure(string title, IEnumerable<Panel> panels)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(panels);
        (Title, Panels) = (title, [.. panels]);
        if (Panels.Any(panel => panel is null)) throw new ArgumentException("Figure: a panel is null.", nameof(panels));
    }

    /// <summary>What it shows.</summary>
    public string Title { get; init; }

    /// <summary>In reading order.</summary>
    public IReadOnlyList<Panel> Panels { get; private init; }

    /// <summary>In pixels; 720 if nothing is said.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within 50 to 20,000.</exception>
    public double Width
    {
        get => _width;
        init => _width = Checked(nameof(Width), value);
    }

    /// <summary>In pixels, by the panels if nothing is said. A figure becomes higher if its panels would be too low to read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within 50 to 20,000.</exception>
    public double Height
    {
        get => _height ?? 70 + HeightOfPanel * Panels.Chunk(Math.Max(Columns, 1)).Sum(row => row.Max(panel => panel.Height));
        init => _height = Checked(nameof(Height), value);
    }

    /// <summary>How many panels stand side by side; 1 if nothing is said.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Columns
    {
        get => _columns;
        init => _columns = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Columns), $"Figure: Columns is {value}; it must be ≥ 1.");
    }

    /// <summary>Whether panels above each other show the same x range, with numbers under the lowest only; true if nothing is said.</summary>
    public bool SharedX { get; init; } = true;

    /// <summary>Its paper and ink: as the reader's system is set, if nothing is said.</summary>
    public FigureTheme Theme { get; init; }

    /// <summary>What the figure says of data that cannot be seen in it: NaN, values that a logarithmic axis has no place for, reductions.</summary>
    public IReadOnlyList<string> Notices => Panels.Count == 0 ? [Notes.NoPanels] : [.. new FigureLayout(this).Panels
        .SelectMany(placed => Notes.Nothing(placed.Panel) is { } nothing ? [nothing] : Notes.Of(placed.Panel, placed.Area))];

    /// <summary>The figure with another title.</summary>
    public Figure WithTitle(string title) => this with { Title = title };

    /// <summary>The figure in another size, in pixels.</summary>
    public Figure WithSize(double width, double height) => this with { Width = width, Height = height };

    /// <summary>The figure on another paper.</summary>
    public Figure WithTheme(FigureTheme theme) => this with { Theme = theme };

    /// <summary>The figure with each of its panels changed.</summary>
    public Figure Select(Func<Panel, Panel> change) => this with { Panels = [.. Panels.Select(change)] };

    /// <summary>The figure as an SVG element, which is a file as well as a part of a page.</summary>
    public string ToSvg() => FigureRenderer.Render(this);

    /// <summary>The figure as a page that needs nothing else.</summary>
    public string ToHtml()
    {
        var scheme = Theme switch { FigureTheme.Auto => "light dark", FigureTheme.Dark => "dark", _ => "light" };
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="{scheme}" />
            <title>{WebUtility.HtmlEncode(Title)}</title>
            </head>
            <body>

            """ + ToSvg() + "</body>\n</html>\n";
    }

    /// <summary>Writes the figure; what stood there is replaced at once, or stays. The ending of the path says how: .svg or .html.</summary>
    /// <remarks>Neurons.Plots.Png writes .png.</remarks>
    /// <exception cref="ArgumentException">The ending is another.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".svg" => ToSvg(),
            ".html" or ".htm" => ToHtml(),
            ".png" => throw new ArgumentException($"{path}: for .png, the package Neurons.Plots.Png has figure.SavePng(path)."),
            _ => throw new ArgumentException($"{path}: the ending is not known; .svg and .html are."),
        });
    }

    private static double Checked(string name, double value) => value is >= LeastSize and <= MostSize
        ? value
        : throw new ArgumentOutOfRangeException(name, $"Figure: {name} is {value}; it must be from {LeastSize} to {MostSize} pixels.");
}
