using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Kernels of what stands for the steps of a sequence or the positions of a channel, and of products of two signals.</summary>
internal static class ReductionText
{
    public const string OverTime = "overTime", OverTimeBack = "overTimeBack", Positions = "sumPositions", PositionsBack = "spreadPositions",
        Factor = "multiplyFactor", FactorGradient = "factorGradient", Groups = "sumGroups", GroupsBack = "spreadGroups", Repeat = "repeatFeatures",
        RepeatBack = "sumRepeated";

    private const string Kernels =
        """

        // of two zeros the positive one is the larger; what is not a number stays
        FUNCTION real largerOf(const real a, const real b)
        {
            if (a != a) return a;
            if (b != b) return b;
            return a == b ? ((bitsOf(a) & SIGN) != 0 ? b : a) : b > a ? b : a;
        }

        FUNCTION real smallerOf(const real a, const real b)
        {
            if (a != a) return a;
            if (b != b) return b;
            return a == b ? ((bitsOf(a) & SIGN) != 0 ? a : b) : b < a ? b : a;
        }

        FUNCTION uint isSame(const real a, const real b) { return a == b || (a != a && b != b); }

        // kinds: 0 the largest, 1 the sum, times a number, 2 the last, 3 the one of the largest magnitude
        KERNEL overTime(const uint width, const uint steps, const uint kind, const uint isScaled, const real scale, GLOBAL const real* ONLY x,
            GLOBAL real* ONLY y)
        {
            if (ITEM >= width) return;
            real value = x[kind == 2 ? (ulong)(steps - 1) * width + ITEM : ITEM];
            real least = value;
            if (kind == 0 || kind == 3)
            {
                for (uint t = 1; t < steps; ++t)
                {
                    value = largerOf(value, x[(ulong)t * width + ITEM]);
                    least = smallerOf(least, x[(ulong)t * width + ITEM]);
                }
                if (kind == 3 && absolute(least) >= absolute(value)) value = least;
            }
            // sums of runs that are short enough to count spikes
            for (uint start = 0; kind == 1 && start < steps; start += 65536)
            {
                real sum = x[(ulong)start * width + ITEM];
                for (uint t = start + 1; t < steps && t < start + 65536; ++t) sum = sum + x[(ulong)t * width + ITEM];
                value = start == 0 ? sum : value + sum;
            }
            y[ITEM] = isScaled != 0 ? value * scale : value;
        }

        KERNEL overTimeBack(const uint width, const uint steps, const uint kind, const uint isScaled, const real scale, GLOBAL const real* ONLY x,
            GLOBAL const real* ONLY y, GLOBAL const real* ONLY dy, GLOBAL real* ONLY dx)
        {
            if (ITEM >= width) return;
            const real d = isScaled != 0 ? dy[ITEM] * scale : dy[ITEM];
            uint isTaken = 0;
            for (uint t = 0; t < steps; ++t)
            {
                const ulong at = (ulong)t * width + ITEM;
                const uint isThis = kind == 1 ? 1 : kind == 2 ? t + 1 == steps : isTaken == 0 && isSame(x[at], y[ITEM]);
                isTaken |= isThis;
                dx[at] = isThis != 0 ? d : (real)0;
            }
        }

        // eight sums of every eighth number, those one after the other, and what is left
        KERNEL sumPositions(const uint count, const uint size, const real divisor, GLOBAL const real* ONLY x, GLOBAL real* ONLY y)
        {
            if (ITEM >= count) return;
            GLOBAL const real* at = x + (ulong)ITEM * size;
            real lane[8] = { 0, 0, 0, 0, 0, 0, 0, 0 };
            uint i = 0;
            for (; i + 8 <= size; i += 8)
            {
                for (uint k = 0; k < 8; ++k) lane[k] = lane[k] + at[i + k];
            }
            real sum = lane[0];
            for (uint k = 1; k < 8; ++k) sum = sum + lane[k];
            for (; i < size; ++i) sum = sum + at[i];
            y[ITEM] = sum / divisor;
        }

        KERNEL spreadPositions(const uint count, const uint size, const real divisor, GLOBAL const real* ONLY dy, GLOBAL real* ONLY dx)
        {
            if (ITEM < count) dx[ITEM] = dy[ITEM / size] / divisor;
        }

        #define FACTOR const uint each, const uint size, const uint wide, const uint isComplement

        // x times the factor of its group of channels; either may be the same at every step
        KERNEL multiplyFactor(const uint count, FACTOR, const uint ofX, const uint ofFactor, GLOBAL const real* ONLY x,
            GLOBAL const real* ONLY factor, GLOBAL real* ONLY y)
        {
            if (ITEM >= count) return;
            const uint place = ITEM / (each * size) * wide + (wide > 1 ? ITEM % size : 0);
            const real f = factor[place % ofFactor];
            y[ITEM] = x[ITEM % ofX] * (isComplement != 0 ? (real)1 - f : f);
        }

        KERNEL factorGradient(const uint count, FACTOR, const uint ofX, GLOBAL const real* ONLY x, GLOBAL const real* ONLY dy,
            GLOBAL real* ONLY gradient)
        {
            if (ITEM >= count) return;
            const uint positions = wide > 1 ? 1 : size;
            real sum = 0;
            for (uint c = 0; c < each; ++c)
            {
                const uint first = (ITEM / wide * each + c) * size + (wide > 1 ? ITEM % wide : 0);
                for (uint i = first; i < first + positions; ++i) sum = sum + dy[i] * x[i % ofX];
            }
            gradient[ITEM] = isComplement != 0 ? -sum : sum;
        }

        // the sum over the channels of each group, so many, of so many positions
        KERNEL sumGroups(const uint count, const uint each, const uint size, GLOBAL const real* ONLY x, GLOBAL real* ONLY y)
        {
            if (ITEM >= count) return;
            const uint first = ITEM / size * each * size + ITEM % size;
            real sum = x[first];
            for (uint c = 1; c < each; ++c) sum = sum + x[first + c * size];
            y[ITEM] = sum;
        }

        KERNEL spreadGroups(const uint count, const uint each, const uint size, GLOBAL const real* ONLY dy, GLOBAL real* ONLY dx)
        {
            if (ITEM < count) dx[ITEM] = dy[ITEM / size / each * size + ITEM % size];
        }

        // features again and again, each number or all of them
        KERNEL repeatFeatures(const uint count, const uint features, const uint times, const uint isEach, GLOBAL const real* ONLY x,
            GLOBAL real* ONLY y)
        {
            if (ITEM >= count) return;
            const uint row = ITEM / (features * times);
            y[ITEM] = x[isEach != 0 ? ITEM / times : row * features + ITEM % features];
        }

        KERNEL sumRepeated(const uint count, const uint features, const uint times, const uint isEach, GLOBAL const real* ONLY dy,
            GLOBAL real* ONLY dx)
        {
            if (ITEM >= count) return;
            const uint first = isEach != 0 ? ITEM * times : ITEM / features * features * times + ITEM % features;
            real sum = 0;
            for (uint k = 0; k < times; ++k) sum = sum + dy[first + k * (isEach != 0 ? 1 : features)];
            dx[ITEM] = sum;
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => Prelude.Of(language, precision) + Kernels;
}
