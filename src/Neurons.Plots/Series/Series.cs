namespace Neurons.Plots;

/// <summary>Something drawn in a panel. It does not change.</summary>
internal abstract class Series
{
    /// <summary>Its name in the legend; without one it is not listed.</summary>
    public string? Name { get; init; }

    public required string Color { get; init; }

    /// <summary>What is behind: 0 for areas, 1 for rules, 2 for data.</summary>
    public virtual int Layer => 2;

    /// <summary>Whether it is data, which a panel without is empty of; rules and spans only go with data.</summary>
    public virtual bool IsData => true;

    /// <summary>Whether it fills its panel to the edges along y.</summary>
    public virtual bool Fills => false;

    /// <summary>Whether it needs room beside its outermost points.</summary>
    public virtual bool IsDots => false;

    /// <summary>What it needs along x, of what a logarithmic axis can show if it is one.</summary>
    public virtual Extent X(bool isLog) => Extent.Empty;

    public virtual Extent Y(bool isLog) => Extent.Empty;

    /// <summary>How many values it has, and what they are called.</summary>
    public virtual int Count => 0;

    public virtual string Things => "values";

    /// <summary>How many of them are numbers, and how many of those have a place on such axes.</summary>
    public virtual (int Finite, int Shown) Drawn(bool isLogX, bool isLogY) => (Count, Count);

    /// <summary>What gaps in the data mean; null if they are to be counted.</summary>
    public string? Gaps { get; init; }

    /// <summary>What a reader has to know of how it is drawn; null if nothing.</summary>
    public virtual string? Reduction(PlotArea area) => null;

    public abstract void Draw(SvgWriter svg, PlotArea area);

    /// <summary>Draws its sign in a legend, in a box of 18 pixels whose left middle is given.</summary>
    public virtual void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("path", ("d", $"M{SvgWriter.Number(x)} {SvgWriter.Number(y)}h18"), ("stroke", svg.Ink(Color)), ("stroke-width", 2.0));

    /// <summary>How many points are numbers, and how many have a place on such axes.</summary>
    protected static (int Finite, int Shown) CountPoints(double[] xs, double[] ys, bool isLogX, bool isLogY)
    {
        var (finite, shown) = (0, 0);
        for (var i = 0; i < xs.Length; i++)
        {
            if (!double.IsFinite(xs[i]) || !double.IsFinite(ys[i])) continue;
            finite++;
            if (Extent.IsShown(xs[i], isLogX) && Extent.IsShown(ys[i], isLogY)) shown++;
        }

        return (finite, shown);
    }
}
