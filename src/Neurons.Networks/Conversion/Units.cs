namespace Neurons.Networks;

/// <summary>
/// What one unit of a signal of the spiking network stands for in the analogue one: a number for each channel, the first dimension of the features,
/// or one for all.
/// </summary>
internal static class Units
{
    /// <summary>The network's own units.</summary>
    public static readonly double[] One = [1];

    /// <summary>The number of a channel.</summary>
    public static double At(double[] units, int channel) => units.Length == 1 ? units[0] : units[channel];

    /// <summary>Whether two are the same in all channels.</summary>
    public static bool Same(double[] a, double[] b)
    {
        for (var c = 0; c < Math.Max(a.Length, b.Length); c++)
            if (At(a, c) != At(b, c)) return false;
        return true;
    }

    /// <summary>One of each channel of another.</summary>
    public static double[] Map(double[] a, double[] b, Func<double, double, double> map) =>
        Shortened([.. Enumerable.Range(0, Math.Max(a.Length, b.Length)).Select(c => map(At(a, c), At(b, c)))]);

    /// <summary>Of features that channels become: those of a channel have its unit.</summary>
    public static double[] Spread(double[] units, int features) =>
        units.Length == 1 ? units : [.. Enumerable.Range(0, features).Select(f => units[f / (features / units.Length)])];

    /// <summary>Of channels that become features; null where features of one channel differ.</summary>
    public static double[]? Gathered(double[] units, int channels)
    {
        if (units.Length == 1) return units;
        if (units.Length % channels != 0) return null;
        var each = units.Length / channels;
        double[] gathered = [.. Enumerable.Range(0, channels).Select(c => units[c * each])];
        return Same(Spread(gathered, units.Length), units) ? gathered : null;
    }

    /// <summary>One number where all are the same.</summary>
    public static double[] Shortened(double[] units) => units.Distinct().Count() == 1 ? [units[0]] : units;

    /// <summary>For people.</summary>
    public static string Text(double[] units) => units.Length == 1 ? $"{units[0]:0.####}" : $"{units.Min():0.####} to {units.Max():0.####}";
}
