using System.Numerics;
using System.Runtime.InteropServices;

namespace Neurons.Primitives;

/// <summary>
/// A thread-safe pool of native memory in size classes, four to each doubling. The free pieces of a class form a list, so that neither
/// renting again nor returning allocates.
/// </summary>
internal sealed unsafe class NativeBufferPool
{
    public const int Alignment = 64;

    private const int LogSmallest = 12, LogLargest = 46, ClassesPerDoubling = 4;
    private const long Smallest = 1L << LogSmallest, Largest = 1L << LogLargest;

    private readonly Lock _lock = new();
    private readonly NativeBuffer.Memory?[] _free = new NativeBuffer.Memory?[(LogLargest - LogSmallest) * ClassesPerDoubling + 1];
    private readonly long _keptBytesLimit;
    private long _keptBytes;

    /// <summary>A pool that keeps at most <paramref name="keptBytesLimit"/> bytes for later rents.</summary>
    public NativeBufferPool(long keptBytesLimit) => _keptBytesLimit = keptBytesLimit;

    ~NativeBufferPool() => Trim();

    /// <summary>How many bytes wait for the next rent.</summary>
    public long KeptBytes
    {
        get
        {
            lock (_lock)
                return _keptBytes;
        }
    }

    /// <summary>Rents at least <paramref name="bytes"/> bytes, aligned to 64, with any content.</summary>
    /// <exception cref="OutOfMemoryException">The system has not that much memory.</exception>
    public NativeBuffer Rent(long bytes)
    {
        if (bytes < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(bytes), bytes, $"bytes is {bytes}; it must be in 0 .. {Largest}.");
        }
        if (bytes > Largest)
            throw OutOfMemory(bytes);
        var (index, size) = SizeClass(bytes);
        lock (_lock)
        {
            if (_free[index] is { } memory)
            {
                (_free[index], memory.Next) = (memory.Next, null);
                _keptBytes -= size;
                return new NativeBuffer(memory);
            }
        }
        return new NativeBuffer(new NativeBuffer.Memory(this, Allocate(bytes, size), size));
    }

    /// <summary>Frees the memory that waits for the next rent.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            for (var i = 0; i < _free.Length; i++)
            {
                for (var memory = _free[i]; memory is not null; memory = memory.Next) NativeMemory.AlignedFree(memory.Pointer);
                _free[i] = null;
            }
            _keptBytes = 0;
        }
    }

    /// <summary>Takes back a piece whose rent has ended.</summary>
    internal void Return(NativeBuffer.Memory memory)
    {
        lock (_lock)
        {
            if (_keptBytes + memory.Bytes <= _keptBytesLimit)
            {
                var index = SizeClass(memory.Bytes).Index;
                (memory.Next, _free[index]) = (_free[index], memory);
                _keptBytes += memory.Bytes;
                return;
            }
        }
        NativeMemory.AlignedFree(memory.Pointer);
    }

    /// <summary>The class of a size, and what its buffers hold: 4 KiB, then 5/4, 6/4, 7/4 and 8/4 of a power of two.</summary>
    internal static (int Index, long Size) SizeClass(long bytes)
    {
        if (bytes <= Smallest)
            return (0, Smallest);
        var log = BitOperations.Log2((ulong)bytes - 1);
        var shift = log - BitOperations.Log2(ClassesPerDoubling);
        var quarters = ((bytes - 1) >> shift) + 1; // 5 .. 8
        return ((log - LogSmallest) * ClassesPerDoubling + (int)quarters - ClassesPerDoubling, quarters << shift);
    }

    private void* Allocate(long bytes, long size)
    {
        try
        {
            return NativeMemory.AlignedAlloc((nuint)size, Alignment);
        }
        catch (OutOfMemoryException)
        {
            Trim(); // what other sizes keep may be what is missing
        }
        try
        {
            return NativeMemory.AlignedAlloc((nuint)size, Alignment);
        }
        catch (OutOfMemoryException)
        {
            throw OutOfMemory(bytes);
        }
    }

    private static OutOfMemoryException OutOfMemory(long bytes) =>
        new($"Not enough memory for a scratch buffer of {bytes} bytes.");
}
