using System.Numerics;

namespace Neurons.Networks;

/// <summary>Pools channels of images, some at once, into numbers.</summary>
internal sealed unsafe class PlanePooling<T>(PoolingKind kind, Windows windows, int planes, Planes<T> input, T* output) : IWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>About so many numbers are an item of work.</summary>
    public const int Together = 16384;

    private readonly int _together = Math.Max(1, Together / input.Size);

    public void Run() => Parallelism.Run((planes + _together - 1) / _together, this);

    void IWork.Run(int worker, int item)
    {
        using var memory = NativeBuffer.Rent((long)(input.Scratch + windows.X.Length) * sizeof(T));
        var line = (T*)memory.Address;
        for (var plane = item * _together; plane < Math.Min(planes, (item + 1) * _together); plane++)
            ImagePooling.Forward(kind, windows, input.Of(plane, line + windows.X.Length), output + ((nint)plane * windows.Positions), line);
    }
}

/// <summary>The largest of spikes, as bits. An item of work writes whole words of a step.</summary>
internal sealed unsafe class SpikePooling(Windows windows, SpikeBits spikes, SpikeBits output) : IWork
{
    private readonly Planes<float> _input = new(windows.Pixels, spikes);
    private readonly int _planes = output.PerStep / windows.Positions;
    private readonly int _together = Together(windows);

    private int ItemsOfStep => (_planes + _together - 1) / _together;

    public void Run() => Parallelism.Run(ItemsOfStep * output.Steps, this);

    void IWork.Run(int worker, int item)
    {
        var (step, part) = Math.DivRem(item, ItemsOfStep);
        var (first, end) = (part * _together, Math.Min(_planes, (part + 1) * _together));
        using var memory = NativeBuffer.Rent((long)(windows.X.Length + _input.Size + ((end - first) * windows.Positions)) * sizeof(float));
        var line = (float*)memory.Address;
        var image = line + windows.X.Length;
        var pooled = image + _input.Size;
        for (var plane = first; plane < end; plane++)
        {
            ImagePooling.Forward(
                PoolingKind.Max, windows, _input.Of((step * _planes) + plane, image), pooled + ((plane - first) * windows.Positions), line);
        }
        output.Pack(step, first * windows.Positions, new ReadOnlySpan<float>(pooled, (end - first) * windows.Positions));
    }

    /// <summary>So many planes are whole words.</summary>
    private static int Together(Windows windows)
    {
        var least = SpikeBits.WordBits >> Math.Min(BitOperations.TrailingZeroCount(windows.Positions), BitOperations.Log2(SpikeBits.WordBits));
        return Math.Max(1, PlanePooling<float>.Together / (windows.Pixels * least)) * least;
    }
}

/// <summary>The gradient of pooling by its input; that of spikes may come from bits.</summary>
internal sealed unsafe class PlanePoolingGradient<T>(PoolingKind kind, Windows windows, Planes<T> input, Planes<T> output, T* outputGradient)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The bytes of memory that <see cref="Fill"/> needs.</summary>
    public long Scratch => (long)(input.Size + input.Scratch + output.Scratch) * sizeof(T);

    /// <summary>Writes the gradient of channels of images, some at once.</summary>
    public void Write(int planes, T* inputGradient)
    {
        var work = new Whole(this, planes, input.Size, inputGradient);
        Parallelism.Run((planes + work.Together - 1) / work.Together, work);
    }

    /// <summary>The gradient of some numbers of a plane, by the rows of windows over them.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="place">The first of the numbers.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="scratch">Memory.</param>
    public void Fill(int plane, int place, int count, T* target, T* scratch)
    {
        var (along, width) = (windows.Y, windows.X.Length);
        var (top, bottom) = (place / width, ((place + count - 1) / width) + 1);
        var before = top + along.Padding - along.Kernel;
        var first = before < 0 ? 0 : (before / along.Stride) + 1;
        var end = Math.Min(along.Count, (bottom + along.Padding + along.Stride - 1) / along.Stride);
        if (first < end)
        {
            top = Math.Min(top, ImagePooling.Inside(along, first).First);
            bottom = Math.Max(bottom, ImagePooling.Inside(along, end - 1).End);
        }
        var dx = count == input.Size ? target : scratch;
        new Span<T>(dx + ((nint)top * width), (bottom - top) * width).Clear();
        if (first < end)
        {
            // only the largest depends on the numbers
            var isLargest = kind == PoolingKind.Max;
            var x = isLargest ? input.Of(plane, scratch + input.Size, top * width, bottom * width) : null;
            var pooled = scratch + input.Size + input.Scratch;
            var y = isLargest ? output.Of(plane, pooled, first * windows.X.Count, end * windows.X.Count) : null;
            ImagePooling.AddGradient(kind, windows, first, end, x, y, outputGradient + ((nint)plane * windows.Positions), dx);
        }
        if (dx != target) new ReadOnlySpan<T>(dx + place, count).CopyTo(new(target, count));
    }

    private sealed class Whole(PlanePoolingGradient<T> gradient, int planes, int size, T* target) : IWork
    {
        public int Together { get; } = Math.Max(1, PlanePooling<T>.Together / size);

        public void Run(int worker, int item)
        {
            using var memory = NativeBuffer.Rent(gradient.Scratch);
            for (var plane = item * Together; plane < Math.Min(planes, (item + 1) * Together); plane++)
                gradient.Fill(plane, 0, size, target + ((nint)plane * size), (T*)memory.Address);
        }
    }
}
