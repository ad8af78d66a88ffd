using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>
/// Numbers in the memory of a device, row-major. Nothing copies them to this machine but <see cref="ToTensor"/> and
/// <see cref="CopyTo(Tensor{T})"/>. Its memory is given back when it is disposed of, or collected.
/// </summary>
/// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
public sealed class DeviceTensor<T> : IDisposable
    where T : unmanaged
{
    private readonly nint[] _lengths;

    internal DeviceTensor(Device device, ReadOnlySpan<nint> lengths, long count, DeviceMemory memory)
    {
        Device = device;
        _lengths = lengths.ToArray();
        Count = count;
        Memory = memory;
    }

    /// <summary>Where it is.</summary>
    public Device Device { get; }

    /// <summary>The shape.</summary>
    public ReadOnlySpan<nint> Lengths => _lengths;

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>Whether its memory has been given back.</summary>
    public bool IsDisposed => Memory.IsClosed;

    internal DeviceMemory Memory { get; }

    /// <summary>A copy on this machine; waits for what the device has yet to do.</summary>
    /// <exception cref="ObjectDisposedException">Its memory has been given back.</exception>
    /// <exception cref="DeviceException">Something that was asked of the device failed.</exception>
    public Tensor<T> ToTensor()
    {
        Shapes.Elements(_lengths);
        var tensor = AlignedTensor.CreateUninitialized<T>(_lengths);
        CopyTo(tensor);
        return tensor;
    }

    /// <summary>Copies the numbers to a tensor of this machine; waits for what the device has yet to do.</summary>
    /// <param name="target">A contiguous tensor of the same shape.</param>
    /// <exception cref="ArgumentException">The shape is another, or the tensor is not contiguous.</exception>
    public void CopyTo(Tensor<T> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        RequireShape(target.Lengths, nameof(target));
        Require();
        Device.Read(Memory, ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(target.Span())), Memory.Length);
    }

    /// <summary>Copies the numbers of a tensor of this machine.</summary>
    /// <param name="source">A tensor of the same shape.</param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public void CopyFrom(Tensor<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireShape(source.Lengths, nameof(source));
        Require();
        Device.Write(Memory, in Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(source.ReadOnlySpan())), Memory.Length);
    }

    /// <summary>A copy in other memory of the device.</summary>
    public DeviceTensor<T> Clone()
    {
        Require();
        var copy = Device.Allocate<T>(_lengths);
        CopyTo(copy);
        return copy;
    }

    /// <summary>
    /// A copy as numbers of another type, in other memory of the device: between float, Half and BFloat16. Where there are fewer bits, each number
    /// is rounded to the nearest, to the even one of two.
    /// </summary>
    /// <typeparam name="TResult">float, Half or BFloat16; or the type that it has.</typeparam>
    /// <exception cref="NotSupportedException">One of the types is another.</exception>
    public DeviceTensor<TResult> To<TResult>()
        where TResult : unmanaged
    {
        Require();
        if (typeof(TResult) == typeof(T)) return (DeviceTensor<TResult>)(object)Clone();
        if (typeof(T) == typeof(double) || typeof(TResult) == typeof(double) || !Element<TResult>.IsKnown)
        {
            throw new NotSupportedException(
                $"{typeof(T).Name} to {typeof(TResult).Name}: devices convert between float, Half and BFloat16 alone.");
        }

        if (Element<T>.Storage != Storage.Full && Element<TResult>.Storage != Storage.Full)
        {
            using var widened = To<float>();
            return widened.To<TResult>();
        }

        var result = Device.Allocate<TResult>(_lengths);
        var (storage, tool) = Element<T>.Storage == Storage.Full
            ? (Element<TResult>.Storage, StorageText.Narrow)
            : (Element<T>.Storage, StorageText.Widen);
        Device.Tool(storage, tool).Run(
            Count, new KernelArguments().Add(DeviceTools.Number(Count)).Read(Memory).Add(result.Memory));
        return result;
    }

    /// <summary>Copies the numbers to another tensor of the device.</summary>
    /// <param name="target">A tensor of the same shape.</param>
    /// <exception cref="ArgumentException">The shape or the device is another.</exception>
    public void CopyTo(DeviceTensor<T> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        RequireShape(target.Lengths, nameof(target));
        Require();
        target.Require();
        if (target.Device != Device)
            throw new ArgumentException($"The target is on {target.Device.Id}, this tensor on {Device.Id}; copy by way of ToTensor.", nameof(target));
        Device.Copy(Memory, target.Memory);
    }

    /// <summary>Gives the memory back; what the device has yet to do with it is done first.</summary>
    public void Dispose() => Memory.Dispose();

    /// <summary>For people: the shape, the type and the device.</summary>
    public override string ToString() => $"{Shapes.Text(_lengths)} of {typeof(T).Name} on {Device.Id}{(IsDisposed ? ", disposed" : "")}";

    /// <summary>The same memory with other lengths.</summary>
    internal DeviceTensor<T> WithLengths(ReadOnlySpan<nint> lengths) => new(Device, lengths, Count, Memory);

    /// <summary>Refuses a tensor that was disposed of.</summary>
    internal void Require() => ObjectDisposedException.ThrowIf(IsDisposed, this);

    private void RequireShape(ReadOnlySpan<nint> lengths, string name)
    {
        if (!lengths.SequenceEqual(_lengths))
            throw new ArgumentException($"{name} has the shape {Shapes.Text(lengths)}; the device's tensor has {Shapes.Text(_lengths)}.", name);
    }
}
