namespace Neurons.Plots;

/// <summary>
/// One set of axes and what is drawn on them. A panel does not change: each method returns a new one with something added.
/// <code>
/// new Panel("membrane potential", y: "V (mV)", x: "time (ms)").Line("V", times, potentials).Threshold("threshold", -50)
/// </code>
/// </summary>
public sealed record Panel
{
    private const double YPadding = 0.06;
    private const double XPaddingOfPoints = 0.03;

    private Series[] _series = [];
    private readonly double _height;

    /// <summary>A panel without data.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="y">The y axis, with its unit.</param>
    /// <param name="x">The x axis, with its unit.</param>
    /// <param name="height">Its height relative to other panels.</param>
    public Panel(string title = "", Axis? y = null, Axis? x = null, double height = 1)
    {
        ArgumentNullException.ThrowIfNull(title);
        (Title, Y, X, Height) = (title, y ?? new Axis(), x ?? new Axis(), height);
    }

    /// <summary>What it shows.</summary>
    public string Title { get; init; }

    /// <summary>The y axis.</summary>
    public Axis Y { get; init; }

    /// <summary>The x axis.</summary>
    public Axis X { get; init; }

    /// <summary>Its height relative to the panels of other rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0 and finite.</exception>
    public double Height
    {
        get => _height;
        init => _height = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Height), $"Panel '{Title}': Height is {value}; it must be > 0 and finite.");
    }

    /// <summary>Whether it is an image: square cells, no axes.</summary>
    internal bool IsImage { get; private init; }

    /// <summary>What stands beside the scale of a heat map; null if it shows no scale.</summary>
    internal string? ScaleLabel { get; private init; }

    internal HeatmapSeries? Scaled => ScaleLabel is null ? null : _series.OfType<HeatmapSeries>().FirstOrDefault();

    internal IReadOnlyList<Series> Series => _series;

    internal IEnumerable<Series> BackToFront => _series.OrderBy(series => series.Layer);

    /// <summary>What the legend lists. A single name says no more than title and axis do.</summary>
    internal IReadOnlyList<Series> Named
    {
        get
        {
            Series[] named = [.. _series.Where(series => !string.IsNullOrEmpty(series.Name))];
            return named.Length > 1 ? named : [];
        }
    }

    /// <summary>A line through points.</summary>
    /// <param name="name">What the legend calls it; null for nothing.</param>
    /// <param name="xs">[n].</param>
    /// <param name="ys">[n]; NaN makes a gap.</param>
    /// <param name="step">Whether each value holds until the next.</param>
    /// <param name="dots">Whether its points are marked.</param>
    /// <param name="color">Its color, "#rrggbb"; null for the next of <see cref="Palette"/>.</param>
    /// <param name="gaps">What gaps mean, which the figure then says; null to say how many values are missing, empty to say nothing.</param>
    public Panel Line(
        string? name, Values xs, Values ys, bool step = false, bool dots = false, string? color = null, string? gaps = null) =>
        With(new LineSeries(xs.Array, SameLength(name, xs, ys), step, dots) { Name = name, Color = color ?? NextColor(), Gaps = gaps });

    /// <summary>Dots that are not joined.</summary>
    /// <param name="name">What the legend calls them; null for nothing.</param>
    /// <param name="xs">[n].</param>
    /// <param name="ys">[n].</param>
    /// <param name="diameter">In pixels, above 0 and finite.</param>
    /// <param name="color">Their color; null for the next of <see cref="Palette"/>.</param>
    public Panel Points(string? name, Values xs, Values ys, double diameter = 4, string? color = null)
    {
        var heights = SameLength(name, xs, ys);
        if (!(diameter > 0 && double.IsFinite(diameter)))
            throw new ArgumentOutOfRangeException(nameof(diameter), $"Points '{name}': diameter is {diameter}; it must be > 0 and finite.");
        return With(new PointSeries(xs.Array, heights, diameter) { Name = name, Color = color ?? NextColor() });
    }

    /// <summary>Spike trains: the times of each neuron, the first lowest.</summary>
    public Panel Raster(IEnumerable<double[]> times, string? name = null, string color = Palette.Ink)
    {
        ArgumentNullException.ThrowIfNull(times);
        double[] Copy(double[] row, int neuron) => row is null
            ? throw new ArgumentException($"Raster '{name}': the times of neuron {neuron} are null.", nameof(times)) : [.. row];
        var series = new RasterSeries([.. times.Select(Copy)]) { Name = name, Color = color };
        return With(series) with { Y = Y with { IsWhole = true } };
    }

    /// <summary>A dashed level line.</summary>
    public Panel Threshold(string? name, double y, string color = Palette.Frame) =>
        With(new RuleSeries([y], level: true, dashed: true) { Name = name, Color = color });

    /// <summary>Upright lines over the panel's height, such as the times of spikes.</summary>
    public Panel Marks(string? name, Values xs, bool dashed = false, string color = Palette.Faint)
    {
        ArgumentNullException.ThrowIfNull(xs);
        return With(new RuleSeries(xs.Array, level: false, dashed) { Name = name, Color = color });
    }

    /// <summary>The area between two curves.</summary>
    public Panel Band(string? name, Values xs, Values lows, Values highs, string? color = null) =>
        With(new BandSeries(xs.Array, SameLength(name, xs, lows), SameLength(name, xs, highs)) { Name = name, Color = color ?? NextColor() });

    /// <summary>Bars from 0 up, each between an edge and the next.</summary>
    /// <param name="name">What the legend calls them.</param>
    /// <param name="edges">[n + 1], ascending.</param>
    /// <param name="heights">[n].</param>
    /// <param name="color">Their color; null for the next of <see cref="Palette"/>.</param>
    public Panel Bars(string? name, Values edges, Values heights, string? color = null)
    {
        ArgumentNullException.ThrowIfNull(edges);
        ArgumentNullException.ThrowIfNull(heights);
        return edges.Count == heights.Count + 1
            ? With(new BarSeries(edges.Array, heights.Array, heights.Array.Count(double.IsFinite), heights.Count)
            {
                Name = name,
                Color = color ?? NextColor(),
            })
            : throw new ArgumentException(
                $"Bars '{name}': there are {edges.Count} edges and {heights.Count} heights; one edge more than heights is needed.");
    }

    /// <summary>A shaded stretch of the x axis.</summary>
    public Panel Span(string? name, double from, double to, string color = Palette.Orange) =>
        With(new SpanSeries(from, to) { Name = name, Color = color });

    /// <summary>A grid of colors over a part of the axes, the first row lowest. NaN leaves a cell blank.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="x">Where the columns begin and end; null to count them from 0.</param>
    /// <param name="y">Where the rows begin and end; null to count them from 0.</param>
    /// <param name="label">What stands beside the scale of colors, with its unit; null for no scale.</param>
    /// <param name="range">The values at the two ends of the colors; null for the least and the greatest.</param>
    /// <param name="colors">The colors; null for <see cref="ColorMap.Viridis"/>.</param>
    public Panel HeatMap(
        Values values, (double From, double To)? x = null, (double From, double To)? y = null, string? label = null,
        (double Low, double High)? range = null, ColorMap? colors = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var grid = values.Grid();
        return With(Cells(grid, Edges(x, grid.GetLength(1)), Edges(y, grid.GetLength(0)), range, colors ?? ColorMap.Viridis, topDown: false)) with
        {
            ScaleLabel = label,
            X = X with { IsWhole = X.IsWhole || x is null },
            Y = Y with { IsWhole = Y.IsWhole || y is null },
        };
    }

    /// <summary>A picture, the first row on top, cells square, without axes.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="range">The values at the two ends of the colors; null for the least and the greatest.</param>
    /// <param name="colors">The colors; null for <see cref="ColorMap.Grey"/>.</param>
    public Panel Image(Values values, (double Low, double High)? range = null, ColorMap? colors = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var grid = values.Grid();
        var cells = Cells(grid, new(0, grid.GetLength(1)), new(0, grid.GetLength(0)), range, colors ?? ColorMap.Grey, topDown: true);
        return With(cells) with { IsImage = true };
    }

    /// <summary>The panel with what the x axis shows, instead of all there is.</summary>
    public Panel XRange(double low, double high) => this with { X = X.From(low, high) };

    /// <summary>The panel with what the y axis shows, instead of all there is.</summary>
    public Panel YRange(double low, double high) => this with { Y = Y.From(low, high) };

    internal Panel With(Series series) => this with { _series = [.. _series, series] };

    internal Panel AsImage() => this with { IsImage = true };

    /// <summary>What is to be seen along x; empty where nothing says.</summary>
    internal Extent XExtent()
    {
        if (X.Range is var (low, high)) return Extent.Empty.With(low, X.IsLog).With(high, X.IsLog);
        var extent = _series.Aggregate(Extent.Empty, (all, series) => all.With(series.X(X.IsLog)));
        if (extent.IsEmpty) return extent;
        var isDotted = Array.Exists(_series, series => series.IsDots);
        return isDotted ? Scale.Of(extent, X.IsLog).Padded(XPaddingOfPoints).Extent : extent;
    }

    /// <summary>What is to be seen along y; empty where nothing says.</summary>
    internal Extent YExtent() => Y.Range is var (low, high)
        ? Extent.Empty.With(low, Y.IsLog).With(high, Y.IsLog)
        : _series.Aggregate(Extent.Empty, (all, series) => all.With(series.Y(Y.IsLog)));

    internal Scale YScale()
    {
        var extent = YExtent();
        if (Y.Range is not null) return Scale.Of(extent, Y.IsLog);
        var scale = Scale.Of(extent, Y.IsLog);
        // Rows and grids fill their panel; a constant has room around it already; bars stand on their axis.
        if (extent.IsEmpty || IsImage || Array.Exists(_series, series => series.Fills) || extent != scale.Extent) return scale;
        var padded = scale.Padded(YPadding);
        return Array.Exists(_series, series => series is BarSeries) && !Y.IsLog && scale.Low == 0 ? new(new(0, padded.High)) : padded;
    }

    private static HeatmapSeries Cells(double[,] values, Extent x, Extent y, (double Low, double High)? range, ColorMap colors, bool topDown) =>
        new(values, x, y, range is var (low, high) ? new(low, high) : Extent.Empty, colors, topDown) { Color = Palette.Ink };

    /// <summary>Cells are counted from 0 at their centres unless the axis is given.</summary>
    private static Extent Edges((double From, double To)? given, int cells) =>
        given is var (from, to) ? new(from, to) : cells == 0 ? Extent.Empty : new(-0.5, cells - 0.5);

    private static double[] SameLength(string? name, Values xs, Values ys)
    {
        ArgumentNullException.ThrowIfNull(xs);
        ArgumentNullException.ThrowIfNull(ys);
        return xs.Count == ys.Count
            ? ys.Array
            : throw new ArgumentException($"Series '{name}': there are {xs.Count} x values and {ys.Count} y values; as many of each are needed.");
    }

    /// <summary>The first color of the palette that no series has, so that colors given by hand are not met again.</summary>
    private string NextColor() =>
        Enumerable.Range(0, Palette.Count).Select(Palette.Of).FirstOrDefault(color => !Array.Exists(_series, series => series.Color == color))
        ?? Palette.Of(_series.Length);
}
