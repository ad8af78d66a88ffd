using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>Squares of 64 × 64 bits, a word a row.</summary>
internal static unsafe class BitTranspose
{
    /// <summary>Bit c of word r becomes bit r of word c.</summary>
    /// <remarks>Halves of the square change places, then halves of each quarter, and so on (H. S. Warren, Hacker's Delight, 7-3).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void InPlace(ulong* square)
    {
        var low = 0x00000000FFFFFFFFUL;
        for (var half = SpikeBits.WordBits / 2; half > 0; half >>= 1, low ^= low << half)
        {
            for (var row = 0; row < SpikeBits.WordBits; row = (row + half + 1) & ~half)
            {
                var above = square + row;
                var below = above + half;
                var change = ((*above >> half) ^ *below) & low;
                *above ^= change << half;
                *below ^= change;
            }
        }
    }
}
