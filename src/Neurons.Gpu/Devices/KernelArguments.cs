namespace Neurons.Gpu;

/// <summary>The arguments of a kernel, in order.</summary>
internal sealed class KernelArguments
{
    private readonly List<Argument> _list = [];

    public IReadOnlyList<Argument> List => _list;

    public KernelArguments Add(DeviceMemory memory)
    {
        _list.Add(new(memory, 0, 0));
        return this;
    }

    public KernelArguments Add(uint number)
    {
        _list.Add(new(null, number, sizeof(uint)));
        return this;
    }

    public KernelArguments Add(ulong number)
    {
        _list.Add(new(null, number, sizeof(ulong)));
        return this;
    }

    /// <summary>A number in the precision of the kernel.</summary>
    public KernelArguments Add(double number, Precision precision)
    {
        _list.Add(precision.IsFloat32
            ? new(null, BitConverter.SingleToUInt32Bits((float)number), sizeof(float))
            : new(null, BitConverter.DoubleToUInt64Bits(number), sizeof(double)));
        return this;
    }

    /// <summary>Memory, or so many bytes of a number, the lowest first.</summary>
    public readonly record struct Argument(DeviceMemory? Memory, ulong Bits, int Size);
}
