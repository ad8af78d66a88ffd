namespace Neurons.Gpu;

/// <summary>A module of a device; it lives as long as the device.</summary>
internal sealed unsafe class CudaProgram(CudaDevice device, nint module, byte[] compiled) : DeviceProgram
{
    public override byte[] Compiled => compiled;

    public override DeviceKernel Kernel(string name)
    {
        using var here = device.Enter();
        nint function;
        fixed (byte* text = Cuda.Text(name))
            device.Check(Cuda.cuModuleGetFunction(&function, module, text), $"finding the kernel {name}");
        return new CudaKernel(device, function, name);
    }
}

/// <summary>A kernel of a device.</summary>
internal sealed unsafe class CudaKernel(CudaDevice device, nint function, string name) : DeviceKernel(device)
{
    private protected override void Launch(nint queue, long items, IReadOnlyList<KernelArguments.Argument> arguments)
    {
        var count = arguments.Count;
        var values = stackalloc ulong[count];
        var places = stackalloc void*[count];
        for (var i = 0; i < count; i++)
        {
            var (memory, _, bits, _) = arguments[i];
            values[i] = memory is null ? bits : (ulong)memory.Handle;
            places[i] = values + i;
        }

        using var here = device.Enter();
        device.Check(
            Cuda.cuLaunchKernel(function, (uint)((items + GroupSize - 1) / GroupSize), 1, 1, GroupSize, 1, 1, 0, queue, places, null),
            $"running {name}");
    }
}
