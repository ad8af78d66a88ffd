namespace Neurons.Plots;

/// <summary>
/// Cells of an image that flash, a frame after another, over and over. A reader who wants no motion, and a program that knows none, sees all
/// frames at once, faintly: the more often a cell flashes, the darker it is.
/// </summary>
/// <param name="frames">The cells of each frame, counted along rows from the upper left.</param>
/// <param name="rows">Rows of the image.</param>
/// <param name="columns">Its columns.</param>
/// <param name="seconds">How long all frames take.</param>
internal sealed class FrameSeries(int[][] frames, int rows, int columns, double seconds) : Series
{
    private const double ShareOfCell = 0.7;
    private const double Faint = 0.15;

    public override int Count => rows * columns;

    public override bool Fills => true;

    public override Extent X(bool isLog) => new(0, columns);

    public override Extent Y(bool isLog) => new(0, rows);

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var (width, height) = (area.Width / columns, area.Height / rows);
        var name = Animation.Flash(svg, frames.Length, seconds);
        svg.Open("g", ("stroke", svg.Ink(Color)), ("stroke-width", height * ShareOfCell));
        for (var frame = 0; frame < frames.Length; frame++)
        {
            var path = new PathData();
            foreach (var cell in frames[frame])
            {
                path.Move((cell % columns + (1 - ShareOfCell) / 2) * width, (cell / columns + 0.5) * height).Right(ShareOfCell * width);
            }

            if (path.IsEmpty) continue;
            svg.Element("path", ("class", name), ("opacity", Faint), ("style", Animation.Delay(frame, frames.Length, seconds)), ("d", path));
        }

        svg.Close();
    }
}
