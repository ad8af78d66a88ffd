using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Kernels of layers with sums in float64, in the order of the processor's.</summary>
internal static class WideText
{
    public const string ScaleGradient = "scaleGradient", Sums = "channelSums", Total = "channelTotal", Widen = "widenPair",
        Factors = "normFactors", Map = "normMap", Follow = "normFollow", BackFactors = "normBackFactors",
        RowMoments = "rowMoments", RowMap = "rowMap", RowSums = "rowSums", RowGradient = "rowGradient", RowParameters = "rowParameters";

    private const string Kernels =
        """

        // the sum over the rows of dy x for each column
        KERNEL scaleGradient(const uint columns, const uint rows, GLOBAL const float* ONLY x, GLOBAL const float* ONLY dy, GLOBAL float* ONLY target)
        {
            if (ITEM >= columns) return;
            double sum = 0;
            for (uint r = 0; r < rows; ++r)
            {
                const float product = dy[(ulong)r * columns + ITEM] * x[(ulong)r * columns + ITEM];
                sum = sum + (double)product;
            }
            target[ITEM] = (float)sum;
        }

        // kinds: 0 the number, 1 the square of its distance from the center, 2 that distance times the other number
        FUNCTION double wideTerm(const uint kind, GLOBAL const float* a, GLOBAL const float* b, const ulong i, const double center)
        {
            const double distance = (double)a[i] - center;
            return kind == 0 ? (double)a[i] : kind == 1 ? distance * distance : (double)b[i] * distance;
        }

        // eight sums of every eighth number, those in pairs, and what is left
        FUNCTION double wideSum(const uint kind, GLOBAL const float* a, GLOBAL const float* b, const ulong at, const uint size, const double center)
        {
            double lane[8] = { 0, 0, 0, 0, 0, 0, 0, 0 };
            uint i = 0;
            for (; i + 8 <= size; i += 8)
            {
                for (uint k = 0; k < 8; ++k) lane[k] = lane[k] + wideTerm(kind, a, b, at + i + k, center);
            }
            double sum = 0;
            if (i > 0) sum = ((lane[0] + lane[4]) + (lane[1] + lane[5])) + ((lane[2] + lane[6]) + (lane[3] + lane[7]));
            for (; i < size; ++i) sum = sum + wideTerm(kind, a, b, at + i, center);
            return sum;
        }

        // an item is a channel in a part of the samples of [samples, channels, size]
        KERNEL channelSums(const uint items, const uint samples, const uint channels, const uint size, const uint parts, const uint kind,
            GLOBAL const float* ONLY a, GLOBAL const float* ONLY b, GLOBAL const double* ONLY centers, GLOBAL double* ONLY partial)
        {
            if (ITEM >= items) return;
            const uint channel = ITEM % channels;
            const uint part = ITEM / channels;
            const uint from = (uint)((ulong)samples * part / parts);
            const uint until = (uint)((ulong)samples * (part + 1) / parts);
            const double center = kind == 0 ? 0 : centers[channel];
            double products = 0;
            double sums = 0;
            for (uint sample = from; sample < until; ++sample)
            {
                const ulong at = ((ulong)sample * channels + channel) * size;
                products = products + wideSum(kind, a, b, at, size, center);
                if (kind == 2) sums = sums + wideSum(0, b, b, at, size, 0);
            }
            partial[2 * part * channels + channel] = products;
            partial[(2 * part + 1) * channels + channel] = sums;
        }

        KERNEL channelTotal(const uint channels, const uint parts, const uint which, const double divisor, GLOBAL const double* ONLY partial,
            GLOBAL double* ONLY target)
        {
            if (ITEM >= channels) return;
            double sum = 0;
            for (uint part = 0; part < parts; ++part) sum = sum + partial[(2 * part + which) * channels + ITEM];
            target[ITEM] = sum / divisor;
        }

        KERNEL widenPair(const uint count, GLOBAL const float* ONLY a, GLOBAL const float* ONLY b, GLOBAL double* ONLY wideA,
            GLOBAL double* ONLY wideB)
        {
            if (ITEM >= count) return;
            wideA[ITEM] = a[ITEM];
            wideB[ITEM] = b[ITEM];
        }

        KERNEL normFactors(const uint channels, const double gain, const double epsilon, const uint isAffine, GLOBAL const float* ONLY weight,
            GLOBAL const float* ONLY bias, GLOBAL const double* ONLY mean, GLOBAL const double* ONLY variance, GLOBAL double* ONLY factor,
            GLOBAL float* ONLY center, GLOBAL float* ONLY scale, GLOBAL float* ONLY offset)
        {
            if (ITEM >= channels) return;
            factor[ITEM] = gain * (isAffine != 0 ? (double)weight[ITEM] : 1) / squareRoot(variance[ITEM] + epsilon);
            center[ITEM] = (float)mean[ITEM];
            scale[ITEM] = (float)factor[ITEM];
            offset[ITEM] = isAffine != 0 ? bias[ITEM] : 0;
        }

        KERNEL normMap(const uint count, const uint channels, const uint size, GLOBAL const float* ONLY x, GLOBAL const float* ONLY center,
            GLOBAL const float* ONLY scale, GLOBAL const float* ONLY offset, const uint hasOuter, GLOBAL const float* outer,
            GLOBAL const float* ofOuter, GLOBAL float* ONLY y)
        {
            if (ITEM >= count) return;
            const uint c = ITEM / size % channels;
            const float own = (x[ITEM] - center[c]) * scale[c] + offset[c];
            y[ITEM] = hasOuter != 0 ? own + outer[ITEM] * ofOuter[c] : own;
        }

        // the running numbers go towards those of the batch
        KERNEL normFollow(const uint channels, const double momentum, const double numbers, GLOBAL const double* ONLY mean,
            GLOBAL const double* ONLY variance, GLOBAL float* ONLY runningMean, GLOBAL float* ONLY runningVariance)
        {
            if (ITEM >= channels) return;
            const double keptMean = runningMean[ITEM];
            const double keptVariance = runningVariance[ITEM];
            const double unbiased = variance[ITEM] * numbers / (numbers - 1);
            runningMean[ITEM] = (float)(keptMean + momentum * (mean[ITEM] - keptMean));
            runningVariance[ITEM] = (float)(keptVariance + momentum * (unbiased - keptVariance));
        }

        KERNEL normBackFactors(const uint channels, const double gain, const double epsilon, const uint isOfBatch, const double numbers,
            GLOBAL const double* ONLY factor, GLOBAL const double* ONLY variance, GLOBAL const double* ONLY sum, GLOBAL const double* ONLY product,
            GLOBAL float* ONLY scale, GLOBAL float* ONLY offset, GLOBAL float* ONLY dWeight, GLOBAL float* ONLY dBias)
        {
            if (ITEM >= channels) return;
            const double spread = variance[ITEM] + epsilon;
            scale[ITEM] = isOfBatch != 0 ? (float)(-factor[ITEM] * product[ITEM] / spread / numbers) : 0;
            offset[ITEM] = isOfBatch != 0 ? (float)(-factor[ITEM] * sum[ITEM] / numbers) : 0;
            dWeight[ITEM] = (float)(gain * product[ITEM] / squareRoot(spread));
            dBias[ITEM] = (float)sum[ITEM];
        }

        // of each row: its mean, and 1 by its deviation
        KERNEL rowMoments(const uint rows, const uint width, const double epsilon, GLOBAL const float* ONLY x, GLOBAL double* ONLY means,
            GLOBAL double* ONLY inverses)
        {
            if (ITEM >= rows) return;
            GLOBAL const float* row = x + (ulong)ITEM * width;
            double mean = 0;
            for (uint i = 0; i < width; ++i) mean = mean + (double)row[i];
            mean = mean / width;
            double variance = 0;
            for (uint i = 0; i < width; ++i)
            {
                const double distance = (double)row[i] - mean;
                variance = variance + distance * distance;
            }
            means[ITEM] = mean;
            inverses[ITEM] = 1 / squareRoot(variance / width + epsilon);
        }

        KERNEL rowMap(const uint count, const uint width, const uint isAffine, GLOBAL const float* ONLY x, GLOBAL const double* ONLY means,
            GLOBAL const double* ONLY inverses, GLOBAL const float* ONLY scale, GLOBAL const float* ONLY offset, GLOBAL float* ONLY y)
        {
            if (ITEM >= count) return;
            const uint row = ITEM / width;
            const float value = (x[ITEM] - (float)means[row]) * (float)inverses[row];
            y[ITEM] = isAffine != 0 ? value * scale[ITEM % width] + offset[ITEM % width] : value;
        }

        #define NORMALIZED(i) (((double)x[i] - means[row]) * inverses[row])
        #define SCALED(i) (isAffine != 0 ? (double)dy[i] * (double)scale[(i) % width] : (double)dy[i])

        // of each row: the sum of the scaled gradient, and of it times the normalised number
        KERNEL rowSums(const uint rows, const uint width, const uint isAffine, GLOBAL const float* ONLY x, GLOBAL const float* ONLY dy,
            GLOBAL const double* ONLY means, GLOBAL const double* ONLY inverses, GLOBAL const float* ONLY scale, GLOBAL double* ONLY sums,
            GLOBAL double* ONLY products)
        {
            if (ITEM >= rows) return;
            const uint row = ITEM;
            double sum = 0;
            double product = 0;
            for (uint i = row * width; i < (row + 1) * width; ++i)
            {
                const double gradient = SCALED(i);
                sum = sum + gradient;
                product = product + gradient * NORMALIZED(i);
            }
            sums[row] = sum;
            products[row] = product;
        }

        KERNEL rowGradient(const uint count, const uint width, const uint isAffine, GLOBAL const float* ONLY x, GLOBAL const float* ONLY dy,
            GLOBAL const double* ONLY means, GLOBAL const double* ONLY inverses, GLOBAL const float* ONLY scale, GLOBAL const double* ONLY sums,
            GLOBAL const double* ONLY products, GLOBAL float* ONLY dx)
        {
            if (ITEM >= count) return;
            const uint row = ITEM / width;
            dx[ITEM] = (float)(inverses[row] * (SCALED(ITEM) - (sums[row] + NORMALIZED(ITEM) * products[row]) / width));
        }

        // an item is a column in a part of the rows; of each part, the gradients of the scale and then of the offset
        KERNEL rowParameters(const uint count, const uint width, const uint rows, const uint parts, GLOBAL const float* ONLY x,
            GLOBAL const float* ONLY dy, GLOBAL const double* ONLY means, GLOBAL const double* ONLY inverses, GLOBAL float* ONLY sums)
        {
            if (ITEM >= count) return;
            const uint column = ITEM % width;
            const uint part = ITEM / width;
            const uint until = (uint)((ulong)rows * (part + 1) / parts);
            float ofScale = 0;
            float ofOffset = 0;
            for (uint row = (uint)((ulong)rows * part / parts); row < until; ++row)
            {
                const uint i = row * width + column;
                ofScale = ofScale + (float)((double)dy[i] * NORMALIZED(i));
                ofOffset = ofOffset + dy[i];
            }
            sums[2 * part * width + column] = ofScale;
            sums[(2 * part + 1) * width + column] = ofOffset;
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => Prelude.Of(language, Precision.Float64) + Kernels;
}
