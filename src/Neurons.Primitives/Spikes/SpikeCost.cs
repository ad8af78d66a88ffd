using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>Which way to multiply with binary spikes is cheapest, from their number and the shape alone.</summary>
/// <remarks>
/// The constants are nanoseconds of one core (a Zen 4 of 3.3 GHz, with OpenBLAS, at each vector width), fitted to matrices of 10 to 1000
/// outputs and 1 to 3200 rows. Only their ratios matter.
/// </remarks>
internal static unsafe class SpikeCost
{
    // What another way promises has to be less than this part of the dense product, as no such formula is exact.
    private const double Convincing = 0.85;

    private const int Narrow = 16; // outputs; fewer cost as much

    // One product of a dense multiplication; one addition of a panel, which loads what it adds.
    private static readonly (double Product, double Sum) _vector =
        Vector512.IsHardwareAccelerated ? (0.02, 0.03) : Vector256.IsHardwareAccelerated ? (0.019, 0.036) : (0.064, 0.063);

    /// <summary>The cheapest way to a forward product.</summary>
    public static SpikeMethod Forward<T>(long spikes, int rows, int features, int outputs) where T : unmanaged
    {
        var (bits, columns) = ((double)rows * features, Math.Max(outputs, Narrow));
        return Cheapest(
            dense: Size<T>() * (bits * (_vector.Product * columns + 0.35) + 0.2 * features * outputs),
            panels: Size<T>() * columns * (0.21 * features + 0.24 * rows + _vector.Sum * spikes) + 0.6 * spikes + 0.13 * bits,
            direct: outputs * (0.19 * spikes + 0.3 * rows) + 1.4 * spikes + 0.11 * bits);
    }

    /// <summary>The cheapest way to a weight gradient.</summary>
    public static SpikeMethod WeightGradient<T>(long spikes, int rows, int features, int outputs) where T : unmanaged
    {
        var (bits, columns) = ((double)rows * features, Math.Max(outputs, Narrow));
        return Cheapest(
            dense: Size<T>() * (bits * (_vector.Product * columns + 0.2) + 0.1 * features * outputs),
            panels: Size<T>() * columns * (0.28 * features + 0.22 * rows + _vector.Sum * spikes) + 0.4 * spikes + 0.23 * bits,
            direct: outputs * (0.31 * spikes + 0.45 * rows + 0.05 * features) + 2 * spikes + 0.13 * bits);
    }

    private static double Size<T>() where T : unmanaged => sizeof(T) / (double)sizeof(float);

    private static SpikeMethod Cheapest(double dense, double panels, double direct) =>
        Math.Min(panels, direct) > Convincing * dense ? SpikeMethod.Dense
        : panels <= direct ? SpikeMethod.Panels
        : SpikeMethod.Direct;
}
