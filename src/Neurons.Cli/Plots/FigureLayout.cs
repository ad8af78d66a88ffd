namespace Neurons.Cli.Plots;

/// <summary>Where one panel of a figure lies, and its ticks.</summary>
internal sealed record PlacedPanel(
    Panel Panel, Legend Legend, double Left, double Top, double FrameLeft, double FrameTop, PlotArea Area, Tick[] XTicks, Tick[] YTicks,
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
    private readonly int _columns;
    private readonly int _rows;
    private readonly double _cellWidth;

    public FigureLayout(Figure figure)
    {
        _figure = figure;
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
        var legends = panels.Select(panel => new Legend(panel, _cellWidth)).ToArray();
        var headers = ByRow(i => Math.Max(legends[i].Height, 5));
        var footers = ByRow(FooterHeight);
        var weights = ByRow(i => Math.Max(panels[i].Weight, 0.01));
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
        var shared = frames.Where(frame => !frame.Panel.IsImage).Aggregate(Extent.Empty, (all, frame) => all.With(frame.Panel.XExtent()));
        var left = frames.Max(frame => LeftGutter(frame, XOf(frame, shared)));
        var right = frames.Max(frame => RightGutter(frame, XOf(frame, shared)));
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

            var ticks = frame.Panel.IsImage ? [] : XTicks(area.X, width);
            Panels.Add(new PlacedPanel(
                frame.Panel, frame.Legend, cellLeft, frame.FrameTop - frame.Legend.Height, frameLeft, frameTop, area, ticks, frame.YTicks,
                frame.YLabel, ShowsX(row * _columns + column)));
        }
    }

    private Extent XOf(Frame frame, Extent shared) =>
        frame.Panel.IsImage ? frame.Panel.XExtent().ForAxis() : Ticks.Round((_figure.SharedX ? shared : frame.Panel.XExtent()).ForAxis());

    /// <summary>The greatest area within the frame whose cells are square.</summary>
    private static (PlotArea Area, (double X, double Y) Inset) Square(PlotArea area)
    {
        var cell = Math.Min(area.Width / area.X.Width, area.Height / area.Y.Width);
        var square = area with { Width = cell * area.X.Width, Height = cell * area.Y.Width };
        return (square, ((area.Width - square.Width) / 2, (area.Height - square.Height) / 2));
    }

    /// <summary>As many ticks as there is room for their labels.</summary>
    private static Tick[] XTicks(Extent x, double width)
    {
        for (var most = Math.Max((int)(width / 55), 2); ; most--)
        {
            var ticks = Ticks.For(x, most);
            var widest = ticks.Length == 0 ? 0 : ticks.Max(tick => TextMetrics.Width(tick.Label, TickSize));
            if (ticks.Length * (widest + 10) <= width)
            {
                return ticks;
            }

            if (most <= 2)
            {
                // Not even so: leave out labels, every second, or all but every third, and so on.
                var stride = (int)Math.Ceiling(ticks.Length * (widest + 10) / width);
                return [.. ticks.Select((tick, i) => i % stride == 0 ? tick : tick with { Label = "" })];
            }
        }
    }

    /// <summary>Room for the y axis, and for the half of the first x label that sticks out.</summary>
    private double LeftGutter(Frame frame, Extent x)
    {
        var ticks = frame.Panel.IsImage ? [] : XTicks(x, _cellWidth - frame.LeftGutter);
        return Math.Max(frame.LeftGutter, ticks.Length == 0 ? 0 : TextMetrics.Width(ticks[0].Label, TickSize) / 2 - Margin / 2);
    }

    /// <summary>Room for a heatmap's scale, and for the half of the last x label that sticks out.</summary>
    private double RightGutter(Frame frame, Extent x)
    {
        var ticks = frame.Panel.IsImage ? [] : XTicks(x, _cellWidth - frame.LeftGutter);
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
            ? panel.XLabel.Length > 0 ? LabelRow : 0
            : ShowsX(i) ? TickRow + (panel.XLabel.Length > 0 ? LabelRow : 0) : 0;
    }

    /// <summary>With a shared axis only the lowest panel of a column has numbers, unless an image stands below it.</summary>
    private bool ShowsX(int i)
    {
        var below = i + _columns;
        return !_figure.SharedX || below >= _figure.Panels.Count || _figure.Panels[below].IsImage;
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
            Y = panel.YExtent();
            YTicks = panel.IsImage ? [] : Ticks.For(Y, (int)(height / PixelsPerYTick), panel.HasWholeY);
            YLabel = Lines(panel.YLabel, height);
            LeftGutter = (YTicks.Length > 0 ? TickLength + 3 + WidestLabel(YTicks) : 0) + YLabel.Length * (LabelSize + 3) + 2;
        }

        public Panel Panel { get; }

        public Legend Legend { get; }

        public double FrameTop { get; }

        public double Height { get; }

        public Extent Y { get; }

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
