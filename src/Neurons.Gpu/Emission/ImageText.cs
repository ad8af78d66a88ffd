using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Kernels of convolutions and pooling, an item a number, in the order of the processor's sums.</summary>
internal static class ImageText
{
    public const string Convolve = "convolve", Input = "convolveInput", Weight = "convolveWeight", Bias = "convolveBias", Pool = "pool",
        PoolBack = "poolBack";

    private const string Words =
        """

        #define IMAGE const uint channels, const int height, const int width, const int kernelY, const int kernelX, const int strideY, \
            const int strideX, const int paddingY, const int paddingX, const int dilationY, const int dilationX, const int countY, const int countX
        #define POSITIONS ((uint)(countY * countX))
        // the pixel of a tap of a window, 0 outside of the image
        FUNCTION real pixel(GLOBAL const real* plane, const int height, const int width, const int line, const int place)
        {
            return line >= 0 && line < height && place >= 0 && place < width ? plane[line * width + place] : (real)0;
        }

        """;

    private const string Convolutions =
        """

        KERNEL convolve(const uint count, IMAGE, const uint outputs, const uint groups, GLOBAL const real* ONLY x, GLOBAL const real* ONLY weight,
            GLOBAL const real* ONLY bias, const uint hasBias, GLOBAL real* ONLY y)
        {
            if (ITEM >= count) return;
            const uint position = ITEM % POSITIONS;
            const uint output = ITEM / POSITIONS % outputs;
            const ulong image = ITEM / POSITIONS / outputs;
            const uint inputs = channels / groups;
            const uint first = output / (outputs / groups) * inputs;
            const int top = (int)(position / (uint)countX) * strideY - paddingY;
            const int left = (int)(position % (uint)countX) * strideX - paddingX;
            GLOBAL const real* w = weight + (ulong)output * inputs * kernelY * kernelX;
            real sum = hasBias != 0 ? bias[output] : (real)0;
            for (uint c = 0; c < inputs; ++c)
            {
                GLOBAL const real* plane = x + (image * channels + first + c) * (height * width);
                for (int ky = 0; ky < kernelY; ++ky)
                {
                    for (int kx = 0; kx < kernelX; ++kx)
                        sum = multiplyAdd(*w++, pixel(plane, height, width, top + ky * dilationY, left + kx * dilationX), sum);
                }
            }
            y[ITEM] = sum;
        }

        // an item is a pixel: of the windows that have it, those of a strip of rows first, tap by tap
        KERNEL convolveInput(const uint count, IMAGE, const uint outputs, const uint groups, const int rowsAtOnce, GLOBAL const real* ONLY weight,
            GLOBAL const real* ONLY dy, GLOBAL real* ONLY dx)
        {
            if (ITEM >= count) return;
            const uint size = height * width;
            const int line = (int)(ITEM % size / (uint)width);
            const int place = (int)(ITEM % (uint)width);
            const uint channel = ITEM / size % channels;
            const ulong image = ITEM / size / channels;
            const uint inputs = channels / groups;
            const uint ofGroup = outputs / groups;
            const uint first = channel / inputs * ofGroup;
            real sum = 0;
            for (int strip = 0; strip < countY; strip += rowsAtOnce)
            {
                for (int ky = 0; ky < kernelY; ++ky)
                {
                    const int down = line + paddingY - ky * dilationY;
                    const int row = down / strideY;
                    if (down < 0 || down % strideY != 0 || row < strip || row >= strip + rowsAtOnce || row >= countY) continue;
                    for (int kx = 0; kx < kernelX; ++kx)
                    {
                        const int right = place + paddingX - kx * dilationX;
                        const int column = right / strideX;
                        if (right < 0 || right % strideX != 0 || column >= countX) continue;
                        real term = 0;
                        for (uint o = first; o < first + ofGroup; ++o)
                        {
                            term = multiplyAdd(
                                weight[(((ulong)o * inputs + channel % inputs) * kernelY + ky) * kernelX + kx],
                                dy[(image * outputs + o) * POSITIONS + row * countX + column], term);
                        }
                        sum = sum + term;
                    }
                }
            }
            dx[ITEM] = sum;
        }

        // an item is a weight in a part of the images
        KERNEL convolveWeight(const uint count, IMAGE, const uint outputs, const uint groups, const uint images, const uint imagesAtOnce,
            const uint parts, GLOBAL const real* ONLY x, GLOBAL const real* ONLY dy, GLOBAL real* ONLY sums)
        {
            if (ITEM >= count) return;
            const uint inputs = channels / groups;
            const uint taps = inputs * kernelY * kernelX;
            const uint tap = ITEM % taps;
            const uint output = ITEM / taps % outputs;
            const uint part = ITEM / taps / outputs;
            const ulong bunches = (images + imagesAtOnce - 1) / imagesAtOnce;
            const uint from = (uint)(bunches * part / parts) * imagesAtOnce;
            const uint until = (uint)(bunches * (part + 1) / parts) * imagesAtOnce;
            const uint channel = output / (outputs / groups) * inputs + tap / (kernelY * kernelX);
            const int top = (int)(tap / (uint)kernelX % (uint)kernelY) * dilationY - paddingY;
            const int left = (int)(tap % (uint)kernelX) * dilationX - paddingX;
            real sum = 0;
            for (uint image = from; image < until && image < images; ++image)
            {
                GLOBAL const real* plane = x + ((ulong)image * channels + channel) * (height * width);
                GLOBAL const real* d = dy + ((ulong)image * outputs + output) * POSITIONS;
                for (int row = 0; row < countY; ++row)
                {
                    for (int column = 0; column < countX; ++column)
                        sum = multiplyAdd(*d++, pixel(plane, height, width, top + row * strideY, left + column * strideX), sum);
                }
            }
            sums[(ulong)part * (outputs * taps + outputs) + output * taps + tap] = sum;
        }

        // an item is an output in a part of the images; the numbers of a product are added in eight sums, and these one after the other
        KERNEL convolveBias(const uint count, IMAGE, const uint outputs, const uint groups, const uint images, const uint imagesAtOnce,
            const uint parts, const int rowsAtOnce, GLOBAL const real* ONLY dy, GLOBAL real* ONLY sums)
        {
            if (ITEM >= count) return;
            const uint taps = channels / groups * kernelY * kernelX;
            const uint output = ITEM % outputs;
            const uint part = ITEM / outputs;
            const ulong bunches = (images + imagesAtOnce - 1) / imagesAtOnce;
            real sum = 0;
            for (uint bunch = (uint)(bunches * part / parts); bunch < (uint)(bunches * (part + 1) / parts); ++bunch)
            {
                const uint first = bunch * imagesAtOnce;
                const uint here = images - first < imagesAtOnce ? images - first : imagesAtOnce;
                for (int strip = 0; strip < countY; strip += rowsAtOnce)
                {
                    const int rows = countY - strip < rowsAtOnce ? countY - strip : rowsAtOnce;
                    const uint ofImage = rows * countX;
                    const uint length = here * ofImage;
                    real lane[8] = { 0, 0, 0, 0, 0, 0, 0, 0 };
                    real whole = 0;
                    for (uint i = 0; i < length; ++i)
                    {
                        const real d = dy[((ulong)(first + i / ofImage) * outputs + output) * POSITIONS + strip * countX + i % ofImage];
                        if (i < length / 8 * 8) lane[i % 8] = lane[i % 8] + d;
                        if (i + 1 == length / 8 * 8)
                        {
                            whole = lane[0];
                            for (uint k = 1; k < 8; ++k) whole = whole + lane[k];
                        }
                        if (i >= length / 8 * 8) whole = whole + d;
                    }
                    sum = sum + whole;
                }
            }
            sums[(ulong)part * (outputs * taps + outputs) + outputs * taps + output] = sum;
        }

        """;

    // kinds: 0 the largest, 1 the sum, 2 the mean, 3 the mean of what is inside of the image
    private const string Pools =
        """

        FUNCTION real larger(const real a, const real b) { return b > a || b != b ? b : a; }
        FUNCTION real divisor(const uint kind, const int all, const int inside) { return kind == 2 ? (real)all : kind == 3 ? (real)inside : (real)1; }

        KERNEL pool(const uint count, IMAGE, const uint kind, GLOBAL const real* ONLY x, GLOBAL real* ONLY y)
        {
            if (ITEM >= count) return;
            const int row = (int)(ITEM % POSITIONS / (uint)countX);
            const int column = (int)(ITEM % (uint)countX);
            GLOBAL const real* plane = x + (ulong)(ITEM / POSITIONS) * (height * width);
            const int start = row * strideY - paddingY;
            const int side = column * strideX - paddingX;
            const int top = start > 0 ? start : 0;
            const int bottom = start + kernelY < height ? start + kernelY : height;
            const int left = side > 0 ? side : 0;
            const int right = side + kernelX < width ? side + kernelX : width;
            real value = 0;
            for (int j = left; j < right; ++j)
            {
                real down = plane[top * width + j];
                for (int i = top + 1; i < bottom; ++i) down = kind == 0 ? larger(down, plane[i * width + j]) : down + plane[i * width + j];
                value = j == left ? down : kind == 0 ? larger(value, down) : value + down;
            }
            y[ITEM] = kind == 0 ? value : value / divisor(kind, kernelY * kernelX, (bottom - top) * (right - left));
        }

        // an item is a pixel: the windows that have it, one after the other; of the largest, the first pixel with its value
        KERNEL poolBack(const uint count, IMAGE, const uint kind, GLOBAL const real* ONLY x, GLOBAL const real* ONLY y, GLOBAL const real* ONLY dy,
            GLOBAL real* ONLY dx)
        {
            if (ITEM >= count) return;
            const uint size = height * width;
            const int line = (int)(ITEM % size / (uint)width);
            const int place = (int)(ITEM % (uint)width);
            GLOBAL const real* plane = x + (ulong)(ITEM / size) * size;
            const ulong windows = (ulong)(ITEM / size) * POSITIONS;
            real sum = 0;
            for (int row = 0; row < countY; ++row)
            {
                const int start = row * strideY - paddingY;
                if (line < start || line >= start + kernelY) continue;
                const int top = start > 0 ? start : 0;
                const int bottom = start + kernelY < height ? start + kernelY : height;
                for (int column = 0; column < countX; ++column)
                {
                    const int side = column * strideX - paddingX;
                    if (place < side || place >= side + kernelX) continue;
                    const int left = side > 0 ? side : 0;
                    const int right = side + kernelX < width ? side + kernelX : width;
                    const ulong window = windows + row * countX + column;
                    if (kind != 0)
                    {
                        sum = sum + dy[window] / divisor(kind, kernelY * kernelX, (bottom - top) * (right - left));
                        continue;
                    }
                    int found = -1;
                    for (int i = top; i < bottom && found < 0; ++i)
                    {
                        for (int j = left; j < right && found < 0; ++j)
                        {
                            if (plane[i * width + j] == y[window]) found = i * width + j;
                        }
                    }
                    if ((found < 0 ? top * width + left : found) == line * width + place) sum = sum + dy[window];
                }
            }
            dx[ITEM] = sum;
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => ProductText.Words(language, precision) + Words + Convolutions + Pools;
}
