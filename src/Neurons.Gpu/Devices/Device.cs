using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>
/// A device that kernels run on. What is asked of it is done in order; calls return before it is done, but for those that copy from the device.
/// Several threads may use one device.
/// </summary>
public abstract class Device
{
    private static readonly Lazy<Device[]> _all = new(() => [.. CudaDevice.Find(), .. OpenClDevice.Find()]);
    private readonly Lazy<KernelCache> _kernels;
    private readonly DevicePool _pool;
    private readonly ConcurrentDictionary<(bool IsFloat64, string Name), DeviceKernel> _tools = new();
    private readonly ConcurrentDictionary<(Storage Storage, string Name), DeviceKernel> _storageTools = new();
    private long _allocated;

    private protected Device(string sort, int number)
    {
        Id = $"{sort}:{number}";
        _kernels = new(() => new(this, KeepsKernels ? null : KernelCache.UsersFolder()));
        _pool = new(this);
    }

    /// <summary>All devices: those of CUDA, then those of OpenCL; a card may be one of each. Empty where no library of theirs is found.</summary>
    public static IReadOnlyList<Device> All => _all.Value;

    /// <summary>What is missing where there is no device; empty where there is one.</summary>
    public static string WhyNone => All.Count > 0 ? "" : $"There is no device: {OpenClDevice.Missing}; {CudaDevice.Missing}.";

    /// <summary>The first graphics card, else the first device.</summary>
    /// <exception cref="DeviceException">There is none; the message says what is missing.</exception>
    public static Device Default =>
        All.FirstOrDefault(device => device.Kind == DeviceKind.Gpu) ?? (All.Count > 0 ? All[0] : throw new DeviceException(WhyNone));

    /// <summary>The name of the device in this process, such as <c>opencl:0</c>.</summary>
    public string Id { get; }

    /// <summary>The name that its maker gave it.</summary>
    public abstract string Name { get; }

    /// <summary>The versions of the driver, on which the compiled form of a kernel depends.</summary>
    public abstract string Driver { get; }

    /// <summary>What it is.</summary>
    public abstract DeviceKind Kind { get; }

    /// <summary>Its memory in bytes.</summary>
    public abstract long Memory { get; }

    /// <summary>The largest piece of it that can be had, in bytes.</summary>
    public abstract long LargestAllocation { get; }

    /// <summary>Whether it computes in float64.</summary>
    public abstract bool HasFloat64 { get; }

    /// <summary>
    /// Whether it rounds quotients and roots of float32 correctly and keeps subnormal numbers. Its results then have the bits of the processor's;
    /// else they differ in the last ones.
    /// </summary>
    public abstract bool IsExact { get; }

    /// <summary>The bytes that tensors of this device hold now.</summary>
    public long Allocated => Interlocked.Read(ref _allocated);

    internal abstract KernelLanguage Language { get; }

    /// <summary>Whether the driver keeps compiled kernels on disk itself.</summary>
    internal virtual bool KeepsKernels => false;

    /// <summary>The device of a name: <c>opencl:0</c>, <c>cuda:1</c>, or <c>opencl</c> for the first of these.</summary>
    /// <param name="text">The name, in any case.</param>
    /// <exception cref="DeviceException">There is no such device; the message says which there are, or what is missing.</exception>
    public static Device Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var id = text.Contains(':', StringComparison.Ordinal) ? text : $"{text}:0";
        return All.FirstOrDefault(device => device.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? throw new DeviceException(All.Count == 0
                ? $"There is no device '{text}'. {WhyNone}"
                : $"There is no device '{text}'; there are {string.Join(", ", All.Select(device => $"{device.Id} ({device.Name})"))}.");
    }

    /// <summary>Waits until all that was asked of the device is done.</summary>
    /// <exception cref="DeviceException">Something of it failed.</exception>
    public abstract void Synchronize();

    /// <summary>Gives memory that no tensor holds back to the driver. Else some is kept for the next ones.</summary>
    public void Trim() => _pool.Clear();

    /// <summary>A tensor in the device's memory; its numbers are whatever was there.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="shape">The lengths; 0 is allowed.</param>
    /// <exception cref="DeviceException">There is not enough memory, or the device has no float64.</exception>
    public DeviceTensor<T> Allocate<T>(params ReadOnlySpan<nint> shape)
        where T : unmanaged
    {
        Require<T>();
        foreach (var length in shape)
        {
            if (length < 0) throw new ArgumentException($"The shape is {Shapes.Text(shape)}; no length may be below 0.", nameof(shape));
        }

        var size = (double)Unsafe.SizeOf<T>();
        foreach (var length in shape) size *= length;
        if (size >= long.MaxValue) throw new DeviceException($"{this}: {Shapes.Text(shape)} is larger than any memory.");
        var count = 1L;
        foreach (var length in shape) count *= length;
        return new(this, shape, count, Take(count * Unsafe.SizeOf<T>(), Shapes.Text(shape)));
    }

    /// <summary>A tensor of zeros in the device's memory.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="shape">The lengths; 0 is allowed.</param>
    /// <exception cref="DeviceException">There is not enough memory, or the device has no float64.</exception>
    public DeviceTensor<T> Zeros<T>(params ReadOnlySpan<nint> shape)
        where T : unmanaged
    {
        var tensor = Allocate<T>(shape);
        DeviceTools.Fill(tensor, 0);
        return tensor;
    }

    /// <summary>Copies a tensor to the device.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="values">The numbers.</param>
    /// <exception cref="DeviceException">There is not enough memory, or the device has no float64.</exception>
    public DeviceTensor<T> Copy<T>(Tensor<T> values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        var tensor = Allocate<T>(values.Lengths);
        tensor.CopyFrom(values);
        return tensor;
    }

    /// <summary>The name and what it is.</summary>
    public override string ToString() => $"{Id} ({Name})";

    /// <summary>Refuses an element type that it cannot compute with.</summary>
    internal void Require<T>()
        where T : unmanaged
    {
        if (!Element<T>.IsKnown) throw new NotSupportedException(Element<T>.Problem);
        if (Element<T>.Precision.IsFloat64 && !HasFloat64)
            throw new DeviceException($"{this} does not compute in float64; use float32.");
    }

    internal DeviceMemory Take(long bytes, string what)
    {
        if (bytes > LargestAllocation)
        {
            throw new DeviceException(
                $"{this}: {Bytes(bytes)} were asked for, for {what}; of its {Bytes(Memory)} it gives {Bytes(LargestAllocation)} at most in a piece.");
        }

        var handle = _pool.Take(AtLeastOne(bytes), out var problem);
        if (problem is not null)
        {
            throw new DeviceException(
                $"{this}: {Bytes(bytes)} were asked for, for {what}, beside the {Bytes(Allocated)} in use of its {Bytes(Memory)}: {problem}.");
        }

        Interlocked.Add(ref _allocated, bytes);
        return new(this, handle, bytes);
    }

    internal void Give(nint handle, long bytes)
    {
        _pool.Give(handle, AtLeastOne(bytes));
        Interlocked.Add(ref _allocated, -bytes);
    }

    /// <summary>The kernel of a name in a source, compiled once.</summary>
    internal DeviceKernel Kernel(string source, string name) => _kernels.Value.Get(source, name);

    /// <summary>A kernel that is the same for all that use it, by its name: its text is made once.</summary>
    internal DeviceKernel Tool(Precision precision, string name, Func<KernelLanguage, Precision, string> text) =>
        _tools.TryGetValue((precision.IsFloat64, name), out var known)
            ? known
            : _tools.GetOrAdd((precision.IsFloat64, name), key => Kernel(text(Language, precision), key.Name));

    /// <summary>A kernel for numbers of 16 bits, by its name.</summary>
    internal DeviceKernel Tool(Storage storage, string name) =>
        _storageTools.GetOrAdd((storage, name), key => Kernel(StorageText.Of(Language, key.Storage), key.Name));

    /// <summary>Compiles many kernels of one precision at once; not optimized, which takes less time, they have the same bits.</summary>
    internal void Prepare(
        Precision precision, bool optimized, IEnumerable<(string Source, string Name)> kernels, Storage storage = Storage.Full) =>
        _kernels.Value.Prepare(Prelude.Of(Language, precision, storage), optimized, kernels);

    /// <summary>Memory of the driver's, or the problem in words.</summary>
    internal abstract nint New(long bytes, out string? problem);

    internal abstract void Free(nint handle);

    /// <summary>Copies to the device; the source is free when it returns.</summary>
    internal abstract void Write(DeviceMemory target, ref readonly byte first, long bytes);

    /// <summary>Copies from the device, when all is done that was asked of it.</summary>
    internal abstract void Read(DeviceMemory source, ref byte first, long bytes);

    internal abstract void Copy(DeviceMemory source, DeviceMemory target);

    /// <summary>Compiles a source. A DeviceException shows what the compiler says, and the lines that it names.</summary>
    internal abstract DeviceProgram Compile(string source, bool optimized);

    /// <summary>A program of its compiled form; null where the device does not take it.</summary>
    internal abstract DeviceProgram? Load(byte[] compiled);

    /// <summary>No driver gives a piece of nothing.</summary>
    private static long AtLeastOne(long bytes) => Math.Max(bytes, sizeof(double));

    private protected static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} bytes",
        < 10_000_000 => $"{bytes / 1e3:0.#} kB",
        < 10_000_000_000 => $"{bytes / 1e6:0.#} MB",
        _ => $"{bytes / 1e9:0.#} GB",
    };

    /// <summary>The message of a compiler with the lines of the source that it names.</summary>
    private protected static string Explained(string log, string source)
    {
        var lines = source.Split('\n');
        var numbers = CompilerMessage.Lines(log).Where(line => line >= 1 && line <= lines.Length).Distinct().Take(5);
        return string.Join('\n', [log.Trim(), .. numbers.Select(line => $"line {line}: {lines[line - 1].Trim()}")]);
    }
}
