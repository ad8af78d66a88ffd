using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurons.Primitives;

/// <summary>
/// Rows on their way between the first cache and memory. A store to memory that is not in a cache reads its line first; a streaming store
/// does not, so that writing costs half. What is read next is asked for at the same time, as a processor fetches ahead within a page at
/// most, and rows of a sequence are pages apart. Only both together are worth it, for sequences larger than the caches.
/// </summary>
internal static unsafe class Streaming
{
    private const int Line = 64;

    /// <summary>Whether the processor has the instructions, and .NET them.</summary>
    public static bool IsSupported => Sse.IsSupported;

    /// <summary>Asks for what will be read soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fetch(byte* ahead, nint bytes)
    {
        for (nint i = 0; i < bytes; i += Line)
            Sse.Prefetch1(ahead + i);
    }

    /// <summary>
    /// Copies to memory past the caches, whatever the target's place, and asks for as many bytes from <paramref name="ahead"/> on, unless that is
    /// null. <see cref="Fence"/> has to follow before other threads read the target.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(byte* source, byte* target, nint bytes, byte* ahead)
    {
        var head = (nint)(-(long)target & (Line - 1));
        if (bytes < head + Line)
        {
            Unsafe.CopyBlockUnaligned(target, source, (uint)bytes);
            if (ahead != null) Fetch(ahead, bytes);
            return;
        }
        Unsafe.CopyBlockUnaligned(target, source, (uint)head);
        var i = head;
        for (; i + Line <= bytes; i += Line)
        {
            if (ahead != null)
                Sse.Prefetch1(ahead + i);
            if (Vector512.IsHardwareAccelerated)
            {
                Vector512.Load(source + i).StoreAlignedNonTemporal(target + i);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Vector256.Load(source + i).StoreAlignedNonTemporal(target + i);
                Vector256.Load(source + i + 32).StoreAlignedNonTemporal(target + i + 32);
            }
            else
            {
                for (var k = 0; k < Line; k += 16)
                    Vector128.Load(source + i + k).StoreAlignedNonTemporal(target + i + k);
            }
        }
        Unsafe.CopyBlockUnaligned(target + i, source + i, (uint)(bytes - i));
    }

    /// <summary>What was copied before is seen by other threads that see what is written after.</summary>
    public static void Fence()
    {
        if (Sse.IsSupported)
            Sse.StoreFence();
    }
}
