using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>
/// Products with spikes that are bits. Where few fired, the rows of the other matrix are added at which there is a spike; else the bits are read as
/// numbers by the kernel of dense products. Either way an element is a running sum over the terms in order, so that they have the same bits. How many
/// fired is counted on the device, and of the two kernels that are asked for, one returns at once.
/// </summary>
internal static class SpikeText
{
    public const string Count = "countBits", Turn = "turnBits", Transpose = "transposeMatrix", Forward = "addFired", Gradient = "addWhereFired",
        DenseForward = "multiplyBits", DenseGradient = "multiplyByBits";

    private const string OpenCl =
        """
        #define leadingZeros clz
        #define addAtomic(place, number) atomic_add(place, number)

        """;

    private const string Cuda =
        """
        #ifdef __CUDACC_RTC__
        #define leadingZeros __clz
        #define addAtomic(place, number) atomicAdd(place, number)
        #else
        #define leadingZeros __builtin_clz
        #define addAtomic(place, number) __sync_fetch_and_add(place, number)
        #endif

        """;

    private const string Words =
        """

        // the place of the lowest bit of a word that is not 0
        FUNCTION uint lowest(const uint word) { return 31 - leadingZeros(word & (0 - word)); }

        FUNCTION uint ones(uint word)
        {
            word = word - ((word >> 1) & 0x55555555u);
            word = (word & 0x33333333u) + ((word >> 2) & 0x33333333u);
            return (((word + (word >> 4)) & 0x0F0F0F0Fu) * 0x01010101u) >> 24;
        }

        // the spike of a feature in a row, of which there are several to a step
        FUNCTION uint fired(GLOBAL const uint* bits, const uint rowsPerStep, const uint wordsPerStep, const uint features, const uint row,
            const uint feature)
        {
            const uint place = row % rowsPerStep * features + feature;
            return bits[(ulong)(row / rowsPerStep) * wordsPerStep + place / 32] >> (place % 32) & 1;
        }

        """;

    private const string Kernels =
        """

        KERNEL countBits(const uint items, const uint words, GLOBAL const uint* ONLY bits, GLOBAL uint* total)
        {
            if (ITEM >= items) return;
            uint sum = 0;
            for (uint w = ITEM * 32; w < words && w < ITEM * 32 + 32; ++w) sum += ones(bits[w]);
            if (sum != 0) addAtomic(total, sum);
        }

        // the rows of a feature, 32 to a word; an item is a word
        KERNEL turnBits(const uint items, const uint rows, const uint features, const uint rowsPerStep, const uint wordsPerStep,
            GLOBAL const uint* ONLY bits, GLOBAL const uint* ONLY total, const uint most, GLOBAL uint* ONLY turned)
        {
            if (ITEM >= items || total[0] > most) return;
            const uint feature = ITEM % features;
            const uint first = ITEM / features * 32;
            uint word = 0;
            for (uint r = 0; r < 32 && first + r < rows; ++r)
                word |= fired(bits, rowsPerStep, wordsPerStep, features, first + r, feature) << r;
            turned[ITEM] = word;
        }

        KERNEL transposeMatrix(const uint count, const uint rows, const uint columns, GLOBAL const real* ONLY source, GLOBAL real* ONLY target)
        {
            if (ITEM < count) target[ITEM] = source[(ulong)(ITEM % rows) * columns + ITEM / rows];
        }

        // an item is an element of the product of bits and a matrix [terms, columns]
        KERNEL addFired(const uint count, const uint columns, const uint terms, const uint rowsPerStep, const uint wordsPerStep,
            GLOBAL const uint* ONLY bits, GLOBAL const real* ONLY matrix, GLOBAL const real* ONLY start, const uint hasStart,
            GLOBAL const uint* ONLY total, const uint most, GLOBAL real* ONLY c)
        {
            if (ITEM >= count || total[0] > most) return;
            const uint row = ITEM / columns;
            const uint column = ITEM % columns;
            GLOBAL const uint* step = bits + (ulong)(row / rowsPerStep) * wordsPerStep;
            const uint from = row % rowsPerStep * terms;
            const uint until = from + terms;
            real sum = hasStart != 0 ? start[column] : (real)0;
            for (uint word = from / 32; word * 32 < until; ++word)
            {
                uint left = step[word];
                if (word * 32 < from) left &= 0xFFFFFFFFu << (from % 32);
                if (until - word * 32 < 32) left &= 0xFFFFFFFFu >> (32 - (until - word * 32));
                for (; left != 0; left &= left - 1) sum = sum + matrix[(ulong)(word * 32 + lowest(left) - from) * columns + column];
            }
            c[ITEM] = sum;
        }

        // an item is an element of the gradient [outputs, features]: of a feature, the rows where it fired
        KERNEL addWhereFired(const uint count, const uint outputs, const uint features, const uint rows, GLOBAL const uint* ONLY turned,
            GLOBAL const real* ONLY dy, GLOBAL const uint* ONLY total, const uint most, GLOBAL real* ONLY gradient)
        {
            if (ITEM >= count || total[0] > most) return;
            const uint output = ITEM % outputs;
            const uint feature = ITEM / outputs;
            real sum = 0;
            for (uint first = 0; first < rows; first += 32)
            {
                for (uint left = turned[(ulong)(first / 32) * features + feature]; left != 0; left &= left - 1)
                    sum = sum + dy[(ulong)(first + lowest(left)) * outputs + output];
            }
            gradient[(ulong)output * features + feature] = sum;
        }

        """;

    /// <summary>The kernels of the spikes alone.</summary>
    public static string Of(KernelLanguage language, Precision precision) => Begin(language, precision) + Kernels;

    /// <summary>The dense product of bits, [rows, terms], and a matrix.</summary>
    public static string OfDenseForward(KernelLanguage language, Precision precision) =>
        Begin(language, precision) + ProductText.WithBits(DenseForward, isFirst: true);

    /// <summary>The dense product of a matrix and bits, [terms, columns].</summary>
    public static string OfDenseGradient(KernelLanguage language, Precision precision) =>
        Begin(language, precision) + ProductText.WithBits(DenseGradient, isFirst: false);

    private static string Begin(KernelLanguage language, Precision precision) =>
        ProductText.Words(language, precision) + (language == KernelLanguage.Cuda ? Cuda : OpenCl) + Words;
}
