namespace Neurons.Cli.Plots;

/// <summary>A range of values along one axis; empty while <see cref="Low"/> is above <see cref="High"/>.</summary>
internal readonly record struct Extent(double Low, double High)
{
    // Far enough from the end of the number range that widths and paddings stay finite.
    private const double Largest = 1e300;

    public static Extent Empty => new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => !(Low <= High);

    public double Width => High - Low;

    public static Extent Of(ReadOnlySpan<double> values)
    {
        var extent = Empty;
        foreach (var value in values)
        {
            extent = extent.With(value);
        }

        return extent;
    }

    /// <summary>Widened to hold a value; NaN and infinities are left out, as they are drawn as gaps.</summary>
    public Extent With(double value)
    {
        if (!double.IsFinite(value))
        {
            return this;
        }

        var bounded = Math.Clamp(value, -Largest, Largest);
        return new(Math.Min(Low, bounded), Math.Max(High, bounded));
    }

    public Extent With(Extent other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>An extent that an axis can show: never empty, never of no width.</summary>
    public Extent ForAxis()
    {
        if (IsEmpty)
        {
            return new(0, 1);
        }

        var magnitude = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (Width > magnitude * 1e-9)
        {
            return this;
        }

        var half = magnitude == 0 ? 1 : magnitude * 0.1;
        return new(Low - half, High + half);
    }

    public Extent Padded(double fraction) => new(Low - Width * fraction, High + Width * fraction);
}
