namespace Neurons.Gpu;

/// <summary>A compiled source.</summary>
internal abstract class DeviceProgram
{
    /// <summary>Its compiled form, to be kept on disk; empty where there is none.</summary>
    public abstract byte[] Compiled { get; }

    public abstract DeviceKernel Kernel(string name);
}

/// <summary>A kernel, ready to run.</summary>
internal abstract class DeviceKernel(Device device)
{
    /// <summary>Items that share a processor.</summary>
    public const int GroupSize = 64;

    /// <summary>Asks for a run of so many items, at least; a kernel returns at once for those beyond.</summary>
    public void Run(long items, KernelArguments arguments)
    {
        if (items == 0) return;
        var stream = device.Current;
        foreach (var (memory, isRead, _, _) in arguments.List)
        {
            if (isRead) memory?.ReadBy(stream);
            else memory?.WrittenBy(stream);
        }

        using var queue = stream.Lease();
        Launch(queue.Handle, items, arguments.List);
        GC.KeepAlive(arguments);
    }

    private protected abstract void Launch(nint queue, long items, IReadOnlyList<KernelArguments.Argument> arguments);
}
