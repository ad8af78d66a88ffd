namespace Neurons.Gpu;

/// <summary>The arguments of a kernel, in order.</summary>
internal sealed class KernelArguments
{
    private readonly List<Argument> _list = [];

    public IReadOnlyList<Argument> List => _list;

    /// <summary>Memory that the kernel writes, and perhaps reads.</summary>
    public KernelArguments Add(DeviceMemory memory)
    {
        _list.Add(new(memory, false, 0, 0));
        return this;
    }

    /// <summary>Memory that the kernel reads alone, as kernels of several streams may at once.</summary>
    public KernelArguments Read(DeviceMemory memory)
    {
        _list.Add(new(memory, true, 0, 0));
        return this;
    }

    public KernelArguments Add(uint number)
    {
        _list.Add(new(null, false, number, sizeof(uint)));
        return this;
    }

    public KernelArguments Add(ulong number)
    {
        _list.Add(new(null, false, number, sizeof(ulong)));
        return this;
    }

    /// <summary>A number in the precision of the kernel.</summary>
    public KernelArguments Add(double number, Precision precision)
    {
        _list.Add(precision.IsFloat32
            ? new(null, false, BitConverter.SingleToUInt32Bits((float)number), sizeof(float))
            : new(null, false, BitConverter.DoubleToUInt64Bits(number), sizeof(double)));
        return this;
    }

    /// <summary>Memory, and whether it is read alone; or so many bytes of a number, the lowest first.</summary>
    public readonly record struct Argument(DeviceMemory? Memory, bool IsRead, ulong Bits, int Size);
}
