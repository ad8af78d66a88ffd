using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>How often each bit of a step is set in all steps: sums of bits in columns, held as the bits of the sums, many columns at once.</summary>
internal sealed unsafe class BitCounts(nint words, int steps, int wordsPerStep, int perStep, nint counts) : IWork
{
    /// <summary>The words of an item: a step's part of them lies in a cache line or a few.</summary>
    private const int Block = 32;

    private const int MostDigits = 31;

    /// <summary>How many items there are.</summary>
    public int Items { get; } = (wordsPerStep + Block - 1) / Block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public void Run(int worker, int item)
    {
        var digits = stackalloc Vector<ulong>[MostDigits];
        var used = BitOperations.Log2((uint)steps) + 1;
        var end = Math.Min(wordsPerStep, (item + 1) * Block);
        for (var word = item * Block; word < end; word += Vector<ulong>.Count)
        {
            var here = Math.Min(Vector<ulong>.Count, end - word);
            Sum(word, here, digits, used);
            for (var w = 0; w < here; w++) Write((ulong*)digits + w, used, (word + w) * SpikeBits.WordBits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum(int word, int here, Vector<ulong>* digits, int used)
    {
        for (var k = 0; k < used; k++) digits[k] = Vector<ulong>.Zero;
        var row = (ulong*)words + word;
        var part = stackalloc ulong[Vector<ulong>.Count];
        for (var t = 1; t <= steps; t++, row += wordsPerStep)
        {
            if (here < Vector<ulong>.Count) for (var w = 0; w < here; w++) part[w] = row[w];
            var carry = *(Vector<ulong>*)(here < Vector<ulong>.Count ? part : row);
            for (var (k, left) = (0, t); left != 0; k++, left >>= 1)
            {
                var both = digits[k] & carry;
                digits[k] ^= carry;
                carry = both;
            }
        }
    }

    /// <summary>The sums of one word's columns as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(ulong* digits, int used, int first)
    {
        var select = stackalloc uint[Vector<uint>.Count];
        for (var lane = 0; lane < Vector<uint>.Count; lane++) select[lane] = 1u << lane;
        var mask = *(Vector<uint>*)select;
        var sums = stackalloc float[Vector<uint>.Count];
        var columns = Math.Min(SpikeBits.WordBits, perStep - first);
        for (var column = 0; column < columns; column += Vector<uint>.Count)
        {
            var sum = Vector<uint>.Zero;
            for (var k = 0; k < used; k++)
            {
                var bits = new Vector<uint>((uint)(digits[k * Vector<ulong>.Count] >> column)) & mask;
                sum |= Vector.Equals(bits, mask) & new Vector<uint>(1u << k);
            }
            var target = (float*)counts + first + column;
            var isWhole = column + Vector<uint>.Count <= columns;
            *(Vector<float>*)(isWhole ? target : sums) = Vector.ConvertToSingle(Vector.AsVectorInt32(sum));
            for (var lane = 0; !isWhole && lane < columns - column; lane++) target[lane] = sums[lane];
        }
    }
}
