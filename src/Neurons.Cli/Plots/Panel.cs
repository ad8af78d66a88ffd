namespace Neurons.Cli.Plots;

/// <summary>One set of axes and what is drawn on them. The methods return the panel, so that calls can be chained.</summary>
internal sealed class Panel
{
    private const double YPadding = 0.06;
    private const double XPaddingOfPoints = 0.03;

    private readonly List<Series> _series = [];
    private Extent _xRange = Extent.Empty;
    private Extent _yRange = Extent.Empty;

    internal Panel(string title, string y, string x, double height) => (Title, YLabel, XLabel, Weight) = (title, y, x, height);

    public string Title { get; }

    public string YLabel { get; }

    public string XLabel { get; }

    /// <summary>Its height relative to the panels of other rows.</summary>
    public double Weight { get; }

    /// <summary>Whether it is an image: square cells, no axes.</summary>
    public bool IsImage { get; private set; }

    /// <summary>Whether the rows of its y axis are counted.</summary>
    public bool HasWholeY { get; private set; }

    /// <summary>What stands beside the scale of a heatmap; null if it shows no scale.</summary>
    public string? ScaleLabel { get; private set; }

    public HeatmapSeries? Scaled => ScaleLabel is null ? null : _series.OfType<HeatmapSeries>().FirstOrDefault();

    public IEnumerable<Series> BackToFront => _series.OrderBy(series => series.Layer);

    /// <summary>What the legend lists. A single name says no more than title and axis do.</summary>
    public IReadOnlyList<Series> Named
    {
        get
        {
            Series[] named = [.. _series.Where(series => !string.IsNullOrEmpty(series.Name))];
            return named.Length > 1 ? named : [];
        }
    }

    /// <summary>A line through points; NaN makes a gap; with <paramref name="step"/> each value holds until the next.</summary>
    public Panel Line(string? name, double[] xs, double[] ys, bool step = false, string? colour = null)
    {
        RequireSameLength(name, xs, ys);
        return Add(new LineSeries(xs, ys, step) { Name = name, Colour = colour ?? NextColour() });
    }

    /// <summary>Dots that are not joined.</summary>
    public Panel Points(string? name, double[] xs, double[] ys, double diameter = 4, string? colour = null)
    {
        RequireSameLength(name, xs, ys);
        return Add(new PointSeries(xs, ys, diameter) { Name = name, Colour = colour ?? NextColour() });
    }

    /// <summary>Spike trains: the times of each neuron, row 0 lowest.</summary>
    public Panel Raster(double[][] times, string? name = null, string colour = Palette.Ink)
    {
        HasWholeY = true;
        return Add(new RasterSeries(times) { Name = name, Colour = colour });
    }

    /// <summary>A dashed level line.</summary>
    public Panel Threshold(string? name, double y, string colour = Palette.Frame) =>
        Add(new RuleSeries([y], level: true, dashed: true) { Name = name, Colour = colour });

    /// <summary>Upright lines over the panel's height, such as the times of spikes.</summary>
    public Panel Marks(string? name, double[] xs, bool dashed = false, string colour = "#999999") =>
        Add(new RuleSeries(xs, level: false, dashed) { Name = name, Colour = colour });

    /// <summary>The area between two curves.</summary>
    public Panel Band(string? name, double[] xs, double[] lows, double[] highs, string? colour = null)
    {
        RequireSameLength(name, xs, lows);
        RequireSameLength(name, xs, highs);
        return Add(new BandSeries(xs, lows, highs) { Name = name, Colour = colour ?? NextColour() });
    }

    /// <summary>A shaded stretch of the x axis.</summary>
    public Panel Span(string? name, double from, double to, string colour = Palette.Orange) =>
        Add(new SpanSeries(from, to) { Name = name, Colour = colour });

    /// <summary>A grid of colours, [row, column], over a part of the axes; row 0 lowest. A label adds a scale.</summary>
    public Panel Heatmap(
        double[,] values, (double From, double To)? x = null, (double From, double To)? y = null, string? label = null,
        (double Low, double High)? range = null, ColourMap? colours = null)
    {
        ScaleLabel = label;
        HasWholeY |= y is null;
        return Add(Grid(values, Axis(x, values.GetLength(1)), Axis(y, values.GetLength(0)), range, colours ?? ColourMap.Viridis, topDown: false));
    }

    /// <summary>A picture, [row, column], row 0 on top, cells square, without axes.</summary>
    public Panel Image(double[,] values, (double Low, double High)? range = null, ColourMap? colours = null)
    {
        IsImage = true;
        return Add(Grid(values, new(0, values.GetLength(1)), new(0, values.GetLength(0)), range, colours ?? ColourMap.Grey, topDown: true));
    }

    /// <summary>What the x axis shows, instead of all there is.</summary>
    public Panel XRange(double low, double high)
    {
        _xRange = Extent.Empty.With(low).With(high);
        return this;
    }

    /// <summary>What the y axis shows, instead of all there is.</summary>
    public Panel YRange(double low, double high)
    {
        _yRange = Extent.Empty.With(low).With(high);
        return this;
    }

    /// <summary>What is to be seen along x; empty where nothing says.</summary>
    internal Extent XExtent()
    {
        if (!_xRange.IsEmpty)
        {
            return _xRange.ForAxis();
        }

        var extent = _series.Aggregate(Extent.Empty, (all, series) => all.With(series.X));
        return _series.Exists(series => series is PointSeries) && !extent.IsEmpty ? extent.Padded(XPaddingOfPoints) : extent;
    }

    internal Extent YExtent()
    {
        if (!_yRange.IsEmpty)
        {
            return _yRange.ForAxis();
        }

        var extent = _series.Aggregate(Extent.Empty, (all, series) => all.With(series.Y));
        // Rows and grids fill their panel; a constant has room around it already.
        var isFilled = extent.IsEmpty || IsImage || _series.Exists(series => series is RasterSeries or HeatmapSeries) || extent != extent.ForAxis();
        return isFilled ? extent.ForAxis() : extent.Padded(YPadding);
    }

    private static HeatmapSeries Grid(double[,] values, Extent x, Extent y, (double Low, double High)? range, ColourMap colours, bool topDown) =>
        new(values, x, y, range is var (low, high) ? new(low, high) : Extent.Empty, colours, topDown) { Colour = Palette.Ink };

    /// <summary>Cells are counted from 0 at their centres unless the axis is given.</summary>
    private static Extent Axis((double From, double To)? given, int cells) => given is var (from, to) ? new(from, to) : new(-0.5, cells - 0.5);

    private static void RequireSameLength(string? name, double[] xs, double[] ys)
    {
        if (xs.Length != ys.Length)
        {
            throw new ArgumentException($"Series '{name}': there are {xs.Length} x values and {ys.Length} y values; as many of each are needed");
        }
    }

    private Panel Add(Series series)
    {
        _series.Add(series);
        return this;
    }

    /// <summary>The first colour of the palette that no series has, so that colours given by hand are not met again.</summary>
    private string NextColour() =>
        Enumerable.Range(0, Palette.Count).Select(Palette.Of).FirstOrDefault(colour => !_series.Exists(series => series.Colour == colour))
        ?? Palette.Of(_series.Count);
}
