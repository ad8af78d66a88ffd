namespace Neurons.Primitives;

/// <summary>The scratch memory that the library shares.</summary>
internal static class NativeBuffers
{
    /// <summary>How much returned memory is kept for the next rent.</summary>
    public const long KeptBytesLimit = 256L << 20;

    private static readonly NativeBufferPool _pool = new(KeptBytesLimit);

    /// <inheritdoc cref="NativeBufferPool.Rent"/>
    public static NativeBuffer Rent(long bytes) => _pool.Rent(bytes);
}
