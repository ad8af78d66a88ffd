namespace Neurons.Plots;

/// <summary>Draws a figure whose panels have been placed.</summary>
internal static class FigureRenderer
{
    private const string Fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";
    private const string Class = "neurons-figure";
    private const double FigureTitleSize = 15;
    private const double EmptySize = 12;

    public static string Render(Figure figure)
    {
        var layout = new FigureLayout(figure);
        using var svg = new SvgWriter(figure.Theme);
        svg.Open("svg",
            ("width", figure.Width),
            ("height", layout.Height),
            ("viewBox", $"0 0 {SvgWriter.Number(figure.Width)} {SvgWriter.Number(layout.Height)}"),
            ("class", Class),
            ("font-family", Fonts),
            ("role", "img"));
        if (figure.Title.Length > 0)
        {
            svg.Title(figure.Title);
        }

        svg.Element("rect", ("width", figure.Width), ("height", layout.Height), ("fill", svg.Ink(Palette.Paper)));
        if (figure.Title.Length > 0)
        {
            // Bold letters are wider than those the estimate is made for.
            var (text, size) = TextMetrics.Fit(figure.Title, FigureTitleSize, (figure.Width - 2 * FigureLayout.Margin) / 1.08);
            svg.Text(FigureLayout.Margin, FigureLayout.Margin + 13, text, size, weight: "700");
        }

        foreach (var placed in layout.Panels)
        {
            Draw(svg, placed);
        }

        if (layout.Panels.Count == 0)
        {
            svg.Text(figure.Width / 2, layout.Height - FigureLayout.Margin, Notes.NoPanels, EmptySize, "middle", Palette.Frame);
        }

        svg.Style(Class);
        svg.Close();
        return svg.ToString();
    }

    private static void Draw(SvgWriter svg, PlacedPanel placed)
    {
        placed.Legend.Draw(svg, placed.Left, placed.Top, placed.Panel.IsImage ? placed.FrameLeft - placed.Left : 0);
        if (!placed.Panel.IsImage)
        {
            DrawGrid(svg, placed);
        }

        // An inner svg clips what lies outside its frame.
        svg.Open("svg", ("x", placed.FrameLeft), ("y", placed.FrameTop), ("width", placed.Area.Width), ("height", placed.Area.Height));
        foreach (var series in placed.Panel.BackToFront)
        {
            series.Draw(svg, placed.Area);
        }

        svg.Close();
        if (Notes.Nothing(placed.Panel) is { } nothing)
        {
            // Beside the square of an image there is room.
            var (text, size) = TextMetrics.Fit(nothing, EmptySize, placed.Area.Width * (placed.Panel.IsImage ? 2.5 : 1));
            svg.Text(placed.FrameLeft + placed.Area.Width / 2, placed.FrameTop + placed.Area.Height / 2 + 4, text, size, "middle", Palette.Frame);
        }

        DrawAxes(svg, placed);
        DrawLabels(svg, placed);
        if (placed.Panel.Scaled is { } heatmap)
        {
            DrawScale(svg, placed, heatmap);
        }
    }

    private static void DrawGrid(SvgWriter svg, PlacedPanel placed)
    {
        var (left, top, area) = (placed.FrameLeft, placed.FrameTop, placed.Area);
        var xs = placed.XTicks.Where(tick => !tick.IsMinor).Select(
            tick => $"M{SvgWriter.Number(left + area.PixelX(tick.Value))} {SvgWriter.Number(top)}v{SvgWriter.Number(area.Height)}");
        var ys = placed.YTicks.Where(tick => !tick.IsMinor).Select(
            tick => $"M{SvgWriter.Number(left)} {SvgWriter.Number(top + area.PixelY(tick.Value))}h{SvgWriter.Number(area.Width)}");
        if (string.Concat(xs.Concat(ys)) is { Length: > 0 } path)
        {
            svg.Element("path", ("d", path), ("stroke", svg.Ink(Palette.Grid)), ("stroke-width", 0.8));
        }
    }

    private static void DrawAxes(SvgWriter svg, PlacedPanel placed)
    {
        var (left, top, area) = (placed.FrameLeft, placed.FrameTop, placed.Area);
        var bottom = top + area.Height;
        if (placed.Panel.IsImage)
        {
            svg.Element("rect",
                ("x", left), ("y", top), ("width", area.Width), ("height", area.Height), ("fill", "none"),
                ("stroke", svg.Ink(Palette.Frame)), ("stroke-width", 0.8));
            return;
        }

        var path = $"M{SvgWriter.Number(left)} {SvgWriter.Number(top)}V{SvgWriter.Number(bottom)}H{SvgWriter.Number(left + area.Width)}";
        foreach (var tick in placed.YTicks)
        {
            var y = top + area.PixelY(tick.Value);
            path += $"M{SvgWriter.Number(left)} {SvgWriter.Number(y)}h{SvgWriter.Number(-Length(tick))}";
            if (tick.Label.Length > 0) svg.Text(left - FigureLayout.TickLength - 3, y + 3.5, tick.Label, FigureLayout.TickSize, "end");
        }

        foreach (var tick in placed.XTicks)
        {
            var x = left + area.PixelX(tick.Value);
            path += $"M{SvgWriter.Number(x)} {SvgWriter.Number(bottom)}v{SvgWriter.Number(Length(tick))}";
            if (placed.ShowsX && tick.Label.Length > 0)
            {
                svg.Text(x, bottom + 15, tick.Label, FigureLayout.TickSize, "middle");
            }
        }

        svg.Element("path", ("d", path), ("fill", "none"), ("stroke", svg.Ink(Palette.Frame)), ("stroke-width", 1.0));
    }

    private static double Length(Tick tick) => tick.IsMinor ? FigureLayout.TickLength / 2 : FigureLayout.TickLength;

    private static void DrawLabels(SvgWriter svg, PlacedPanel placed)
    {
        var (left, top, area) = (placed.FrameLeft, placed.FrameTop, placed.Area);
        if (placed.ShowsX && placed.Panel.X.Label.Length > 0)
        {
            var (text, size) = TextMetrics.Fit(placed.Panel.X.Label, FigureLayout.LabelSize, placed.Panel.IsImage ? area.Width * 1.5 : area.Width);
            svg.Text(left + area.Width / 2, top + area.Height + (placed.Panel.IsImage ? 13 : 30), text, size, "middle");
        }

        for (var line = 0; line < placed.YLabel.Length; line++)
        {
            // The labels of a column stand in one line, however wide the numbers beside them are.
            var (text, size) = TextMetrics.Fit(placed.YLabel[line], FigureLayout.LabelSize, area.Height + 8);
            svg.Text(placed.Left + FigureLayout.LabelSize - 1 + line * (FigureLayout.LabelSize + 3), top + area.Height / 2, text, size,
                "middle", rotated: true);
        }
    }

    private static void DrawScale(SvgWriter svg, PlacedPanel placed, HeatmapSeries heatmap)
    {
        const int Steps = 48;
        var (top, area) = (placed.FrameTop, placed.Area with { Y = heatmap.Range });
        var left = placed.FrameLeft + area.Width + FigureLayout.ScaleGap;
        var right = left + FigureLayout.ScaleWidth;
        svg.Open("g", ("shape-rendering", "crispEdges"));
        for (var step = 0; step < Steps; step++)
        {
            var height = area.Height / Steps;
            svg.Element("rect",
                ("x", left), ("y", top + (Steps - 1 - step) * height), ("width", FigureLayout.ScaleWidth), ("height", height + 0.5),
                ("fill", SvgWriter.DataColor(heatmap.Colors.At(step / (Steps - 1.0)))));
        }

        svg.Close();
        var ticks = FigureLayout.ScaleTicks(heatmap, area.Height);
        foreach (var tick in ticks)
        {
            var y = top + area.PixelY(tick.Value);
            svg.Element("path", ("d", $"M{SvgWriter.Number(right)} {SvgWriter.Number(y)}h{SvgWriter.Number(FigureLayout.TickLength)}"),
                ("stroke", svg.Ink(Palette.Frame)));
            svg.Text(right + FigureLayout.TickLength + 3, y + 3.5, tick.Label, FigureLayout.TickSize);
        }

        if (placed.Panel.ScaleLabel is { Length: > 0 } label)
        {
            var (text, size) = TextMetrics.Fit(label, FigureLayout.LabelSize, area.Height);
            var x = right + FigureLayout.TickLength + 3 + FigureLayout.WidestLabel(ticks) + FigureLayout.LabelSize + 3;
            svg.Text(x, top + area.Height / 2, text, size, "middle", rotated: true);
        }
    }
}
