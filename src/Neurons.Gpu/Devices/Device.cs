using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>
/// A device that kernels run on. What is asked of it is done in order, but for what is asked of several streams; calls return before it is done, but
/// for those that copy from the device. Several threads may use one device.
/// </summary>
public abstract class Device
{
    private static readonly Lazy<Device[]> _all = new(() => [.. CudaDevice.Find(), .. OpenClDevice.Find()]);
    private readonly Lazy<KernelCache> _kernels;
    private readonly Lazy<DeviceStream> _first;
    private readonly AsyncLocal<DeviceStream?> _current = new();
    private readonly List<WeakReference<DeviceStream>> _streams = [];
    private readonly ConcurrentDictionary<(bool IsFloat64, string Name), DeviceKernel> _tools = new();
    private readonly ConcurrentDictionary<(Storage Storage, string Name), DeviceKernel> _storageTools = new();
    private long _allocated;

    private protected Device(string sort, int number)
    {
        Id = $"{sort}:{number}";
        _kernels = new(() => new(this, KeepsKernels ? null : KernelCache.UsersFolder()));
        _first = new(() => NewStream(true));
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

    /// <summary>
    /// A stream more: what is asked of it, in the scope of <see cref="DeviceStream.Use"/>, may be done beside what is asked of others.
    /// </summary>
    /// <exception cref="DeviceException">The driver gives none.</exception>
    public DeviceStream Stream() => NewStream(false);

    /// <summary>Waits until all that was asked of the device is done, in all streams.</summary>
    /// <exception cref="DeviceException">Something of it failed.</exception>
    public void Synchronize() => Each(stream => stream.Synchronize());

    /// <summary>Gives memory that no tensor holds back to the driver. Else some is kept for the next ones.</summary>
    public void Trim() => Each(stream => stream.Pool.Clear());

    /// <summary>A tensor in the device's memory; its numbers are whatever was there.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="shape">The lengths; 0 is allowed.</param>
    /// <exception cref="DeviceException">There is not enough memory, or the device has no float64.</exception>
    public DeviceTensor<T> Allocate<T>(params ReadOnlySpan<nint> shape)
        where T : unmanaged
    {
        var count = Count<T>(shape);
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

    /// <summary>
    /// Numbers in memory that somebody else owns, such as another library's tensor, as a tensor of this device; they are not copied. The memory
    /// must stay until the tensor is disposed of; the owner has it back then, with all that was asked of the device done, or, on CUDA, done before
    /// what the context's default stream, in which other libraries work, is asked for next.
    /// </summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="address">Where the first number is, in the device's memory, or, on a processor, in this machine's; aligned.</param>
    /// <param name="shape">The lengths, row-major; 0 is allowed.</param>
    /// <exception cref="ArgumentException">The address is 0, where there are numbers, or not aligned.</exception>
    /// <exception cref="DeviceException">It is a device of OpenCL with memory of its own, which has no addresses, or has no float64.</exception>
    public DeviceTensor<T> View<T>(nint address, params ReadOnlySpan<nint> shape)
        where T : unmanaged
    {
        var count = Count<T>(shape);
        if (count == 0) return Allocate<T>(shape);
        var size = Unsafe.SizeOf<T>();
        if (address == 0 || address % size != 0)
            throw new ArgumentException($"The address is {address:x}; it must be one of numbers of {size} bytes.", nameof(address));
        return new(this, shape, count, new(this, First, Borrow(address, count * size), count * size, isBorrowed: true));
    }

    /// <summary>The name and what it is.</summary>
    public override string ToString() => $"{Id} ({Name})";

    /// <summary>The elements of a tensor that it can compute with.</summary>
    private long Count<T>(ReadOnlySpan<nint> shape)
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
        return count;
    }

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

        var stream = Current;
        ObjectDisposedException.ThrowIf(!stream.IsOpen, stream);
        var handle = stream.Pool.Take(AtLeastOne(bytes), out var problem);
        if (problem is not null)
        {
            throw new DeviceException(
                $"{this}: {Bytes(bytes)} were asked for, for {what}, beside the {Bytes(Allocated)} in use of its {Bytes(Memory)}: {problem}.");
        }

        Interlocked.Add(ref _allocated, bytes);
        return new(this, stream, handle, bytes);
    }

    /// <summary>
    /// Memory that is held no more. The stream that wrote it keeps it for what it is asked for next, which is after all that others have yet to read;
    /// where one of them is closed, the driver takes it when it is no longer used.
    /// </summary>
    internal void Give(nint handle, long bytes, DeviceStream writer, List<DeviceStream>? readers)
    {
        Interlocked.Add(ref _allocated, -bytes);
        try
        {
            if (writer.IsOpen && readers?.TrueForAll(reader => reader.IsOpen) != false)
            {
                readers?.ForEach(writer.WaitFor);
                writer.Pool.Give(handle, AtLeastOne(bytes));
                return;
            }
        }
        catch (Exception problem) when (problem is DeviceException or ObjectDisposedException)
        {
            // nobody to tell: the memory may be given back by the collector
        }

        Free(handle);
    }

    /// <summary>The stream that what is asked for now goes into.</summary>
    internal DeviceStream Current => _current.Value ?? First;

    /// <summary>The stream of all that is asked for outside of the scope of another.</summary>
    internal DeviceStream First => _first.Value;

    /// <summary>Makes a stream the current one, until what is returned is disposed of.</summary>
    internal IDisposable Enter(DeviceStream stream)
    {
        var before = _current.Value;
        _current.Value = stream;
        return new Scope(this, before);
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

    /// <summary>What the driver knows memory by that somebody else owns.</summary>
    internal abstract nint Borrow(nint address, long bytes);

    /// <summary>Gives borrowed memory back to its owner, after what these streams have yet to do with it.</summary>
    internal void Return(nint handle, long bytes, IEnumerable<DeviceStream> users)
    {
        foreach (var user in users)
        {
            try
            {
                Settle(user);
            }
            catch (Exception problem) when (problem is DeviceException or ObjectDisposedException)
            {
                // nobody to tell: the memory may be given back by the collector
            }
        }

        Unborrow(handle, bytes);
    }

    /// <summary>What a stream has yet to do is done before the owner of borrowed memory can see it.</summary>
    private protected abstract void Settle(DeviceStream stream);

    /// <summary>The driver knows borrowed memory no more.</summary>
    private protected abstract void Unborrow(nint handle, long bytes);

    /// <summary>Copies to the device; the source is free when it returns.</summary>
    internal void Write(DeviceMemory target, ref readonly byte first, long bytes)
    {
        if (bytes == 0) return;
        target.WrittenBy(Current);
        using var queue = Current.Lease();
        Write(queue.Handle, target, in first, bytes);
    }

    /// <summary>Copies from the device, when all is done that was asked of the stream, and of others that wrote it.</summary>
    internal void Read(DeviceMemory source, ref byte first, long bytes)
    {
        if (bytes == 0) return;
        source.ReadBy(Current);
        using var queue = Current.Lease();
        Read(queue.Handle, source, ref first, bytes);
    }

    internal void Copy(DeviceMemory source, DeviceMemory target)
    {
        if (source.Length == 0) return;
        source.ReadBy(Current);
        target.WrittenBy(Current);
        using var queue = Current.Lease();
        Copy(queue.Handle, source, target);
    }

    /// <summary>A queue of the driver's; the first may be one that the driver has anyway.</summary>
    internal abstract nint OpenQueue(bool isFirst);

    /// <summary>Gives a queue back; what it has yet to do is done.</summary>
    internal abstract void CloseQueue(nint queue);

    /// <summary>Waits until all is done that was asked of a queue.</summary>
    internal abstract void Finish(nint queue);

    /// <summary>What a queue is asked for from now on begins when all is done that another has been asked for.</summary>
    internal abstract void Await(nint queue, nint other);

    private protected abstract void Write(nint queue, DeviceMemory target, ref readonly byte first, long bytes);

    private protected abstract void Read(nint queue, DeviceMemory source, ref byte first, long bytes);

    private protected abstract void Copy(nint queue, DeviceMemory source, DeviceMemory target);

    /// <summary>Compiles a source. A DeviceException shows what the compiler says, and the lines that it names.</summary>
    internal abstract DeviceProgram Compile(string source, bool optimized);

    /// <summary>A program of its compiled form; null where the device does not take it.</summary>
    internal abstract DeviceProgram? Load(byte[] compiled);

    private DeviceStream NewStream(bool isFirst)
    {
        var stream = new DeviceStream(this, isFirst);
        lock (_streams)
        {
            _streams.RemoveAll(other => !other.TryGetTarget(out var known) || !known.IsOpen);
            _streams.Add(new(stream));
        }

        return stream;
    }

    private void Each(Action<DeviceStream> action)
    {
        DeviceStream[] open;
        lock (_streams) open = [.. _streams.Select(stream => stream.TryGetTarget(out var known) ? known : null).OfType<DeviceStream>()];
        foreach (var stream in open.Where(stream => stream.IsOpen)) action(stream);
    }

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

    private sealed class Scope(Device device, DeviceStream? before) : IDisposable
    {
        public void Dispose() => device._current.Value = before;
    }
}
