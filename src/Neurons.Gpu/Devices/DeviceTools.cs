using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>What is done on a device with memory of any meaning.</summary>
internal static class DeviceTools
{
    /// <summary>Gives all elements one value, rounded where they have fewer bits.</summary>
    public static void Fill<T>(DeviceTensor<T> tensor, double value)
        where T : unmanaged
    {
        var precision = Element<T>.Precision;
        var kernel = Element<T>.Storage == Storage.Full
            ? Kernel(tensor.Device, precision, ToolsText.Fill)
            : tensor.Device.Tool(Element<T>.Storage, StorageText.Fill);
        kernel.Run(tensor.Count, new KernelArguments().Add(Number(tensor.Count)).Add(tensor.Memory).Add(value, precision));
    }

    /// <summary>The sum of each column of a matrix, by the tree that adds neighbouring rows; the bits of the processor's sums.</summary>
    public static DeviceTensor<T> SumRows<T>(DeviceTensor<T> matrix, long rows, long columns)
        where T : unmanaged
    {
        var sums = SumRows(matrix.Device, Element<T>.Precision, matrix.Memory, rows, columns);
        return ReferenceEquals(sums, matrix.Memory) ? matrix : new(matrix.Device, [(nint)columns], columns, sums);
    }

    /// <summary>The sums of a matrix of numbers that are computed with in a precision; one row is its own sum.</summary>
    public static DeviceMemory SumRows(Device device, Precision precision, DeviceMemory matrix, long rows, long columns)
    {
        var kernel = Kernel(device, precision, ToolsText.Sum);
        var source = matrix;
        while (rows > 1)
        {
            var left = (rows + ToolsText.Rows - 1) / ToolsText.Rows;
            var sums = Numbers(device, precision, [(nint)left, (nint)columns]);
            kernel.Run(
                left * columns,
                new KernelArguments().Add(Number(left * columns)).Add(Number(rows)).Add(Number(columns)).Read(source).Add(sums));
            if (!ReferenceEquals(source, matrix)) source.Dispose();
            (source, rows) = (sums, left);
        }

        return source;
    }

    /// <summary>Memory for numbers as they are computed with.</summary>
    public static DeviceMemory Numbers(Device device, Precision precision, ReadOnlySpan<nint> shape) =>
        precision.IsFloat64 ? device.Allocate<double>(shape).Memory : device.Allocate<float>(shape).Memory;

    /// <summary>A tensor of numbers that were computed: the same memory, or other where they are kept in fewer bits.</summary>
    public static DeviceTensor<T> Stored<T>(Device device, ReadOnlySpan<nint> shape, DeviceMemory computed)
        where T : unmanaged
    {
        var count = Shapes.Elements(shape);
        if (Element<T>.Storage == Storage.Full) return new(device, shape, count, computed);
        using (computed) return new DeviceTensor<float>(device, shape, count, computed).To<T>();
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
                .Add(Number(items)).Add((uint)neurons).Add((uint)steps).Add((uint)(wordsPerStep * Halves)).Read(packed).Add(words));
        return words;
    }

    /// <summary>Items, rows and columns are counted in 32 bits.</summary>
    public static uint Number(long count) => count <= uint.MaxValue
        ? (uint)count
        : throw new ArgumentException($"A kernel has {count} items; at most {uint.MaxValue} are possible.");

    private static DeviceKernel Kernel(Device device, Precision precision, string name) =>
        device.Tool(precision, name, ToolsText.Of);
}
