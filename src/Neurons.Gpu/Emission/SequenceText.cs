using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Kernels of layers of whole sequences, in the order of the processor's sums.</summary>
internal static class SequenceText
{
    public const string Fire = "fireRows", Weights = "tileWeights", Biases = "tileBiases", Window = "fireWindow", WindowBack = "windowInput",
        WindowSums = "windowSums", WindowTotal = "windowTotal", Mask = "maskWeights", Leak = "leakySum", LeakBack = "leakyBack",
        Parallel = "leakyParallel", ParallelBack = "leakyParallelBack", Threshold = "thresholdGradient", Grouped = "groupedLinear",
        GroupedInput = "groupedInput", GroupedWeights = "groupedWeights";

    // the sum of numbers as the processor takes it: eight sums of every eighth, those one after the other, and what is left
    private const string Words =
        """

        FUNCTION float fixedSum(GLOBAL const float* a, GLOBAL const float* b, const uint count)
        {
            float lane[8] = { 0, 0, 0, 0, 0, 0, 0, 0 };
            uint i = 0;
            for (; i + 8 <= count; i += 8)
            {
                for (uint k = 0; k < 8; ++k) lane[k] = lane[k] + (b ? a[i + k] * b[i + k] : a[i + k]);
            }
            float sum = lane[0];
            for (uint k = 1; k < 8; ++k) sum = sum + lane[k];
            for (; i < count; ++i) sum = sum + (b ? a[i] * b[i] : a[i]);
            return sum;
        }

        """;

    private const string Products =
        """

        // a spike where a sum and the bias of its row are not below 0
        KERNEL fireRows(const uint count, const uint width, GLOBAL const real* ONLY bias, GLOBAL const real* ONLY sums,
            GLOBAL real* ONLY potential, GLOBAL real* ONLY spikes)
        {
            if (ITEM >= count) return;
            const real h = sums[ITEM] + bias[ITEM / width];
            potential[ITEM] = h;
            spikes[ITEM] = h >= 0 ? (real)1 : (real)0;
        }

        // of each part of the columns: the gradients of the weights, [rows, depth], and then of the biases
        KERNEL tileWeights(const uint count, const uint rows, const uint depth, const uint columns, const uint width, const uint parts,
            GLOBAL const real* ONLY x, GLOBAL const real* ONLY du, GLOBAL real* ONLY sums)
        {
            if (ITEM >= count) return;
            const uint part = ITEM / (rows * depth);
            const uint weight = ITEM % (rows * depth);
            const ulong tiles = (columns + width - 1) / width;
            const uint until = (uint)(tiles * (part + 1) / parts) * width;
            GLOBAL const real* g = du + (ulong)(weight / depth) * columns;
            GLOBAL const real* from = x + (ulong)(weight % depth) * columns;
            real sum = 0;
            for (uint c = (uint)(tiles * part / parts) * width; c < until && c < columns; ++c) sum = multiplyAdd(g[c], from[c], sum);
            sums[(ulong)part * (rows * depth + rows) + weight] = sum;
        }

        KERNEL tileBiases(const uint count, const uint rows, const uint depth, const uint columns, const uint width, const uint parts,
            GLOBAL const real* ONLY du, GLOBAL real* ONLY sums)
        {
            if (ITEM >= count) return;
            const uint part = ITEM / rows;
            const uint row = ITEM % rows;
            const ulong tiles = (columns + width - 1) / width;
            const uint first = (uint)(tiles * part / parts);
            const uint until = (uint)(tiles * (part + 1) / parts);
            real sum = 0;
            for (uint tile = first; tile < until; ++tile)
            {
                const uint at = tile * width;
                const real own = fixedSum(du + (ulong)row * columns + at, 0, columns - at < width ? columns - at : width);
                sum = tile == first ? own : sum + own;
            }
            sums[(ulong)part * (rows * depth + rows) + rows * depth + row] = sum;
        }

        """;

    // a window of a step looks at the last inputs, which are rows of a buffer; so many are held from before the first step
    private const string Windows =
        """

        KERNEL fireWindow(const uint count, const uint width, const uint window, const uint held, GLOBAL const real* ONLY weight,
            GLOBAL const real* ONLY bias, GLOBAL const real* ONLY buffer, GLOBAL real* ONLY potential, GLOBAL real* ONLY spikes)
        {
            if (ITEM >= count) return;
            const uint now = held + ITEM / width;
            real h = bias[0];
            for (uint j = now + 1 < window ? window - 1 - now : 0; j < window; ++j)
                h = buffer[(ulong)(now + 1 + j - window) * width + ITEM % width] * weight[j] + h;
            potential[ITEM] = h;
            spikes[ITEM] = h >= 0 ? (real)1 : (real)0;
        }

        KERNEL windowInput(const uint count, const uint width, const uint window, const uint steps, GLOBAL const real* ONLY weight,
            GLOBAL const real* ONLY du, GLOBAL real* ONLY dx)
        {
            if (ITEM >= count) return;
            const uint t = ITEM / width;
            real sum = 0;
            for (uint later = steps < t + window ? steps : t + window; later-- > t;)
                sum = du[(ulong)later * width + ITEM % width] * weight[window - 1 - later + t] + sum;
            dx[ITEM] = sum;
        }

        // of a step and one that it looks at: the weight in the window, else what is left of it; or the same of a gradient, on the way back
        KERNEL maskWeights(const uint count, const uint width, const uint firstRow, const uint firstColumn, const uint steps, const uint window,
            const uint isHard, const real left, const uint isBack, GLOBAL const real* ONLY source, GLOBAL real* ONLY target)
        {
            if (ITEM >= count) return;
            const uint row = firstRow + ITEM / width;
            const uint column = firstColumn + ITEM % width;
            const ulong weight = (ulong)row * steps + column;
            const real value = source[isBack != 0 ? ITEM : weight];
            const uint isInside = column <= row && column + window > row;
            target[isBack != 0 ? weight : ITEM] = isInside != 0 ? value : isHard != 0 ? (real)0 : value * left;
        }

        """;

    private const string Leaks =
        """

        // y[t] = a y[t - 1] + x[t]; where there are few columns and many steps, in eight runs, to which is added what they should have begun with
        KERNEL leakySum(const uint columns, const uint steps, const uint factors, const uint hasStart, const uint inRuns,
            GLOBAL const real* ONLY factor, GLOBAL const real* ONLY start, GLOBAL const real* ONLY x, GLOBAL real* ONLY y)
        {
            if (ITEM >= columns) return;
            const real a = factor[ITEM % factors];
            const uint run = inRuns != 0 ? steps / 8 : 0;
            for (uint r = 0; r < 8 && run > 0; ++r)
            {
                real last = 0;
                for (uint t = r * run; t < (r + 1) * run; ++t)
                {
                    last = a * last + x[(ulong)t * columns + ITEM];
                    y[(ulong)t * columns + ITEM] = last;
                }
            }
            for (uint r = hasStart != 0 ? 0 : 1; r < 8 && run > 0; ++r)
            {
                const real before = r == 0 ? start[ITEM] : y[(ulong)(r * run - 1) * columns + ITEM];
                real power = 1;
                for (uint t = r * run; t < (r + 1) * run; ++t)
                {
                    power = power * a;
                    y[(ulong)t * columns + ITEM] = power * before + y[(ulong)t * columns + ITEM];
                }
            }
            for (uint t = 8 * run; t < steps; ++t)
            {
                const ulong at = (ulong)t * columns + ITEM;
                y[at] = t > 0 ? a * y[at - columns] + x[at] : hasStart != 0 ? a * start[ITEM] + x[at] : x[at];
            }
        }

        KERNEL leakyBack(const uint columns, const uint steps, const uint factors, const uint hasStart, GLOBAL const real* ONLY factor,
            GLOBAL const real* ONLY start, GLOBAL const real* ONLY y, GLOBAL const real* ONLY dy, GLOBAL real* ONLY dx,
            GLOBAL real* ONLY ofFactor)
        {
            if (ITEM >= columns) return;
            const real a = factor[ITEM % factors];
            real sum = 0;
            real after = 0;
            for (uint t = steps; t-- > 0;)
            {
                const ulong at = (ulong)t * columns + ITEM;
                after = t + 1 == steps ? dy[at] : after * a + dy[at];
                dx[at] = after;
                if (t > 0) sum = after * y[at - columns] + sum;
                else if (hasStart != 0) sum = after * start[ITEM] + sum;
            }
            ofFactor[ITEM] = sum;
        }

        // potentials that are not below 0, each of which may come back to itself
        KERNEL leakyParallel(const uint width, const uint steps, const uint neurons, const uint isOwn, const uint hasBefore,
            GLOBAL const real* ONLY sums, GLOBAL const real* ONLY inputBias, GLOBAL const real* ONLY recurrentBias,
            GLOBAL const real* ONLY recurrent, GLOBAL const real* ONLY threshold, GLOBAL const real* ONLY before, GLOBAL real* ONLY potential,
            GLOBAL real* ONLY distance, GLOBAL real* ONLY spikes)
        {
            if (ITEM >= width) return;
            const uint n = ITEM % neurons;
            const real bias = inputBias[n] + recurrentBias[n];
            real last = hasBefore != 0 ? before[ITEM] : (real)0;
            for (uint t = 0; t < steps; ++t)
            {
                const ulong at = (ulong)t * width + ITEM;
                real own = sums[at] + bias;
                if (isOwn != 0 && (t > 0 || hasBefore != 0)) own = last * recurrent[n] + own;
                last = own > 0 || own != own ? own : (real)0;
                potential[at] = last;
                distance[at] = last - threshold[0];
                spikes[at] = last - threshold[0] > 0 ? (real)1 : (real)0;
            }
        }

        KERNEL leakyParallelBack(const uint width, const uint steps, const uint neurons, const uint isOwn, GLOBAL const real* ONLY potential,
            GLOBAL const real* ONLY ofDistance, GLOBAL const real* ONLY recurrent, GLOBAL real* ONLY carried, GLOBAL real* ONLY drive)
        {
            if (ITEM >= width) return;
            real later = carried[ITEM];
            for (uint t = steps; t-- > 0;)
            {
                const ulong at = (ulong)t * width + ITEM;
                const real own = potential[at] <= 0 ? (real)0 : ofDistance[at] + later;
                drive[at] = own;
                if (isOwn != 0) later = own * recurrent[ITEM % neurons];
            }
            carried[ITEM] = later;
        }

        """;

    private const string Groups =
        """

        #define GROUPS const uint groups, const uint inputs, const uint outputs

        // a product of each group of features with weights of its own
        KERNEL groupedLinear(const uint count, GROUPS, const uint hasBias, GLOBAL const real* ONLY x, GLOBAL const real* ONLY weight,
            GLOBAL const real* ONLY bias, GLOBAL real* ONLY y)
        {
            if (ITEM >= count) return;
            const uint o = ITEM % (groups * outputs);
            GLOBAL const real* from = x + ((ulong)(ITEM / (groups * outputs)) * groups + o / outputs) * inputs;
            real sum = hasBias != 0 ? bias[o] : (real)0;
            for (uint i = 0; i < inputs; ++i) sum = sum + weight[(ulong)o * inputs + i] * from[i];
            y[ITEM] = sum;
        }

        KERNEL groupedInput(const uint count, GROUPS, GLOBAL const real* ONLY weight, GLOBAL const real* ONLY dy, GLOBAL real* ONLY dx)
        {
            if (ITEM >= count) return;
            const uint group = ITEM / inputs % groups;
            GLOBAL const real* d = dy + (ulong)(ITEM / inputs) * outputs;
            real sum = 0;
            for (uint o = 0; o < outputs; ++o) sum = sum + d[o] * weight[((ulong)group * outputs + o) * inputs + ITEM % inputs];
            dx[ITEM] = sum;
        }

        KERNEL groupedWeights(const uint count, GROUPS, const uint samples, GLOBAL const real* ONLY x, GLOBAL const real* ONLY dy,
            GLOBAL real* ONLY gradient)
        {
            if (ITEM >= count) return;
            const uint o = ITEM / inputs;
            real sum = 0;
            for (uint s = 0; s < samples; ++s)
                sum = sum + dy[(ulong)s * groups * outputs + o] * x[((ulong)s * groups + o / outputs) * inputs + ITEM % inputs];
            gradient[ITEM] = sum;
        }

        """;

    // an item is a place in a window in a tile of the columns, or behind them the bias; from the last step to the first
    private const string WideWindows =
        """

        KERNEL windowSums(const uint count, const uint width, const uint window, const uint held, const uint steps, const uint tile,
            GLOBAL const float* ONLY buffer, GLOBAL const float* ONLY du, GLOBAL double* ONLY sums)
        {
            if (ITEM >= count) return;
            const uint j = ITEM % (window + 1);
            const uint first = ITEM / (window + 1) * tile;
            const uint size = width - first < tile ? width - first : tile;
            double sum = 0;
            for (uint t = steps; t-- > 0;)
            {
                if (j < window && held + t + 1 + j < window) continue;
                GLOBAL const float* g = du + (ulong)t * width + first;
                GLOBAL const float* x = buffer + (ulong)(held + t + 1 + j - window) * width + first;
                sum = sum + (double)(j == window ? fixedSum(g, 0, size) : fixedSum(x, g, size));
            }
            sums[ITEM] = sum;
        }

        KERNEL thresholdGradient(const uint count, const uint steps, const uint width, GLOBAL const float* ONLY ofDistance,
            GLOBAL float* ONLY gradient)
        {
            if (ITEM >= count) return;
            double sum = 0;
            for (uint t = steps; t-- > 0;) sum = sum - (double)fixedSum(ofDistance + (ulong)t * width, 0, width);
            gradient[ITEM] = (float)sum;
        }

        KERNEL windowTotal(const uint count, const uint tiles, GLOBAL const double* ONLY sums, GLOBAL float* ONLY target)
        {
            if (ITEM >= count) return;
            double sum = 0;
            for (uint tile = 0; tile < tiles; ++tile) sum = sum + sums[(ulong)tile * count + ITEM];
            target[ITEM] = (float)sum;
        }

        """;

    public static string OfProducts(KernelLanguage language, Precision precision) => ProductText.Words(language, precision) + Words + Products;

    public static string Of(KernelLanguage language, Precision precision) => Prelude.Of(language, precision) + Windows + Leaks + Groups;

    public static string OfWide(KernelLanguage language, Precision precision) => Prelude.Of(language, Precision.Float64) + Words + WideWindows;
}
