using System.Numerics;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>What is done on a device with memory of any meaning.</summary>
internal static class DeviceTools
{
    /// <summary>Gives all elements one value.</summary>
    public static void Fill<T>(DeviceTensor<T> tensor, T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var precision = PrecisionModule.ofType<T>();
        Kernel(tensor.Device, precision, ToolsText.Fill).Run(
            tensor.Count,
            new KernelArguments().Add(Number(tensor.Count)).Add(tensor.Memory).Add(double.CreateChecked(value), precision));
    }

    /// <summary>The sum of each column of a matrix, by the tree that adds neighbouring rows; the bits of the processor's sums.</summary>
    public static DeviceTensor<T> SumRows<T>(DeviceTensor<T> matrix, long rows, long columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var device = matrix.Device;
        var kernel = Kernel(device, PrecisionModule.ofType<T>(), ToolsText.Sum);
        var source = matrix;
        while (rows > 1)
        {
            var left = (rows + ToolsText.Rows - 1) / ToolsText.Rows;
            var sums = device.Allocate<T>((nint)left, (nint)columns);
            kernel.Run(
                left * columns,
                new KernelArguments().Add(Number(left * columns)).Add(Number(rows)).Add(Number(columns)).Add(source.Memory).Add(sums.Memory));
            if (!ReferenceEquals(source, matrix)) source.Dispose();
            (source, rows) = (sums, left);
        }

        return source;
    }

    /// <summary>Spikes of which a word holds 32 steps of a neuron, as words of 64 neurons.</summary>
    public static DeviceMemory Transpose(Device device, DeviceMemory packed, int steps, int neurons, int wordsPerStep)
    {
        const int Halves = SpikeBits.WordBits / ToolsText.WordBits;
        var words = device.Take((long)steps * wordsPerStep * sizeof(ulong), $"the bits of {steps} steps");
        var items = (long)((steps + ToolsText.WordBits - 1) / ToolsText.WordBits) * wordsPerStep * Halves;
        Kernel(device, Precision.Float32, ToolsText.Transpose).Run(
            items,
            new KernelArguments()
                .Add(Number(items)).Add((uint)neurons).Add((uint)steps).Add((uint)(wordsPerStep * Halves)).Add(packed).Add(words));
        return words;
    }

    /// <summary>Items, rows and columns are counted in 32 bits.</summary>
    public static uint Number(long count) => count <= uint.MaxValue
        ? (uint)count
        : throw new ArgumentException($"A kernel has {count} items; at most {uint.MaxValue} are possible.");

    private static DeviceKernel Kernel(Device device, Precision precision, string name) =>
        device.Tool(precision, name, ToolsText.Of);
}
