namespace Neurons.Plots;

/// <summary>Where one panel of a figure lies, and its ticks.</summary>
internal sealed record PlacedPanel(
    int Index, Panel Panel, Legend Legend, double Left, double Top, double FrameLeft, double FrameTop, PlotArea Area, Tick[] XTicks, Tick[] YTicks,
    string[] YLabel, bool ShowsX);

/// <summary>
/// Places the panels of a figure. Heights come first (titles, legends and labels at the bottom take theirs, the
/// frames share the rest), then ticks, then widths: the widest tick label of a column sets where its frames begin.
/// </summary>
internal sealed class FigureLayout
{
    public const double LabelSize = 11;
    public const double TickSize = 10;
    public const double TickLength = 4;
    public const double TitleHeight = 26;
    public const double Margin = 14;
    public const double ScaleWidth = 10;
    public const double ScaleGap = 10;

    private const double RowGap = 10;
    private const double ColumnGap = 18;
    private const double LeastFrame = 44;
    private const double PixelsPerYTick = 34;
    private const double TickRow = 17;
    private const double LabelRow = 16;

    private readonly Figure _figure;
    private readonly IReadOnlyDictionary<int, PlotArea>? _areas;
    private readonly int _columns;
    private readonly int _rows;
    private readonly double _cellWidth;

    public FigureLayout(Figure figure)
        : this(figure, null)
    {
        // What is said of the drawing takes room, and depends on how much there is: once without, then with it.
        var areas = Panels.ToDictionary(placed => placed.Index, placed => placed.Area);
        if (!figure.Panels.Where((panel, i) => Notes.Of(panel, areas[i]).Count > Notes.Of(panel, null).Count).Any()) return;
        var second = new FigureLayout(figure, areas);
        (Panels, Height) = (second.Panels, second.Height);
    }

    private FigureLayout(Figure figure, IReadOnlyDictionary<int, PlotArea>? areas)
    {
        (_figure, _areas) = (figure, areas);
        _columns = Math.Max(1, Math.Min(figure.Columns, figure.Panels.Count));
        _rows = (figure.Panels.Count + _columns - 1) / _columns;
        _cellWidth = Math.Max((figure.Width - 2 * Margin - (_columns - 1) * ColumnGap) / _columns, 60);
        Place();
    }

    public List<PlacedPanel> Panels { get; } = [];

    /// <summary>The figure's height, which may be more than was asked for.</summary>
    public double Height { get; private set; }

    private void Place()
    {
        var panels = _figure.Panels;
        var legends = panels.Select((panel, i) => new Legend(panel, _cellWidth, Notes.Of(panel, _areas?[i]))).ToArray();
        var headers = ByRow(i => Math.Max(legends[i].Height, 5));
        var footers = ByRow(FooterHeight);
        var weights = ByRow(i => panels[i].Height);
        var top = Margin + (_figure.Title.Length > 0 ? TitleHeight : 0);
        var fixedHeight = top + headers.Sum() + footers.Sum() + Math.Max(_rows - 1, 0) * RowGap + Margin;
        var unit = _rows == 0 ? 0 : Math.Max((_figure.Height - fixedHeight) / weights.Sum(), LeastFrame / weights.Min());
        Height = fixedHeight + unit * weights.Sum();

        var frames = new List<Frame>();
        for (var row = 0; row < _rows; row++)
        {
            for (var i = row * _columns; i < Math.Min((row + 1) * _columns, panels.Count); i++)
            {
                frames.Add(new Frame(panels[i], legends[i], top + headers[row], unit * weights[row]));
            }

            top += headers[row] + unit * weights[row] + footers[row] + RowGap;
        }

        for (var column = 0; column < Math.Min(_columns, panels.Count); column++)
        {
            PlaceColumn(column, [.. frames.Where((_, i) => i % _columns == column)]);
        }
    }

    /// <summary>Gives the panels of a column the same left and right edge, and the same x range if it is shared.</summary>
    private void PlaceColumn(int column, Frame[] frames)
    {
        var shared = SharesX(column)
            ? frames.Where(frame => !frame.Panel.IsImage).Aggregate(Extent.Empty, (all, frame) => all.With(frame.Panel.XExtent()))
            : (Extent?)null;
        var whole = shared is not null && Array.Exists(frames, frame => frame.Panel.X.IsWhole);
        Tick[] TicksOf(Frame frame, double room) =>
            frame.Panel.IsImage || (shared ?? frame.Panel.XExtent()).IsEmpty ? [] : XTicks(XOf(frame, shared), room, whole || frame.Panel.X.IsWhole);
        var left = frames.Max(frame => LeftGutter(frame, TicksOf(frame, _cellWidth - frame.LeftGutter)));
        var right = frames.Max(frame => RightGutter(frame, TicksOf(frame, _cellWidth - frame.LeftGutter)));
        var width = Math.Max(_cellWidth - left - right, 20);
        var cellLeft = Margin + column * (_cellWidth + ColumnGap);
        for (var row = 0; row < frames.Length; row++)
        {
            var frame = frames[row];
            var area = new PlotArea(XOf(frame, shared), frame.Y, width, frame.Height);
            var (frameLeft, frameTop) = (cellLeft + left, frame.FrameTop);
            if (frame.Panel.IsImage)
            {
                (area, var inset) = Square(area);
                (frameLeft, frameTop) = (frameLeft + inset.X, frameTop + inset.Y);
            }

            Panels.Add(new PlacedPanel(
                row * _columns + column, frame.Panel, frame.Legend, cellLeft, frame.FrameTop - frame.Legend.Height, frameLeft, frameTop, area,
                    TicksOf(frame, width), frame.YTicks,
                frame.YLabel, ShowsX(row * _columns + column)));
        }
    }

    private static Scale XOf(Frame frame, Extent? shared) =>
        frame.Panel.IsImage ? Scale.Of(frame.Panel.XExtent()) : Ticks.Round(Scale.Of(shared ?? frame.Panel.XExtent(), frame.Panel.X.IsLog));

    /// <summary>Whether the panels of a column have one x axis, which a linear and a logarithmic one cannot be.</summary>
    private bool SharesX(int column) =>
        _figure.SharedX && _figure.Panels.Where((panel, i) => i % _columns == column && !panel.IsImage).DistinctBy(panel => panel.X.IsLog)
            .Count() <= 1;

    /// <summary>The greatest area within the frame whose cells are square.</summary>
    private static (PlotArea Area, (double X, double Y) Inset) Square(PlotArea area)
    {
        var cell = Math.Min(area.Width / area.X.Length, area.Height / area.Y.Length);
        var square = area with { Width = cell * area.X.Length, Height = cell * area.Y.Length };
        return (square, ((area.Width - square.Width) / 2, (area.Height - square.Height) / 2));
    }

    /// <summary>As many ticks as there is room for their labels.</summary>
    private static Tick[] XTicks(Scale x, double width, bool whole)
    {
        for (var most = Math.Max((int)(width / 55), 2); ; most--)
        {
            var ticks = Ticks.For(x, most, whole);
            var widest = ticks.Length == 0 ? 0 : ticks.Max(tick => TextMetrics.Width(tick.Label, TickSize));
            if (ticks.Count(tick => !tick.IsMinor) * (widest + 10) <= width)
            {
                return ticks;
            }

            if (most <= 2) return WithRoom(ticks, widest + 10, width);
        }
    }

    /// <summary>The ticks with labels left out, every second, or all but every third, and so on, where they do not have room.</summary>
    private static Tick[] WithRoom(Tick[] ticks, double each, double room)
    {
        var stride = Math.Max((int)Math.Ceiling(ticks.Count(tick => tick.Label.Length > 0) * each / room), 1);
        var label = 0;
        return [.. ticks.Select(tick => tick.Label.Length == 0 || label++ % stride == 0 ? tick : tick with { Label = "" })];
    }

    /// <summary>Room for the y axis, and for the half of the first x label that sticks out.</summary>
    private static double LeftGutter(Frame frame, Tick[] ticks) =>
        Math.Max(frame.LeftGutter, ticks.Length == 0 ? 0 : TextMetrics.Width(ticks[0].Label, TickSize) / 2 - Margin / 2);

    /// <summary>Room for a heatmap's scale, and for the half of the last x label that sticks out.</summary>
    private static double RightGutter(Frame frame, Tick[] ticks)
    {
        var overhang = ticks.Length == 0 ? 0 : TextMetrics.Width(ticks[^1].Label, TickSize) / 2;
        var scale = frame.Panel.Scaled is not { } heatmap
            ? 0
            : ScaleGap + ScaleWidth + TickLength
                + 3 + WidestLabel(ScaleTicks(heatmap, frame.Height)) + (frame.Panel.ScaleLabel!.Length > 0 ? LabelSize + 6 : 0);
        return Math.Max(scale, Math.Max(overhang - Margin / 2, 2));
    }

    public static Tick[] ScaleTicks(HeatmapSeries heatmap, double height) => Ticks.For(heatmap.Range, (int)(height / PixelsPerYTick));

    public static double WidestLabel(Tick[] ticks) => ticks.Length == 0 ? 0 : ticks.Max(tick => TextMetrics.Width(tick.Label, TickSize));

    private double FooterHeight(int i)
    {
        var panel = _figure.Panels[i];
        return panel.IsImage
            ? panel.X.Label.Length > 0 ? LabelRow : 0
            : ShowsX(i) ? TickRow + (panel.X.Label.Length > 0 ? LabelRow : 0) : 0;
    }

    /// <summary>With a shared axis only the lowest panel of a column has numbers, unless an image stands below it.</summary>
    private bool ShowsX(int i)
    {
        var below = i + _columns;
        return !SharesX(i % _columns) || below >= _figure.Panels.Count || _figure.Panels[below].IsImage;
    }

    private double[] ByRow(Func<int, double> measure)
    {
        var heights = new double[_rows];
        for (var i = 0; i < _figure.Panels.Count; i++)
        {
            heights[i / _columns] = Math.Max(heights[i / _columns], measure(i));
        }

        return heights;
    }

    /// <summary>A panel whose height is settled and whose width is not.</summary>
    private sealed class Frame
    {
        public Frame(Panel panel, Legend legend, double frameTop, double height)
        {
            (Panel, Legend, FrameTop, Height) = (panel, legend, frameTop, height);
            Y = panel.YScale();
            YTicks = panel.IsImage || panel.YExtent().IsEmpty
                ? [] : WithRoom(Ticks.For(Y, (int)(height / PixelsPerYTick), panel.Y.IsWhole), TickSize + 3, height);
            YLabel = Lines(panel.Y.Label, height);
            LeftGutter = (YTicks.Length > 0 ? TickLength + 3 + WidestLabel(YTicks) : 0) + YLabel.Length * (LabelSize + 3) + 2;
        }

        public Panel Panel { get; }

        public Legend Legend { get; }

        public double FrameTop { get; }

        public double Height { get; }

        public Scale Y { get; }

        public Tick[] YTicks { get; }

        public string[] YLabel { get; }

        public double LeftGutter { get; }

        /// <summary>A label longer than the frame is high goes on two lines, the unit on the second.</summary>
        private static string[] Lines(string label, double height)
        {
            if (label.Length == 0)
            {
                return [];
            }

            var unit = label.LastIndexOf(" (", StringComparison.Ordinal);
            return TextMetrics.Width(label, LabelSize) <= height || unit <= 0 ? [label] : [label[..unit], label[(unit + 1)..]];
        }
    }
}
