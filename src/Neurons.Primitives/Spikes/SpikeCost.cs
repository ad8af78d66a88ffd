using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>Which way to multiply with binary spikes is cheapest, from their number and the shape alone.</summary>
/// <remarks>
/// The constants are about nanoseconds of one core. They were fitted at each vector width to matrices of 10 to 1000 outputs and 1 to 3200
/// rows, on a Zen 4 and on an Emerald Rapids, with OpenBLAS and with the managed product, on one thread and on two: on each, the choice is
/// hardly ever slower than the dense product. Only their ratios matter.
/// </remarks>
internal static unsafe class SpikeCost
{
    // What another way promises has to be less than this part of the dense product, as no such formula is exact.
    private const double Convincing = 0.85;

    private const int Narrow = 12; // outputs; fewer cost as much
    private const int Panel = 64; // outputs of most panels of floats
    private const double Kept = 1 << 19; // numbers that stay in the second cache

    // One product of a dense multiplication; one addition of a panel, which loads what it adds.
    private static readonly (double Product, double Sum) _forward = ByWidth((0.0128, 0.021), (0.028, 0.042), (0.046, 0.043));
    private static readonly (double Product, double Sum) _gradient = ByWidth((0.0115, 0.024), (0.026, 0.042), (0.055, 0.051));

    /// <summary>The cheapest way to a forward product.</summary>
    public static SpikeMethod Forward<T>(long spikes, int rows, int features, int outputs) where T : unmanaged
    {
        var (bits, columns) = ((double)rows * features, Math.Max(outputs, Narrow));
        var packing = rows <= SpikeProduct.LinesOfItem((outputs + Panel - 1) / Panel) ? 0.093 : 0.18;
        return Cheapest(
            dense: Size<T>() * (bits * (_forward.Product * columns + 0.33) + 0.036 * features * outputs),
            panels: Size<T>() * columns * (packing * features + 0.2 * rows + _forward.Sum * spikes) + 0.55 * spikes + 0.063 * bits,
            direct: outputs * (0.2 * spikes + 0.21 * rows) + 0.057 * bits);
    }

    /// <summary>The cheapest way to a weight gradient.</summary>
    public static SpikeMethod WeightGradient<T>(long spikes, int rows, int features, int outputs) where T : unmanaged
    {
        var (bits, columns) = ((double)rows * features, Math.Max(outputs, Narrow));
        var passing = 0.33 * Math.Max(0, bits - Kept); // what is written out and read again
        return Cheapest(
            dense: Size<T>() * (bits * (_gradient.Product * columns + 0.21) + passing + 0.07 * features * outputs),
            panels: Size<T>() * columns * (0.34 * features + 0.19 * rows + _gradient.Sum * spikes) + 0.62 * spikes + 0.36 * bits,
            direct: outputs * (0.24 * spikes + 0.54 * rows + 0.045 * features) + 1.4 * spikes + 0.22 * bits);
    }

    private static (double, double) ByWidth((double, double) wide, (double, double) middle, (double, double) narrow) =>
        Vector512.IsHardwareAccelerated ? wide : Vector256.IsHardwareAccelerated ? middle : narrow;

    private static double Size<T>() where T : unmanaged => sizeof(T) / (double)sizeof(float);

    private static SpikeMethod Cheapest(double dense, double panels, double direct) =>
        Math.Min(panels, direct) > Convincing * dense ? SpikeMethod.Dense
        : panels <= direct ? SpikeMethod.Panels
        : SpikeMethod.Direct;
}
