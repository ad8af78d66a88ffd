using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Kernels of layers and of optimizers, an item a number, in the order of the processor's operations.</summary>
internal static class NetworkText
{
    public const string Unpack = "unpackBits", SumSteps = "sumSteps", Repeat = "repeatRow", Dropout = "dropout", Relu = "relu", ReluBack = "reluBack",
        SigmoidBack = "sigmoidBack", TanhBack = "tanhBack",
        Adam = "adam", Sgd = "sgd", Scale = "scaleAll", Clamp = "clampAll", NotFinite = "notFinite", Squares = "sumSquares", Split = "split",
        AddRows = "addRows", Cut = "cutRows", Place = "placeRows", ScaleRows = "scaleRows", AddChannels = "addChannels";

    /// <summary>The numbers whose squares an item of <see cref="Squares"/> adds.</summary>
    public const int SquaresRun = 1024;

    private const string Kernels =
        """

        KERNEL unpackBits(const uint count, const uint perStep, const uint wordsPerStep, GLOBAL const uint* ONLY words, GLOBAL real* ONLY target)
        {
            if (ITEM >= count) return;
            const uint place = ITEM % perStep;
            target[ITEM] = (real)(words[(ulong)(ITEM / perStep) * wordsPerStep + place / 32] >> (place % 32) & 1);
        }

        // the sum over time of each column, first step first
        KERNEL sumSteps(const uint width, const uint steps, GLOBAL const real* ONLY source, GLOBAL const real* ONLY start, const uint hasStart,
            GLOBAL real* ONLY target)
        {
            if (ITEM >= width) return;
            real sum = hasStart != 0 ? start[ITEM] : steps > 0 ? source[ITEM] : (real)0;
            for (uint t = hasStart != 0 ? 0 : 1; t < steps; ++t) sum = sum + source[(ulong)t * width + ITEM];
            target[ITEM] = sum;
        }

        KERNEL addRows(const uint count, const uint widthA, const uint widthB, GLOBAL const real* ONLY a, GLOBAL const real* ONLY b,
            GLOBAL real* ONLY target)
        {
            if (ITEM < count) target[ITEM] = a[ITEM % widthA] + b[ITEM % widthB];
        }

        // an offset of each channel, of so many numbers
        KERNEL addChannels(const uint count, const uint channels, const uint size, GLOBAL const real* ONLY x, GLOBAL const real* ONLY offset,
            GLOBAL real* ONLY target)
        {
            if (ITEM < count) target[ITEM] = x[ITEM] + offset[ITEM / size % channels];
        }

        KERNEL scaleRows(const uint count, const uint width, GLOBAL const real* ONLY x, GLOBAL const real* ONLY scale, GLOBAL real* ONLY target)
        {
            if (ITEM < count) target[ITEM] = x[ITEM] * scale[ITEM % width];
        }

        // a piece of each row, to rows of its own, and back
        KERNEL cutRows(const uint count, const uint width, const uint stride, const uint begin, GLOBAL const real* ONLY source,
            GLOBAL real* ONLY target)
        {
            if (ITEM < count) target[ITEM] = source[(ulong)(ITEM / width) * stride + begin + ITEM % width];
        }

        KERNEL placeRows(const uint count, const uint width, const uint stride, const uint begin, const uint pieces,
            GLOBAL const real* ONLY source, GLOBAL real* ONLY target)
        {
            if (ITEM < count) target[(ulong)(ITEM / width) * stride + begin + ITEM % width] = source[ITEM % pieces];
        }

        KERNEL repeatRow(const uint count, const uint width, GLOBAL const real* ONLY source, GLOBAL real* ONLY target)
        {
            if (ITEM < count) target[ITEM] = source[ITEM % width];
        }

        KERNEL split(const uint count, const uint first, GLOBAL const real* ONLY source, GLOBAL real* ONLY a, GLOBAL real* ONLY b)
        {
            if (ITEM >= count) return;
            if (ITEM < first) a[ITEM] = source[ITEM];
            else b[ITEM - first] = source[ITEM];
        }

        KERNEL dropout(const uint count, const uint width, const uint isPerStep, const uint moves, const uint key0, const uint key1,
            const uint stream, const real probability, const real scale, GLOBAL const real* ONLY source, GLOBAL real* ONLY target)
        {
            if (ITEM >= count) return;
            const uint place = ITEM % width;
            const words w = philox(place, isPerStep != 0 ? ITEM / width : 0, 0xFFFFFFFDu, stream, key0, key1);
            target[ITEM] = uniform(w.w0, w.w1) < probability ? (real)0 : source[moves != 0 ? ITEM : place] * scale;
        }

        // 0 where x is at most 0, and x up to the largest
        KERNEL relu(const uint count, const real largest, GLOBAL const real* ONLY x, GLOBAL real* ONLY y)
        {
            if (ITEM < count) y[ITEM] = x[ITEM] > 0 ? (x[ITEM] > largest ? largest : x[ITEM]) : x[ITEM] == x[ITEM] ? (real)0 : x[ITEM];
        }

        KERNEL reluBack(const uint count, const real largest, GLOBAL const real* ONLY y, GLOBAL const real* ONLY d, GLOBAL real* ONLY into)
        {
            if (ITEM < count) into[ITEM] = y[ITEM] > 0 && !(y[ITEM] >= largest) ? d[ITEM] : (real)0;
        }

        // of functions, from their values
        KERNEL sigmoidBack(const uint count, GLOBAL const real* ONLY y, GLOBAL const real* ONLY d, GLOBAL real* ONLY into)
        {
            if (ITEM < count) into[ITEM] = d[ITEM] * y[ITEM] * ((real)1 - y[ITEM]);
        }

        KERNEL tanhBack(const uint count, GLOBAL const real* ONLY y, GLOBAL const real* ONLY d, GLOBAL real* ONLY into)
        {
            if (ITEM < count) into[ITEM] = d[ITEM] * ((real)1 - y[ITEM] * y[ITEM]);
        }

        KERNEL adam(const uint count, const real keep1, const real take1, const real keep2, const real take2, const real rate, const real correction,
            const real epsilon, const real decay, const real shrink, GLOBAL const real* ONLY gradient, GLOBAL real* ONLY parameter,
            GLOBAL real* ONLY first, GLOBAL real* ONLY second)
        {
            if (ITEM >= count) return;
            const real g = gradient[ITEM] + decay * parameter[ITEM];
            const real m = keep1 * first[ITEM] + take1 * g;
            const real v = keep2 * second[ITEM] + take2 * (g * g);
            const real size = squareRoot(v) * correction + epsilon;
            parameter[ITEM] = shrink * parameter[ITEM] - rate * (m / size);
            first[ITEM] = m;
            second[ITEM] = v;
        }

        KERNEL sgd(const uint count, const uint hasVelocity, const uint isNesterov, const real momentum, const real take, const real rate,
            const real decay, const real shrink, GLOBAL const real* ONLY gradient, GLOBAL real* ONLY parameter, GLOBAL real* velocity)
        {
            if (ITEM >= count) return;
            real step = gradient[ITEM] + decay * parameter[ITEM];
            if (hasVelocity != 0)
            {
                const real after = momentum * velocity[ITEM] + take * step;
                velocity[ITEM] = after;
                step = isNesterov != 0 ? step + momentum * after : after;
            }
            parameter[ITEM] = shrink * parameter[ITEM] - rate * step;
        }

        KERNEL scaleAll(const uint count, const real factor, GLOBAL real* values)
        {
            if (ITEM < count) values[ITEM] = values[ITEM] * factor;
        }

        KERNEL clampAll(const uint count, const real bound, GLOBAL real* values)
        {
            if (ITEM < count) values[ITEM] = maximum(minimum(values[ITEM], bound), -bound);
        }

        KERNEL notFinite(const uint count, GLOBAL const real* ONLY values, GLOBAL real* ONLY flag)
        {
            if (ITEM < count && (bitsOf(values[ITEM]) & INFINITE_BITS) == INFINITE_BITS) flag[0] = 1;
        }

        """;

    // as the processor adds them: four sums of every fourth square, those one after the other, and what is left
    private const string SquaresKernel =
        """

        KERNEL sumSquares(const uint items, const uint count, GLOBAL const float* ONLY values, GLOBAL double* ONLY sums)
        {
            if (ITEM >= items) return;
            const uint first = ITEM * 1024;
            const uint length = count - first < 1024 ? count - first : 1024;
            double lane[4] = { 0, 0, 0, 0 };
            uint i = 0;
            for (; i + 4 <= length; i += 4)
            {
                for (uint k = 0; k < 4; ++k)
                {
                    const double x = values[first + i + k];
                    lane[k] = lane[k] + x * x;
                }
            }
            double sum = lane[0];
            for (uint k = 1; k < 4; ++k) sum = sum + lane[k];
            for (; i < length; ++i)
            {
                const double x = values[first + i];
                sum = sum + x * x;
            }
            sums[ITEM] = sum;
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => Prelude.Of(language, precision) + Kernels;

    /// <summary>The kernel that adds squares of float32 in float64.</summary>
    public static string OfSquares(KernelLanguage language, Precision precision) => Prelude.Of(language, precision) + SquaresKernel;
}
