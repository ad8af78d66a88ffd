using System.Text;

namespace Neurons.Gpu;

/// <summary>A program of a device; it lives as long as the device.</summary>
internal sealed unsafe class OpenClProgram(OpenClDevice device, nint program) : DeviceProgram
{
    public override byte[] Compiled
    {
        get
        {
            nuint size;
            if (OpenCl.clGetProgramInfo(program, OpenCl.ProgramBinarySizes, (nuint)sizeof(nuint), &size, null) != OpenCl.Success) return [];
            var compiled = new byte[size];
            fixed (byte* first = compiled)
            {
                var place = first;
                return OpenCl.clGetProgramInfo(program, OpenCl.ProgramBinaries, (nuint)sizeof(byte*), &place, null) == OpenCl.Success
                    ? compiled
                    : [];
            }
        }
    }

    public override DeviceKernel Kernel(string name)
    {
        int error;
        nint kernel;
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            kernel = OpenCl.clCreateKernel(program, text, &error);
        device.Check(error, $"making the kernel {name}");
        return new OpenClKernel(device, kernel, name);
    }
}

/// <summary>A kernel of a device. Its arguments are part of it, so one thread at a time sets them and asks for a run.</summary>
internal sealed unsafe class OpenClKernel(OpenClDevice device, nint kernel, string name) : DeviceKernel(device)
{
    private readonly Lock _lock = new();

    private protected override void Launch(nint queue, long items, IReadOnlyList<KernelArguments.Argument> arguments)
    {
        lock (_lock)
        {
            for (var i = 0; i < arguments.Count; i++)
            {
                var (memory, _, bits, size) = arguments[i];
                var handle = memory?.Handle ?? 0;
                device.Check(
                    memory is null
                        ? OpenCl.clSetKernelArg(kernel, (uint)i, (nuint)size, &bits)
                        : OpenCl.clSetKernelArg(kernel, (uint)i, (nuint)sizeof(nint), &handle),
                    $"argument {i} of {name}");
            }

            nuint local = GroupSize, global = (nuint)((items + GroupSize - 1) / GroupSize * GroupSize);
            device.Check(OpenCl.clEnqueueNDRangeKernel(queue, kernel, 1, null, &global, &local, 0, null, null), $"running {name}");
            // the device begins at once
            device.Check(OpenCl.clFlush(queue), $"running {name}");
        }
    }
}
