using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Kernels of currents that spikes add to and that decay, s' = s − (1 − x) s/τ + x, in the order of the processor's operations.</summary>
internal static class FilterText
{
    public const string Forward = "filterSynapses", Back = "filterBack", Slopes = "filterSlopes", Rate = "filterRate";

    private const string Kernels =
        """

        // an item is a synapse; ofX is how many numbers of x there are, fewer than of s where it stays the same
        KERNEL filterSynapses(const uint width, const uint steps, const real rate, const uint ofX, const uint hasBefore, GLOBAL const real* ONLY x,
            GLOBAL const real* ONLY before, GLOBAL real* ONLY s)
        {
            if (ITEM >= width) return;
            real now = hasBefore != 0 ? before[ITEM] : (real)0;
            for (uint t = 0; t < steps; ++t)
            {
                const real value = x[(ulong)t * width % ofX + ITEM];
                now = now - ((real)1 - value) * now * rate + value;
                s[(ulong)t * width + ITEM] = now;
            }
        }

        // what is carried comes from the steps after, and goes to those before; of the gradient by the rate, the factors of each term
        KERNEL filterBack(const uint width, const uint steps, const real rate, const uint ofX, const uint hasBefore,
            const uint isConstant, const uint isLearnt, GLOBAL const real* ONLY x, GLOBAL const real* ONLY before, GLOBAL const real* ONLY s,
            GLOBAL const real* ONLY dy, GLOBAL real* ONLY carried, GLOBAL real* ONLY dx, GLOBAL real* ONLY gradients, GLOBAL real* ONLY decays)
        {
            if (ITEM >= width) return;
            real later = carried[ITEM];
            real sum = 0;
            for (uint t = steps; t-- > 0;)
            {
                const ulong at = (ulong)t * width + ITEM;
                const real value = x[(ulong)t * width % ofX + ITEM];
                const real now = t > 0 ? s[at - width] : hasBefore != 0 ? before[ITEM] : (real)0;
                const real g = later + dy[at];
                const real own = g * ((real)1 + rate * now);
                sum = sum + own;
                if (isConstant == 0) dx[at] = own;
                if (isLearnt != 0)
                {
                    gradients[at] = g;
                    decays[at] = ((real)1 - value) * now;
                }
                later = g * ((real)1 - ((real)1 - value) * rate);
            }
            if (isConstant != 0) dx[ITEM] = sum;
            carried[ITEM] = later;
        }

        """;

    // the gradient of what the rate is of, summed in float64
    private const string WideKernels =
        """

        KERNEL filterSlopes(const uint steps, const uint width, GLOBAL const float* ONLY gradients, GLOBAL const float* ONLY decays,
            GLOBAL double* ONLY slopes)
        {
            if (ITEM >= steps) return;
            double slope = 0;
            for (ulong i = (ulong)ITEM * width; i < (ulong)(ITEM + 1) * width; ++i) slope = slope - (double)gradients[i] * (double)decays[i];
            slopes[ITEM] = slope;
        }

        KERNEL filterRate(const uint count, const uint steps, const double rate, GLOBAL const double* ONLY slopes, GLOBAL float* ONLY gradient)
        {
            if (ITEM >= count) return;
            double slope = 0;
            for (uint t = steps; t-- > 0;) slope = slope + slopes[t];
            gradient[ITEM] = (float)(slope * rate * (1 - rate));
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => Prelude.Of(language, precision) + Kernels;

    public static string OfWide(KernelLanguage language, Precision precision) => Prelude.Of(language, Precision.Float64) + WideKernels;
}
