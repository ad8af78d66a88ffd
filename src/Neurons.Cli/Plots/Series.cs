namespace Neurons.Cli.Plots;

/// <summary>Something drawn in a panel.</summary>
internal abstract class Series
{
    /// <summary>Its name in the legend; without one it is not listed.</summary>
    public string? Name { get; init; }

    public required string Colour { get; init; }

    /// <summary>What is behind: 0 for areas, 1 for rules, 2 for data.</summary>
    public virtual int Layer => 2;

    public virtual Extent X => Extent.Empty;

    public virtual Extent Y => Extent.Empty;

    public abstract void Draw(SvgWriter svg, PlotArea area);

    /// <summary>Draws its sign in a legend, in a box of 18 pixels whose left middle is given.</summary>
    public virtual void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("path", ("d", $"M{SvgWriter.Number(x)} {SvgWriter.Number(y)}h18"), ("stroke", Colour), ("stroke-width", 2.0));
}
