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
    private readonly Planes<float> _input = new(windows.Y.Length * windows.X.Length, spikes);
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
        return Math.Max(1, PlanePooling<float>.Together / (windows.Y.Length * windows.X.Length * least)) * least;
    }
}

/// <summary>The gradient of pooling by its input, channels of images, some at once. That of spikes may come from bits.</summary>
internal sealed unsafe class PlanePoolingGradient<T>(
    PoolingKind kind, Windows windows, int planes, Planes<T> input, Planes<T> output, T* outputGradient, T* inputGradient) : IWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _together = Math.Max(1, PlanePooling<T>.Together / input.Size);

    public void Run() => Parallelism.Run((planes + _together - 1) / _together, this);

    void IWork.Run(int worker, int item)
    {
        using var memory = NativeBuffer.Rent((long)(input.Scratch + output.Scratch) * sizeof(T));
        var image = (T*)memory.Address;
        for (var plane = item * _together; plane < Math.Min(planes, (item + 1) * _together); plane++)
        {
            // only the largest depends on the numbers
            var isLargest = kind == PoolingKind.Max;
            var x = isLargest ? input.Of(plane, image) : null;
            var y = isLargest ? output.Of(plane, image + input.Scratch) : null;
            ImagePooling.Gradient(
                kind, windows, x, y, outputGradient + ((nint)plane * windows.Positions), inputGradient + ((nint)plane * input.Size));
        }
    }
}
