namespace Neurons.Primitives;

/// <summary>
/// Rented scratch memory, aligned to 64 bytes, not cleared. Its owner disposes it once; a copy that is
/// disposed again would give the memory back twice.
/// </summary>
public unsafe struct NativeBuffer : IDisposable
{
    private readonly NativeBufferPool _pool;

    internal NativeBuffer(NativeBufferPool pool, void* pointer, long bytes)
    {
        _pool = pool;
        Pointer = pointer;
        Bytes = bytes;
    }

    /// <summary>The first byte; null in the default value and after <see cref="Dispose"/>.</summary>
    internal void* Pointer { get; private set; }

    /// <summary>The address of the first byte; 0 in the default value and after <see cref="Dispose"/>.</summary>
    public readonly nint Address => (nint)Pointer;

    /// <summary>The size: at least what was asked for.</summary>
    public long Bytes { get; private set; }

    /// <summary>Rents at least so many bytes, with any content.</summary>
    /// <param name="bytes">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is below 0.</exception>
    /// <exception cref="OutOfMemoryException">The system has not that much memory.</exception>
    public static NativeBuffer Rent(long bytes) => NativeBuffers.Rent(bytes);

    /// <summary>The first numbers of the memory.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for so many.</exception>
    public readonly Span<T> Span<T>(int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)count * sizeof(T), Bytes, nameof(count));
        return new(Pointer, count);
    }

    /// <summary>Gives the memory back to its pool.</summary>
    public void Dispose()
    {
        if (Pointer == null)
            return;
        _pool.Return(Pointer, Bytes);
        Pointer = null;
        Bytes = 0;
    }
}
