using Neurons.IO;

namespace Neurons.Cli.Plots;

/// <summary>
/// A figure of one or more panels, written as SVG: stacked in one column, or in a grid, filled row by row.
/// <code>
/// var figure = new Figure("CubaLif");
/// figure.Panel("membrane potential", y: "V (mV)", x: "time (ms)").Line("V", times, potentials).Threshold("threshold", -50);
/// figure.Save("cuba.svg");
/// </code>
/// </summary>
internal sealed class Figure(string title, double width = 720, double height = 480)
{
    private readonly List<Panel> _panels = [];

    public string Title => title;

    public double Width => width;

    /// <summary>The height asked for; the figure becomes higher if its panels would be too low to read.</summary>
    public double Height => height;

    /// <summary>How many panels stand side by side.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>Whether panels above each other show the same x range, with numbers under the lowest only.</summary>
    public bool SharedX { get; init; } = true;

    public IReadOnlyList<Panel> Panels => _panels;

    /// <summary>Adds a panel.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="y">The y axis, with its unit.</param>
    /// <param name="x">The x axis, with its unit.</param>
    /// <param name="height">Its height relative to other panels.</param>
    public Panel Panel(string title = "", string y = "", string x = "", double height = 1)
    {
        var panel = new Panel(title, y, x, height);
        _panels.Add(panel);
        return panel;
    }

    public string ToSvg() => FigureRenderer.Render(this);

    public void Save(string path) => AtomicFile.WriteText(path, ToSvg());
}
