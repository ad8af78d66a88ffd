namespace Neurons.Primitives;

/// <summary>
/// Rented scratch memory, aligned to 64 bytes, not cleared. Its owner disposes it once; a copy that is
/// disposed again would give the memory back twice.
/// </summary>
internal unsafe struct NativeBuffer : IDisposable
{
    private readonly NativeBufferPool _pool;

    internal NativeBuffer(NativeBufferPool pool, void* pointer, long bytes)
    {
        _pool = pool;
        Pointer = pointer;
        Bytes = bytes;
    }

    /// <summary>The first byte; null in the default value and after <see cref="Dispose"/>.</summary>
    public void* Pointer { get; private set; }

    /// <summary>The size: at least what was asked for.</summary>
    public long Bytes { get; private set; }

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
