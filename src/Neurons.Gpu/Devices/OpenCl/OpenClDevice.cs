using System.Text;

namespace Neurons.Gpu;

/// <summary>A device of OpenCL, with a context of its own, which is made when it is first needed.</summary>
internal sealed unsafe class OpenClDevice : Device
{
    private readonly nint _device;
    private readonly Lazy<nint> _context;
    private readonly string _options;

    private OpenClDevice(int number, nint platform, nint device)
        : base("opencl", number)
    {
        _device = device;
        Name = Text(device, OpenCl.DeviceName);
        var version = Text((size, text, needed) => OpenCl.clGetPlatformInfo(platform, OpenCl.PlatformVersion, size, text, needed));
        Driver = $"{version}; {Text(device, OpenCl.DeviceVersion)}; {Text(device, OpenCl.DriverVersion)}";
        var type = Number(device, OpenCl.DeviceType);
        Kind = (type & OpenCl.Gpu) != 0 ? DeviceKind.Gpu : (type & OpenCl.Cpu) != 0 ? DeviceKind.Cpu : DeviceKind.Accelerator;
        Memory = (long)Number(device, OpenCl.DeviceMemory);
        LargestAllocation = (long)Number(device, OpenCl.DeviceLargestAllocation);
        HasFloat64 = Number(device, OpenCl.DeviceDouble) != 0;
        var single = Number(device, OpenCl.DeviceSingle);
        var roundsQuotients = (single & OpenCl.RoundsQuotients) != 0;
        IsExact = roundsQuotients && (single & OpenCl.Denormals) != 0 && (single & OpenCl.RoundsToNearest) != 0;
        // warnings would be in the way of errors
        _options = $"-cl-std=CL1.2 -w{(roundsQuotients ? " -cl-fp32-correctly-rounded-divide-sqrt" : "")}";
        _context = new(Connect);
    }

    /// <summary>Why there is none.</summary>
    public static string Missing { get; private set; } = "";

    public override string Name { get; }

    public override string Driver { get; }

    public override DeviceKind Kind { get; }

    public override long Memory { get; }

    public override long LargestAllocation { get; }

    public override bool HasFloat64 { get; }

    public override bool IsExact { get; }

    internal override KernelLanguage Language => KernelLanguage.OpenCl;

    // PoCL would compile each kernel a second time to give its compiled form.
    internal override bool KeepsKernels => Driver.Contains("PoCL", StringComparison.Ordinal);

    /// <summary>The devices of all platforms that are available and have a compiler.</summary>
    public static IEnumerable<Device> Find()
    {
        if (!NativeLibraries.IsPresent(NativeLibraries.OpenCl))
        {
            Missing = "OpenCL's library is not found (on Debian: ocl-icd-libopencl1, and the driver of the device, such as pocl-opencl-icd)";
            return [];
        }

        var found = new List<Device>();
        foreach (var platform in Platforms())
        {
            foreach (var device in Devices(platform))
            {
                if (Number(device, OpenCl.DeviceAvailable, sizeof(uint)) != 0 && Number(device, OpenCl.DeviceCompiler, sizeof(uint)) != 0)
                    found.Add(new OpenClDevice(found.Count, platform, device));
            }
        }

        if (found.Count == 0) Missing = "OpenCL knows no device: the driver of the device is missing (for processors: pocl-opencl-icd)";
        return found;
    }

    internal void Check(int error, string what)
    {
        if (error != OpenCl.Success) throw new DeviceException($"{this}: {what} failed: {OpenCl.Error(error)}.");
    }

    internal override nint New(long bytes, out string? problem)
    {
        int error;
        var memory = OpenCl.clCreateBuffer(_context.Value, OpenCl.ReadWrite, (nuint)bytes, null, &error);
        problem = error == OpenCl.Success ? null : OpenCl.Error(error);
        return memory;
    }

    internal override void Free(nint handle) => _ = OpenCl.clReleaseMemObject(handle);

    internal override nint Borrow(nint address, long bytes)
    {
        if (Kind != DeviceKind.Cpu)
            throw new DeviceException($"{this} works in memory of its own, which has no addresses; copy to it.");
        int error;
        var memory = OpenCl.clCreateBuffer(_context.Value, OpenCl.ReadWrite | OpenCl.UseHostPointer, (nuint)bytes, (void*)address, &error);
        Check(error, "seeing this machine's memory");
        return memory;
    }

    private protected override void Settle(DeviceStream stream)
    {
        if (stream.IsOpen) stream.Synchronize();
    }

    private protected override void Unborrow(nint handle, long bytes)
    {
        // a device may keep what it wrote elsewhere, until it is looked at
        if (First.IsOpen)
        {
            using var queue = First.Lease();
            int error;
            var place = OpenCl.clEnqueueMapBuffer(
                queue.Handle, handle, OpenCl.Blocking, OpenCl.MapToRead, 0, (nuint)bytes, 0, null, null, &error);
            if (error == OpenCl.Success && OpenCl.clEnqueueUnmapMemObject(queue.Handle, handle, place, 0, null, null) == OpenCl.Success)
                _ = OpenCl.clFinish(queue.Handle);
        }

        Free(handle);
    }

    internal override nint OpenQueue(bool isFirst)
    {
        int error;
        var queue = OpenCl.clCreateCommandQueue(_context.Value, _device, 0, &error);
        Check(error, "making a queue");
        return queue;
    }

    internal override void CloseQueue(nint queue) => _ = OpenCl.clReleaseCommandQueue(queue);

    internal override void Finish(nint queue) => Check(OpenCl.clFinish(queue), "what was asked of it");

    internal override void Await(nint queue, nint other)
    {
        nint done;
        Check(OpenCl.clEnqueueMarkerWithWaitList(other, 0, null, &done), "marking a queue");
        var error = OpenCl.clFlush(other);
        if (error == OpenCl.Success) error = OpenCl.clEnqueueBarrierWithWaitList(queue, 1, &done, null);
        _ = OpenCl.clReleaseEvent(done);
        Check(error, "waiting for another queue");
    }

    private protected override void Write(nint queue, DeviceMemory target, ref readonly byte first, long bytes)
    {
        fixed (byte* source = &first)
        {
            Check(
                OpenCl.clEnqueueWriteBuffer(queue, target.Handle, OpenCl.Blocking, 0, (nuint)bytes, source, 0, null, null),
                "copying to the device");
        }
    }

    private protected override void Read(nint queue, DeviceMemory source, ref byte first, long bytes)
    {
        fixed (byte* target = &first)
        {
            Check(
                OpenCl.clEnqueueReadBuffer(queue, source.Handle, OpenCl.Blocking, 0, (nuint)bytes, target, 0, null, null),
                "copying from the device");
        }
    }

    private protected override void Copy(nint queue, DeviceMemory source, DeviceMemory target)
    {
        Check(
            OpenCl.clEnqueueCopyBuffer(queue, source.Handle, target.Handle, 0, 0, (nuint)source.Length, 0, null, null),
            "copying within the device");
    }

    internal override DeviceProgram Compile(string source, bool optimized)
    {
        var text = Encoding.UTF8.GetBytes(source);
        int error;
        nint program;
        fixed (byte* first = text)
        {
            var (place, length) = ((nint)first, (nuint)text.Length);
            program = OpenCl.clCreateProgramWithSource(_context.Value, 1, (byte**)&place, &length, &error);
        }

        Check(error, "making a program");
        error = Build(program, optimized);
        if (error == OpenCl.Success) return new OpenClProgram(this, program);
        var log = Text((size, text, needed) => OpenCl.clGetProgramBuildInfo(program, _device, OpenCl.BuildLog, size, text, needed));
        _ = OpenCl.clReleaseProgram(program);
        throw new DeviceException($"{this}: a kernel is not compiled: {OpenCl.Error(error)}.\n{Explained(log, source)}");
    }

    internal override DeviceProgram? Load(byte[] compiled)
    {
        int status, error;
        nint program;
        var device = _device;
        fixed (byte* first = compiled)
        {
            var (place, length) = ((nint)first, (nuint)compiled.Length);
            program = OpenCl.clCreateProgramWithBinary(_context.Value, 1, &device, &length, (byte**)&place, &status, &error);
        }

        if (error != OpenCl.Success || status != OpenCl.Success) return null;
        if (Build(program, true) == OpenCl.Success) return new OpenClProgram(this, program);
        _ = OpenCl.clReleaseProgram(program);
        return null;
    }

    private int Build(nint program, bool optimized)
    {
        var device = _device;
        fixed (byte* options = Encoding.UTF8.GetBytes($"{_options}{(optimized ? "" : " -cl-opt-disable")}\0"))
            return OpenCl.clBuildProgram(program, 1, &device, options, 0, 0);
    }

    private nint Connect()
    {
        int error;
        var device = _device;
        var context = OpenCl.clCreateContext(null, 1, &device, 0, 0, &error);
        Check(error, "making a context");
        return context;
    }

    private static nint[] Platforms()
    {
        uint count;
        if (OpenCl.clGetPlatformIDs(0, null, &count) != OpenCl.Success) return [];
        var platforms = new nint[count];
        fixed (nint* first = platforms)
            return OpenCl.clGetPlatformIDs(count, first, null) == OpenCl.Success ? platforms : [];
    }

    private static nint[] Devices(nint platform)
    {
        uint count;
        if (OpenCl.clGetDeviceIDs(platform, OpenCl.AllDevices, 0, null, &count) != OpenCl.Success) return [];
        var devices = new nint[count];
        fixed (nint* first = devices)
            return OpenCl.clGetDeviceIDs(platform, OpenCl.AllDevices, count, first, null) == OpenCl.Success ? devices : [];
    }

    /// <summary>A number of at most 64 bits; 0 where the device does not know of it.</summary>
    private static ulong Number(nint device, uint what, int size = sizeof(ulong))
    {
        ulong value = 0;
        return OpenCl.clGetDeviceInfo(device, what, (nuint)size, &value, null) == OpenCl.Success ? value : 0;
    }

    private static string Text(nint device, uint what) =>
        Text((size, text, needed) => OpenCl.clGetDeviceInfo(device, what, size, text, needed));

    /// <summary>A text of OpenCL's: asked for its length, then for its letters; empty where there is none.</summary>
    private static string Text(Info info)
    {
        nuint size;
        if (info(0, null, &size) != OpenCl.Success) return "";
        var text = new byte[size];
        fixed (byte* first = text)
            _ = info(size, first, null);
        return Encoding.UTF8.GetString(text).TrimEnd('\0').Trim();
    }

    private delegate int Info(nuint size, byte* text, nuint* needed);
}
