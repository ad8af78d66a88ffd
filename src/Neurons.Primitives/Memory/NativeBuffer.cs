namespace Neurons.Primitives;

/// <summary>
/// Rented scratch memory, aligned to 64 bytes, not cleared. Whoever holds it, or a copy, gives it back by disposing of it: the first does,
/// and for all others it is gone.
/// </summary>
public readonly unsafe struct NativeBuffer : IDisposable
{
    private readonly Memory? _memory;
    private readonly long _rent;

    internal NativeBuffer(Memory memory) => (_memory, _rent) = (memory, memory.Rent);

    /// <summary>The first byte; null in the default value and after <see cref="Dispose"/>.</summary>
    internal void* Pointer => IsHeld ? _memory!.Pointer : null;

    /// <summary>The address of the first byte; 0 in the default value and after <see cref="Dispose"/>.</summary>
    public nint Address => (nint)Pointer;

    /// <summary>The size: at least what was asked for. 0 in the default value and after <see cref="Dispose"/>.</summary>
    public long Bytes => IsHeld ? _memory!.Bytes : 0;

    private bool IsHeld => _memory is not null && _memory.Rent == _rent;

    /// <summary>Rents at least so many bytes, with any content.</summary>
    /// <param name="bytes">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is below 0.</exception>
    /// <exception cref="OutOfMemoryException">The system has not that much memory.</exception>
    public static NativeBuffer Rent(long bytes) => NativeBuffers.Rent(bytes);

    /// <summary>The first numbers of the memory.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for so many.</exception>
    public Span<T> Span<T>(int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)count * sizeof(T), Bytes, nameof(count));
        return new(Pointer, count);
    }

    /// <summary>Gives the memory back to its pool, where no copy has done so.</summary>
    public void Dispose()
    {
        if (_memory is not null && _memory.TryEnd(_rent)) _memory.Pool.Return(_memory);
    }

    /// <summary>A piece of memory of a pool, which is rented many times, by one at a time.</summary>
    internal sealed class Memory(NativeBufferPool pool, void* pointer, long bytes)
    {
        private long _rent;

        public NativeBufferPool Pool => pool;

        public void* Pointer => pointer;

        public long Bytes => bytes;

        /// <summary>The next free one of its size, in the pool.</summary>
        public Memory? Next { get; set; }

        /// <summary>How often it was given back: what tells a rent from the later ones.</summary>
        public long Rent => Volatile.Read(ref _rent);

        /// <summary>Ends a rent; false where it has ended.</summary>
        public bool TryEnd(long rent) => Interlocked.CompareExchange(ref _rent, rent + 1, rent) == rent;
    }
}
