using System.Text;

namespace Neurons.Plots;

/// <summary>The text of an SVG path: upper letters go to a place, lower ones by a distance.</summary>
internal sealed class PathData
{
    private readonly StringBuilder _text = new();

    public bool IsEmpty => _text.Length == 0;

    public PathData Move(double x, double y) => Add('M', x, y);

    public PathData Line(double x, double y) => Add('L', x, y);

    public PathData Level(double x) => Add('H', x);

    public PathData Upright(double y) => Add('V', y);

    public PathData Right(double distance) => Add('h', distance);

    public PathData Down(double distance) => Add('v', distance);

    /// <summary>A place without extent, which round caps make a dot.</summary>
    public PathData Dot(double x, double y) => Move(x, y).Right(0);

    public PathData Close()
    {
        _text.Append('z');
        return this;
    }

    public override string ToString() => _text.ToString();

    private PathData Add(char command, double value)
    {
        _text.Append(command).Append(SvgWriter.Number(value));
        return this;
    }

    private PathData Add(char command, double x, double y)
    {
        Add(command, x);
        _text.Append(' ').Append(SvgWriter.Number(y));
        return this;
    }
}
