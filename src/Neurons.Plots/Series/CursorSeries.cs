namespace Neurons.Plots;

/// <summary>An upright line that goes along the x axis, frame by frame, with the frames of an animation; unseen where there is no motion.</summary>
internal sealed class CursorSeries(double from, double to, int frames, double seconds) : Series
{
    public override bool IsData => false;

    public override void Draw(SvgWriter svg, PlotArea area) => svg.Element("path",
        ("class", Animation.Sweep(svg, area.PixelX(to) - area.PixelX(from), frames, seconds)), ("opacity", 0.0),
        ("d", new PathData().Move(area.PixelX(from), 0).Upright(area.Height)), ("stroke", svg.Ink(Color)), ("stroke-width", 1.5));
}
