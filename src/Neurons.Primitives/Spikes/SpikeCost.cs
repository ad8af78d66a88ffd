using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>Which way to multiply with binary spikes is cheapest, from their number and the shape alone.</summary>
/// <remarks>
/// The constants are nanoseconds of one core (a Zen 3 of 2.45 to 3.5 GHz), fitted to matrices of 10 to 1000 outputs and 25 to 3200 rows.
/// Only their ratios matter.
/// </remarks>
internal static unsafe class SpikeCost
{
    // What another way promises has to be less than this part of the dense product, as no such formula is exact.
    private const double Convincing = 0.85;

    private const int NarrowPanel = 16; // narrower ones are not faster
    private const double SecondCache = 1 << 18; // numbers

    // One product of a dense multiplication; one addition of a panel, which loads what it adds.
    private static readonly (double Product, double Sum) _vector =
        Vector512.IsHardwareAccelerated ? (0.012, 0.06) : Vector256.IsHardwareAccelerated ? (0.024, 0.07) : (0.05, 0.12);

    /// <summary>The cheapest way to a forward product.</summary>
    public static SpikeMethod Forward<T>(long spikes, int rows, int features, int outputs) where T : unmanaged
    {
        double weights = (double)features * outputs, results = (double)rows * outputs;
        return Cheapest(
            Dense<T>(rows, features, outputs, packing: 0.3),
            panels: Size<T>() * (0.32 * weights + 0.7 * results + _vector.Sum * Sums(spikes, outputs)) + 1.2 * spikes,
            direct: 0.3 * spikes * outputs + 0.7 * results + spikes);
    }

    /// <summary>The cheapest way to a weight gradient.</summary>
    public static SpikeMethod WeightGradient<T>(long spikes, int rows, int features, int outputs) where T : unmanaged
    {
        double weights = (double)features * outputs, gradients = (double)rows * outputs;
        return Cheapest(
            Dense<T>(rows, features, outputs, packing: 0.05),
            panels: Size<T>() * (0.4 * weights + 1.1 * gradients + _vector.Sum * Sums(spikes, outputs)) + (outputs > NarrowPanel ? 4 : 1.2) * spikes
                + 0.2 * rows * features,
            direct: 0.4 * spikes * outputs + 0.9 * gradients + 0.12 * weights + spikes);
    }

    private static double Dense<T>(int rows, int features, int outputs, double packing) where T : unmanaged
    {
        var numbers = (double)rows * features; // are written out and read, too
        var memory = numbers > SecondCache ? 0.4 : 0.1;
        return Size<T>() * (numbers * (_vector.Product * outputs + memory) + packing * features * outputs);
    }

    private static double Sums(long spikes, int outputs) => (double)spikes * Math.Max(outputs, NarrowPanel);

    private static double Size<T>() where T : unmanaged => sizeof(T) / (double)sizeof(float);

    private static SpikeMethod Cheapest(double dense, double panels, double direct) =>
        Math.Min(panels, direct) > Convincing * dense ? SpikeMethod.Dense
        : panels <= direct ? SpikeMethod.Panels
        : SpikeMethod.Direct;
}
