namespace Neurons.Plots;

/// <summary>What an axis shows, and how values are laid out along it.</summary>
internal readonly record struct Scale(Extent Extent, bool IsLog = false)
{
    private const double MostDecades = 305;

    // Numbers below this have fewer digits than others, and are 0 to the eye.
    private const double Least = 1e-290;

    public double Low => Extent.Low;

    public double High => Extent.High;

    /// <summary>The length of the axis: of its values, or of their logarithms to base 10.</summary>
    public double Length => Forth(High) - Forth(Low);

    /// <summary>An extent as an axis can show it: never empty, never of no width.</summary>
    public static Scale Of(Extent extent, bool isLog = false)
    {
        if (extent.IsEmpty) return new(isLog ? new(1, 10) : new(0, 1), isLog);
        if (isLog) return extent.High > extent.Low * 1.000001 ? new(extent, true) : new(new(extent.Low / 2, extent.High * 2), true);
        var magnitude = Math.Max(Math.Abs(extent.Low), Math.Abs(extent.High));
        if (extent.Width > Math.Max(magnitude * 1e-9, Least)) return new(extent);
        var half = magnitude < Least ? 1 : magnitude * 0.1;
        return new(new(extent.Low - half, extent.High + half));
    }

    /// <summary>How far along the axis a value lies: 0 at its low end, 1 at its high one.</summary>
    public double Share(double value) => (Forth(Extent.Bounded(value, IsLog)) - Forth(Low)) / Length;

    public Scale Padded(double fraction) => IsLog
        ? new(new(Back(Forth(Low) - fraction * Length), Back(Forth(High) + fraction * Length)), true)
        : new(new(Low - fraction * Length, High + fraction * Length));

    /// <summary>10 to a power, within the numbers that have all their digits.</summary>
    private static double Back(double power) => Math.Pow(10, Math.Clamp(power, -MostDecades, MostDecades));

    private double Forth(double value) => IsLog ? Math.Log10(value) : value;
}
