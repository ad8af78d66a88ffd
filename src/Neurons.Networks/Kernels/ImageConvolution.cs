using System.Numerics;

namespace Neurons.Networks;

/// <summary>
/// Convolutions of many images, [images, channels, height, width], with weights [outputs, channels/groups, kernel height, kernel
/// width], and their gradients, by matrix products on all threads. Every sum has an order that follows from the shapes.
/// </summary>
internal static unsafe class ImageConvolution
{
    // Sums over the images are cut into so many parts, fewer where the weights are large.
    private const int MostPartialSums = 32, LeastPartialSums = 4;
    private const long PartialSumBytes = 16 << 20;

    /// <summary>y = convolution of x, plus the bias of each output unless that is null.</summary>
    public static void Forward<T>(in ConvolutionPlan plan, in ImageInput<T> x, T* weight, T* bias, T* y)
        where T : unmanaged, INumber<T>
    {
        var direct = plan.ByImage;
        Parallelism.Run(direct.Bunches * direct.Strips, new ForwardWork<T>(direct, x, weight, bias, y));
    }

    /// <summary>The gradient by x of a loss whose gradient by y is given.</summary>
    public static void InputGradient<T>(in ConvolutionPlan plan, T* weight, T* dy, T* dx)
        where T : unmanaged, INumber<T> =>
        Parallelism.Run(plan.ByImage.Bunches, new InputWork<T>(plan.ByImage, weight, dy, dx));

    /// <summary>The gradients by the weights, and by the bias unless that is null.</summary>
    public static void WeightGradient<T>(in ConvolutionPlan plan, in ImageInput<T> x, T* dy, T* dWeight, T* dBias)
        where T : unmanaged, INumber<T>
    {
        var size = (long)plan.Outputs * plan.TapsOfGroup;
        var parts = PartialSums(plan, sizeof(T));
        var length = size + plan.Outputs;
        using var sums = NativeBuffer.Rent((parts + 1) * length * sizeof(T));
        var total = (T*)sums.Address;
        var partial = total + length;
        Parallelism.Run(parts, new WeightWork<T>(plan, x, dy, partial, parts, dBias != null));
        Matrices.SumRows(new ReadOnlySpan<T>(partial, (int)(parts * length)), parts, (int)length, new Span<T>(total, (int)length));
        new Span<T>(total, (int)size).CopyTo(new Span<T>(dWeight, (int)size));
        if (dBias != null)
            new Span<T>(total + size, plan.Outputs).CopyTo(new Span<T>(dBias, plan.Outputs));
    }

    /// <summary>The parts of the images whose weight gradients are summed apart.</summary>
    public static int PartialSums(in ConvolutionPlan plan, int sizeOfNumber)
    {
        var size = (long)plan.Outputs * plan.TapsOfGroup;
        var most = (int)Math.Clamp(PartialSumBytes / Math.Max(1, size * sizeOfNumber), LeastPartialSums, MostPartialSums);
        return Math.Min(most, plan.Bunches);
    }

    /// <summary>Room for the columns and outputs of a product, and for an image.</summary>
    private static NativeBuffer RentColumns<T>(in ConvolutionPlan plan, long imageSize, out T* columns, out T* outputs, out T* image)
        where T : unmanaged
    {
        var size = (long)plan.Windows.Taps * plan.MostColumns;
        var outputSize = (long)plan.Outputs * plan.MostColumns;
        var buffer = NativeBuffer.Rent((size + outputSize + imageSize) * sizeof(T));
        columns = (T*)buffer.Address;
        outputs = columns + size;
        image = outputs + outputSize;
        return buffer;
    }

    private sealed class ForwardWork<T>(ConvolutionPlan plan, ImageInput<T> x, T* weight, T* bias, T* y) : IWork
        where T : unmanaged, INumber<T>
    {
        public void Run(int worker, int item)
        {
            using var scratch = RentColumns<T>(plan, x.Scratch, out var columns, out var outputs, out var image);
            var part = plan.Of(item / plan.Strips, item % plan.Strips);
            var pixels = plan.Gather(x, part, image, columns);
            var target = part.IsImage ? y + part.Image * plan.OutputSize : outputs;
            if (bias != null)
            {
                for (var o = 0; o < plan.Outputs; o++)
                    new Span<T>(target + (long)o * part.Columns, part.Columns).Fill(bias[o]);
            }
            var (taps, rows) = (plan.TapsOfGroup, plan.OutputsOfGroup);
            for (var group = 0; group < plan.Groups; group++)
            {
                Matrices.Multiply(
                    new ReadOnlySpan<T>(weight + (long)group * rows * taps, rows * taps), false,
                    new ReadOnlySpan<T>(pixels + (long)group * taps * part.Columns, taps * part.Columns), false,
                    new Span<T>(target + (long)group * rows * part.Columns, rows * part.Columns),
                    rows, part.Columns, taps, accumulate: bias != null, alone: true);
            }
            if (!part.IsImage)
                plan.CopyOutput(y, part, target, toOutput: true);
        }
    }

    private sealed class InputWork<T>(ConvolutionPlan plan, T* weight, T* dy, T* dx) : IWork
        where T : unmanaged, INumber<T>
    {
        public void Run(int worker, int item)
        {
            using var scratch = RentColumns<T>(plan, 0, out var columns, out var outputs, out _);
            var (taps, rows, size) = (plan.TapsOfGroup, plan.OutputsOfGroup, plan.Windows.ImageSize);
            for (var strip = 0; strip < plan.Strips; strip++)
            {
                var part = plan.Of(item, strip);
                var gradient = plan.GatherOutput(dy, part, outputs);
                var image = dx + part.Image * size;
                var isImage = part.IsImage && plan.IsPointwise;
                var target = isImage ? image : columns;
                for (var group = 0; group < plan.Groups; group++)
                {
                    Matrices.Multiply(
                        new ReadOnlySpan<T>(weight + (long)group * rows * taps, rows * taps), true,
                        new ReadOnlySpan<T>(gradient + (long)group * rows * part.Columns, rows * part.Columns), false,
                        new Span<T>(target + (long)group * taps * part.Columns, taps * part.Columns),
                        taps, part.Columns, rows, alone: true);
                }
                if (isImage)
                    continue;
                for (var i = 0; i < part.Images; i++)
                {
                    if (strip == 0)
                        new Span<T>(image + i * size, (int)size).Clear();
                    ImageColumns.Scatter(
                        columns + (long)i * part.ColumnsOfImage, plan.Windows, part.Row, part.Rows, image + i * size, part.Columns);
                }
            }
        }
    }

    private sealed class WeightWork<T>(ConvolutionPlan plan, ImageInput<T> x, T* dy, T* sums, int parts, bool withBias) : IWork
        where T : unmanaged, INumber<T>
    {
        public void Run(int worker, int item)
        {
            using var scratch = RentColumns<T>(plan, x.Scratch, out var columns, out var outputs, out var image);
            var (taps, rows) = (plan.TapsOfGroup, plan.OutputsOfGroup);
            var size = (long)plan.Outputs * taps;
            var weight = sums + item * (size + plan.Outputs);
            var bias = new Span<T>(weight + size, plan.Outputs);
            bias.Clear();
            var first = (int)((long)plan.Bunches * item / parts);
            var end = (int)((long)plan.Bunches * (item + 1) / parts);
            for (var product = first * plan.Strips; product < end * plan.Strips; product++)
            {
                var part = plan.Of(product / plan.Strips, product % plan.Strips);
                var pixels = plan.Gather(x, part, image, columns);
                var gradient = plan.GatherOutput(dy, part, outputs);
                for (var group = 0; group < plan.Groups; group++)
                {
                    Matrices.Multiply(
                        new ReadOnlySpan<T>(gradient + (long)group * rows * part.Columns, rows * part.Columns), false,
                        new ReadOnlySpan<T>(pixels + (long)group * taps * part.Columns, taps * part.Columns), true,
                        new Span<T>(weight + (long)group * rows * taps, rows * taps),
                        rows, taps, part.Columns, accumulate: product > first * plan.Strips, alone: true);
                }
                for (var o = 0; o < plan.Outputs && withBias; o++)
                    bias[o] += FixedSum.Of(new ReadOnlySpan<T>(gradient + (long)o * part.Columns, part.Columns));
            }
        }
    }
}
