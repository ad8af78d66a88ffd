using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Neurons.Gpu;

/// <summary>Memory of a device for so many items of any type, and its copies.</summary>
internal sealed class DeviceBuffer<TItem>(Device device, long count, string what) : IDisposable
    where TItem : unmanaged
{
    public DeviceBuffer(Device device, ReadOnlySpan<TItem> items, string what)
        : this(device, items.Length, what) => Write(items);

    public DeviceMemory Memory { get; } = device.Take(count * Unsafe.SizeOf<TItem>(), what);

    /// <summary>Copies items to its beginning.</summary>
    public void Write(ReadOnlySpan<TItem> items) =>
        device.Write(Memory, in MemoryMarshal.GetReference(MemoryMarshal.AsBytes(items)), Bytes(items.Length));

    /// <summary>Copies items from its beginning.</summary>
    public void Read(Span<TItem> items) =>
        device.Read(Memory, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(items)), Bytes(items.Length));

    public void Dispose() => Memory.Dispose();

    private static long Bytes(int items) => (long)items * Unsafe.SizeOf<TItem>();
}
