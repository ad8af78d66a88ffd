namespace Neurons.Plots;

/// <summary>A range of values along one axis; empty while <see cref="Low"/> is above <see cref="High"/>.</summary>
internal readonly record struct Extent(double Low, double High)
{
    // Far enough from the end of the number range that widths and paddings stay finite.
    private const double Largest = 1e300;
    private const double Smallest = 1e-300;

    public static Extent Empty => new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => !(Low <= High);

    public double Width => High - Low;

    /// <summary>Whether an axis can show a value: NaN, infinities and, on a logarithmic axis, what is not above 0 are left out.</summary>
    public static bool IsShown(double value, bool isLog) => double.IsFinite(value) && (!isLog || value > 0);

    /// <summary>The value, or where what lies beyond is drawn.</summary>
    public static double Bounded(double value, bool isLog) => Math.Clamp(value, isLog ? Smallest : -Largest, Largest);

    public static Extent Of(ReadOnlySpan<double> values, bool isLog = false)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (IsShown(value, isLog)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return Empty.With(low, isLog).With(high, isLog);
    }

    /// <summary>Widened to hold a value that the axis can show.</summary>
    public Extent With(double value, bool isLog = false)
    {
        if (!IsShown(value, isLog)) return this;
        var bounded = Bounded(value, isLog);
        return new(Math.Min(Low, bounded), Math.Max(High, bounded));
    }

    public Extent With(Extent other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
}
