using System.Text;

namespace Neurons.Gpu;

/// <summary>
/// A device of CUDA, with its primary context, which other libraries of the process share; the first stream is the context's default.
/// </summary>
internal sealed unsafe class CudaDevice : Device
{
    private readonly int _architecture;
    private readonly Lazy<nint> _context;

    private CudaDevice(int number, int device, int driver)
        : base("cuda", number)
    {
        var name = new byte[256];
        fixed (byte* first = name)
            _ = Cuda.cuDeviceGetName(first, name.Length, device);
        Name = Encoding.UTF8.GetString(name).TrimEnd('\0');
        nuint bytes;
        Memory = Cuda.cuDeviceTotalMem_v2(&bytes, device) == Cuda.Success ? (long)bytes : 0;
        int major, minor;
        _ = Cuda.cuDeviceGetAttribute(&major, Cuda.MajorVersion, device);
        _ = Cuda.cuDeviceGetAttribute(&minor, Cuda.MinorVersion, device);
        _architecture = 10 * major + minor;
        Driver = $"CUDA {driver / 1000}.{driver % 1000 / 10}, compute capability {major}.{minor}, NVRTC {Nvrtc.Version}";
        _context = new(() =>
        {
            nint context;
            Check(Cuda.cuDevicePrimaryCtxRetain(&context, device), "making a context");
            return context;
        });
    }

    /// <summary>Why there is none.</summary>
    public static string Missing { get; private set; } = "";

    public override string Name { get; }

    public override string Driver { get; }

    public override DeviceKind Kind => DeviceKind.Gpu;

    public override long Memory { get; }

    public override long LargestAllocation => Memory;

    public override bool HasFloat64 => true;

    public override bool IsExact => true;

    internal override KernelLanguage Language => KernelLanguage.Cuda;

    /// <summary>The devices of the driver, where there are one and a compiler.</summary>
    public static IEnumerable<Device> Find()
    {
        if (!NativeLibraries.IsPresent(NativeLibraries.Cuda))
        {
            Missing = "CUDA's driver, libcuda, is not found (it is part of NVIDIA's driver)";
            return [];
        }

        if (!NativeLibraries.IsPresent(NativeLibraries.Nvrtc))
        {
            Missing = "CUDA's compiler, libnvrtc, is not found (it is part of the CUDA toolkit)";
            return [];
        }

        var error = Cuda.cuInit(0);
        int count = 0, version = 0;
        if (error == Cuda.Success) error = Cuda.cuDeviceGetCount(&count);
        if (error != Cuda.Success || count == 0)
        {
            Missing = error == Cuda.Success ? "CUDA knows no device" : $"CUDA does not start: {Cuda.Error(error)}";
            return [];
        }

        _ = Cuda.cuDriverGetVersion(&version);
        var found = new List<Device>();
        for (var number = 0; number < count; number++)
        {
            int device;
            if (Cuda.cuDeviceGet(&device, number) == Cuda.Success) found.Add(new CudaDevice(number, device, version));
        }

        return found;
    }

    /// <summary>Makes the context that of this thread, until what is returned is disposed of: other libraries may be in another.</summary>
    internal Entered Enter()
    {
        var entered = new Entered(_context.Value, out var error);
        Check(error, "going to its context");
        return entered;
    }

    internal void Check(int error, string what)
    {
        if (error != Cuda.Success) throw new DeviceException($"{this}: {what} failed: {Cuda.Error(error)}.");
    }

    internal override nint New(long bytes, out string? problem)
    {
        using var here = Enter();
        nint memory;
        var error = Cuda.cuMemAlloc_v2(&memory, (nuint)bytes);
        problem = error == Cuda.Success ? null : Cuda.Error(error);
        return memory;
    }

    internal override void Free(nint handle)
    {
        // a context that is lost has no memory to give back
        using var here = new Entered(_context.Value, out var error);
        if (error == Cuda.Success) _ = Cuda.cuMemFree_v2(handle);
    }

    internal override nint Borrow(nint address, long bytes) => address;

    private protected override void Settle(DeviceStream stream) => First.WaitFor(stream);

    private protected override void Unborrow(nint handle, long bytes) { }

    internal override nint OpenQueue(bool isFirst)
    {
        // the default stream, in which other libraries of the process work
        if (isFirst) return 0;
        using var here = Enter();
        nint stream;
        Check(Cuda.cuStreamCreate(&stream, Cuda.NonBlocking), "making a stream");
        return stream;
    }

    internal override void CloseQueue(nint queue)
    {
        if (queue == 0) return;
        using var here = new Entered(_context.Value, out var error);
        if (error == Cuda.Success) _ = Cuda.cuStreamDestroy_v2(queue);
    }

    internal override void Finish(nint queue)
    {
        using var here = Enter();
        Check(Cuda.cuStreamSynchronize(queue), "what was asked of it");
    }

    internal override void Await(nint queue, nint other)
    {
        using var here = Enter();
        nint done;
        Check(Cuda.cuEventCreate(&done, Cuda.DisableTiming), "making an event");
        var error = Cuda.cuEventRecord(done, other);
        if (error == Cuda.Success) error = Cuda.cuStreamWaitEvent(queue, done, 0);
        // the driver keeps it until it has happened
        _ = Cuda.cuEventDestroy_v2(done);
        Check(error, "waiting for another stream");
    }

    private protected override void Write(nint queue, DeviceMemory target, ref readonly byte first, long bytes)
    {
        using var here = Enter();
        fixed (byte* source = &first)
        {
            Check(Cuda.cuMemcpyHtoDAsync_v2(target.Handle, source, (nuint)bytes, queue), "copying to the device");
            Check(Cuda.cuStreamSynchronize(queue), "copying to the device");
        }
    }

    private protected override void Read(nint queue, DeviceMemory source, ref byte first, long bytes)
    {
        using var here = Enter();
        fixed (byte* target = &first)
        {
            Check(Cuda.cuMemcpyDtoHAsync_v2(target, source.Handle, (nuint)bytes, queue), "copying from the device");
            Check(Cuda.cuStreamSynchronize(queue), "copying from the device");
        }
    }

    private protected override void Copy(nint queue, DeviceMemory source, DeviceMemory target)
    {
        using var here = Enter();
        Check(Cuda.cuMemcpyDtoDAsync_v2(target.Handle, source.Handle, (nuint)source.Length, queue), "copying within the device");
    }

    internal override DeviceProgram Compile(string source, bool optimized)
    {
        var (compiled, log) = Nvrtc.Compile(source, _architecture);
        if (compiled is null) throw new DeviceException($"{this}: a kernel is not compiled.\n{Explained(log, source)}");
        return Load(compiled) ?? throw new DeviceException($"{this}: the driver does not take what its compiler made of a kernel.");
    }

    internal override DeviceProgram? Load(byte[] compiled)
    {
        using var here = Enter();
        nint module;
        fixed (byte* image = compiled)
            return Cuda.cuModuleLoadData(&module, image) == Cuda.Success ? new CudaProgram(this, module, compiled) : null;
    }

    /// <summary>A thread in a context; it goes back to that of before.</summary>
    internal readonly ref struct Entered
    {
        private readonly nint _before;
        private readonly bool _isOther;

        public Entered(nint context, out int error)
        {
            nint before;
            error = Cuda.cuCtxGetCurrent(&before);
            _before = before;
            if (error != Cuda.Success || before == context) return;
            error = Cuda.cuCtxSetCurrent(context);
            _isOther = error == Cuda.Success;
        }

        public void Dispose()
        {
            if (_isOther) _ = Cuda.cuCtxSetCurrent(_before);
        }
    }
}
