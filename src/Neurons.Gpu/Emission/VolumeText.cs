using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Kernels of volumes, an item a number, in the order of the processor's sums.</summary>
internal static class VolumeText
{
    public const string Stack = "stackPlanes", StackBack = "addPlanes", Turn = "turnPlanes", Pool = "poolVolume", PoolBack = "poolVolumeBack";

    private const string Kernels =
        """

        #define DEPTH const uint channels, const uint size, const int depth, const int taps, const int stride, const int padding, \
            const int dilation, const int planes

        // images whose channels are those of the volume, each at all depths of the kernel; one for each plane of the output
        KERNEL stackPlanes(const uint count, DEPTH, GLOBAL const real* ONLY volume, GLOBAL real* ONLY images)
        {
            if (ITEM >= count) return;
            const uint k = ITEM / size % taps;
            const uint channel = ITEM / size / taps % channels;
            const uint image = ITEM / size / taps / channels;
            const int at = (int)(image % planes) * stride - padding + (int)k * dilation;
            images[ITEM] = at >= 0 && at < depth
                ? volume[(((ulong)(image / planes) * channels + channel) * depth + at) * size + ITEM % size] : (real)0;
        }

        KERNEL addPlanes(const uint count, DEPTH, GLOBAL const real* ONLY images, GLOBAL real* ONLY volume)
        {
            if (ITEM >= count) return;
            const int at = (int)(ITEM / size % depth);
            const uint channel = ITEM / size / depth % channels;
            const ulong sample = ITEM / size / depth / channels;
            real sum = 0;
            for (int plane = 0; plane < planes; ++plane)
            {
                const int inside = at - (plane * stride - padding);
                if (inside < 0 || inside % dilation != 0 || inside / dilation >= taps) continue;
                sum = sum + images[(((sample * planes + plane) * channels + channel) * taps + inside / dilation) * size + ITEM % size];
            }
            volume[ITEM] = sum;
        }

        // from [samples, rows, columns, size] to [samples, columns, rows, size]
        KERNEL turnPlanes(const uint count, const uint rows, const uint columns, const uint size, GLOBAL const real* ONLY source,
            GLOBAL real* ONLY target)
        {
            if (ITEM >= count) return;
            const uint row = ITEM / size % rows;
            const uint column = ITEM / size / rows % columns;
            const ulong sample = ITEM / size / rows / columns;
            target[ITEM] = source[((sample * rows + row) * columns + column) * size + ITEM % size];
        }

        #define AXIS(a) const int length##a, const int kernel##a, const int stride##a, const int padding##a, const int count##a
        #define VOLUME AXIS(Z), AXIS(Y), AXIS(X)

        // what of a window lies inside; kinds as of images
        #define BEGIN(a, window) ((window) * stride##a - padding##a > 0 ? (window) * stride##a - padding##a : 0)
        #define END(a, window) ((window) * stride##a - padding##a + kernel##a < length##a ? (window) * stride##a - padding##a + kernel##a : length##a)
        // the windows that have a voxel
        #define FIRST(a, at) ((at) + padding##a - kernel##a + 1 > 0 ? ((at) + padding##a - kernel##a + stride##a) / stride##a : 0)
        #define LAST(a, at) (((at) + padding##a) / stride##a < count##a ? ((at) + padding##a) / stride##a : count##a - 1)
        #define PLACE(i, j, k) (((i) * lengthY + (j)) * lengthX + (k))

        FUNCTION real larger(const real a, const real b) { return b > a || b != b ? b : a; }
        FUNCTION real divisor(const uint kind, const int all, const int inside) { return kind == 2 ? (real)all : kind == 3 ? (real)inside : (real)1; }

        KERNEL poolVolume(const uint count, VOLUME, const uint kind, GLOBAL const real* ONLY x, GLOBAL real* ONLY y)
        {
            if (ITEM >= count) return;
            const int windowX = (int)(ITEM % countX);
            const int windowY = (int)(ITEM / countX % countY);
            const int windowZ = (int)(ITEM / countX / countY % countZ);
            GLOBAL const real* volume = x + (ulong)(ITEM / countX / countY / countZ) * (lengthZ * lengthY * lengthX);
            const int z = BEGIN(Z, windowZ), top = BEGIN(Y, windowY), left = BEGIN(X, windowX);
            const int endZ = END(Z, windowZ), bottom = END(Y, windowY), right = END(X, windowX);
            real value = volume[PLACE(z, top, left)];
            uint isFirst = 1;
            for (int i = z; i < endZ; ++i)
            {
                for (int j = top; j < bottom; ++j)
                {
                    for (int k = left; k < right; ++k)
                    {
                        const real here = volume[PLACE(i, j, k)];
                        if (isFirst == 0) value = kind == 0 ? larger(value, here) : value + here;
                        isFirst = 0;
                    }
                }
            }
            y[ITEM] = kind == 0 ? value : value / divisor(kind, kernelZ * kernelY * kernelX, (endZ - z) * (bottom - top) * (right - left));
        }

        // an item is a voxel: the windows that have it, one after the other; of the largest, the first voxel with its value
        KERNEL poolVolumeBack(const uint count, VOLUME, const uint kind, GLOBAL const real* ONLY x, GLOBAL const real* ONLY y,
            GLOBAL const real* ONLY dy, GLOBAL real* ONLY dx)
        {
            if (ITEM >= count) return;
            const int atX = (int)(ITEM % lengthX);
            const int atY = (int)(ITEM / lengthX % lengthY);
            const int atZ = (int)(ITEM / lengthX / lengthY % lengthZ);
            const ulong plane = ITEM / lengthX / lengthY / lengthZ;
            GLOBAL const real* volume = x + plane * (lengthZ * lengthY * lengthX);
            real sum = 0;
            for (int windowZ = FIRST(Z, atZ); windowZ <= LAST(Z, atZ); ++windowZ)
            {
                for (int windowY = FIRST(Y, atY); windowY <= LAST(Y, atY); ++windowY)
                {
                    for (int windowX = FIRST(X, atX); windowX <= LAST(X, atX); ++windowX)
                    {
                        const int z = BEGIN(Z, windowZ), top = BEGIN(Y, windowY), left = BEGIN(X, windowX);
                        const int endZ = END(Z, windowZ), bottom = END(Y, windowY), right = END(X, windowX);
                        const ulong window = ((plane * countZ + windowZ) * countY + windowY) * countX + windowX;
                        if (kind != 0)
                        {
                            sum = sum
                                + dy[window] / divisor(kind, kernelZ * kernelY * kernelX, (endZ - z) * (bottom - top) * (right - left));
                            continue;
                        }
                        int found = -1;
                        for (int i = z; i < endZ && found < 0; ++i)
                        {
                            for (int j = top; j < bottom && found < 0; ++j)
                            {
                                for (int k = left; k < right && found < 0; ++k)
                                {
                                    if (volume[PLACE(i, j, k)] == y[window]) found = PLACE(i, j, k);
                                }
                            }
                        }
                        if ((found < 0 ? PLACE(z, top, left) : found) == PLACE(atZ, atY, atX)) sum = sum + dy[window];
                    }
                }
            }
            dx[ITEM] = sum;
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => Prelude.Of(language, precision) + Kernels;
}
