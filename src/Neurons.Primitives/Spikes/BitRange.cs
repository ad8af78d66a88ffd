using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>Ranges of bits in 64-bit words: packing, unpacking, counting, listing. A range may start anywhere in a word.</summary>
internal static unsafe class BitRange
{
    private const int Word = SpikeBits.WordBits;

    /// <summary>The bits of <paramref name="count"/> values, 1 where a value is not zero; zeros fill the last word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void Pack<T>(T* values, long count, ulong* words) where T : unmanaged
    {
        for (; count >= Word; count -= Word)
        {
            *words++ = Nonzero(values);
            values += Word;
        }
        if (count == 0)
            return;
        ulong last = 0;
        for (var i = 0; i < count; i++)
            last |= EqualityComparer<T>.Default.Equals(values[i], default) ? 0 : 1UL << i;
        *words = last;
    }

    /// <summary>The bits from <paramref name="first"/> on as zeros and ones, floats or doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack<T>(ulong* words, long first, long count, T* values) where T : unmanaged
    {
        if (sizeof(T) == sizeof(uint))
            Unpack(words, first, count, (uint*)values, BitConverter.SingleToUInt32Bits(1));
        else
            Unpack(words, first, count, (ulong*)values, BitConverter.DoubleToUInt64Bits(1));
    }

    /// <summary>How many bits are set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Count(ulong* words, long first, long count)
    {
        long sum = 0;
        if (first % Word == 0)
        {
            words += first / Word;
            // a processor counts several words at once, where their sums do not wait for each other
            long second = 0, third = 0, fourth = 0;
            for (; count >= 4 * Word; count -= 4 * Word, words += 4)
            {
                sum += BitOperations.PopCount(words[0]);
                second += BitOperations.PopCount(words[1]);
                third += BitOperations.PopCount(words[2]);
                fourth += BitOperations.PopCount(words[3]);
            }
            sum += second + third + fourth;
            for (; count >= Word; count -= Word)
                sum += BitOperations.PopCount(*words++);
            first = 0;
        }
        for (; count > 0; count -= Word, first += Word)
            sum += BitOperations.PopCount(Read(words, first, count));
        return sum;
    }

    /// <summary>Lists the set bits, counted from <paramref name="first"/>, plus <paramref name="offset"/>; returns how many.</summary>
    /// <param name="words">The words.</param>
    /// <param name="first">The first bit.</param>
    /// <param name="count">How many bits are looked at.</param>
    /// <param name="indices">Where the list begins.</param>
    /// <param name="end">Where the memory ends that may be written to; what lies there after the list is lost.</param>
    /// <param name="offset">What is added to each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Indices(ulong* words, long first, long count, int* indices, int* end, int offset = 0)
    {
        var start = indices;
        for (; count > 0; count -= Word, first += Word, offset += Word)
        {
            var word = Read(words, first, count);
            var next = indices + BitOperations.PopCount(word);
            // Eight at a time, needed or not: a branch for each spike would mostly be mispredicted.
            while (word != 0 && indices + 8 <= end)
            {
                for (var i = 0; i < 8; i++, word &= word - 1)
                    indices[i] = offset + BitOperations.TrailingZeroCount(word);
                indices += 8;
            }
            for (; word != 0; word &= word - 1)
                *indices++ = offset + BitOperations.TrailingZeroCount(word);
            indices = next;
        }
        return (int)(indices - start);
    }

    /// <summary>The next bits from <paramref name="bit"/> on, at most 64 and at most <paramref name="count"/>, which is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ulong* words, long bit, long count)
    {
        var at = words + (bit >> 6);
        var shift = (int)bit & 63;
        var low = *at >> shift;
        if (shift != 0 && shift + count > Word) // never touches a word that holds none of the bits
            low |= at[1] << (Word - shift);
        return count >= Word ? low : low & ((1UL << (int)count) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Nonzero<T>(T* values) where T : unmanaged
    {
        ulong zeros = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (var i = 0; i < Word; i += Vector512<T>.Count)
                zeros |= Vector512.Equals(Vector512.Load(values + i), Vector512<T>.Zero).ExtractMostSignificantBits() << i;
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (var i = 0; i < Word; i += Vector256<T>.Count)
                zeros |= (ulong)Vector256.Equals(Vector256.Load(values + i), Vector256<T>.Zero).ExtractMostSignificantBits() << i;
        }
        else
        {
            for (var i = 0; i < Word; i += Vector128<T>.Count)
                zeros |= (ulong)Vector128.Equals(Vector128.Load(values + i), Vector128<T>.Zero).ExtractMostSignificantBits() << i;
        }
        return ~zeros;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Unpack<T>(ulong* words, long first, long count, T* values, T one)
        where T : unmanaged, IBinaryInteger<T>
    {
        // lane i of a vector looks at bit i
        var select = stackalloc T[Vector256<T>.Count];
        for (var i = 0; i < Vector256<T>.Count; i++)
            select[i] = T.One << i;
        for (; count > 0; count -= Word, first += Word, values += Word)
        {
            var word = Read(words, first, count);
            var here = (int)Math.Min(Word, count);
            var i = 0;
            if (Vector256.IsHardwareAccelerated)
            {
                var mask = Vector256.Load(select);
                for (; i <= here - Vector256<T>.Count; i += Vector256<T>.Count, word >>= Vector256<T>.Count)
                    (Vector256.Equals(Vector256.Create(T.CreateTruncating(word)) & mask, mask) & Vector256.Create(one)).Store(values + i);
            }
            else
            {
                var mask = Vector128.Load(select);
                for (; i <= here - Vector128<T>.Count; i += Vector128<T>.Count, word >>= Vector128<T>.Count)
                    (Vector128.Equals(Vector128.Create(T.CreateTruncating(word)) & mask, mask) & Vector128.Create(one)).Store(values + i);
            }
            for (; i < here; i++, word >>= 1)
                values[i] = (word & 1) != 0 ? one : T.Zero;
        }
    }
}
