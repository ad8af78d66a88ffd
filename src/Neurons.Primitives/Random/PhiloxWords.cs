using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// Draws of 32 bits for many elements, four of which share a Philox block: of 32 elements in a row, the first eight take word 0 of eight
/// blocks, the next eight word 1 of the same, and so on.
/// </summary>
internal static unsafe class PhiloxWords
{
    /// <summary>From the elements that take one word of some blocks to those that take the next.</summary>
    public const int Stride = 8;

    /// <summary>The words of a block, and the elements that share it.</summary>
    public const int Words = 4;

    private const int Together = Stride * Words;

    /// <summary>The element that takes word 0 of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstElement(int block) => block / Stride * Together + block % Stride;

    /// <summary>The word of an element of a run.</summary>
    public static uint Draw(in PhiloxRun run, uint element)
    {
        var (w0, w1, w2, w3) = run.Block(element / Together * Stride + element % Stride);
        return (element % Together / Stride) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
    }

    /// <summary>The number of words that are below a probability, as a part of 2³²: a word below it is a spike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Threshold(double probability)
    {
        const double Draws = 1L << 32;
        return !(probability > 0) ? 0 : probability >= 1 ? (ulong)Draws : (ulong)Math.Ceiling(probability * Draws);
    }

    /// <summary>The words of the elements 0 .. count - 1.</summary>
    public static void Fill(Span<uint> words, ulong seed, uint stream, uint step, uint draw)
    {
        var run = new PhiloxRun(seed, stream, step, draw);
        for (var first = 0; first < words.Length; first += Together)
        {
            for (var i = 0; i < Stride && first + i < words.Length; i++)
            {
                var (w0, w1, w2, w3) = run.Block((uint)(first / Words + i));
                var at = first + i;
                words[at] = w0;
                if (at + Stride < words.Length) words[at + Stride] = w1;
                if (at + 2 * Stride < words.Length) words[at + 2 * Stride] = w2;
                if (at + 3 * Stride < words.Length) words[at + 3 * Stride] = w3;
            }
        }
    }

    /// <summary>
    /// Sets the bits <paramref name="firstBit"/> + 0 .. count - 1 of cleared words where the word of an element is below its
    /// <see cref="Threshold"/>. Every hardware path gives the same bits.
    /// </summary>
    /// <param name="words">The words with the bits.</param>
    /// <param name="firstBit">The bit of the first element.</param>
    /// <param name="thresholds">A threshold an element.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="element">The number of the first element, a multiple of 64.</param>
    /// <param name="run">Which random numbers.</param>
    public static void FillBits(ulong* words, long firstBit, ulong* thresholds, int count, uint element, in PhiloxRun run)
    {
        var done = 0;
        if (PhiloxLanes512.IsSupported)
            done = PhiloxFill<PhiloxLanes512>.Bits(run, words, firstBit, thresholds, count, element / Words);
        else if (PhiloxLanes256.IsSupported)
            done = PhiloxFill<PhiloxLanes256>.Bits(run, words, firstBit, thresholds, count, element / Words);
        else if (PhiloxLanes128.IsSupported)
            done = PhiloxFill<PhiloxLanes128>.Bits(run, words, firstBit, thresholds, count, element / Words);
        for (; done < count; done++)
        {
            if (thresholds[done] != 0)
                SetBits(words, firstBit + done, Draw(run, element + (uint)done) < thresholds[done] ? 1u : 0, 1);
        }
    }

    /// <summary>Sets the bits firstBit + 0 .. count - 1, at most 64 that may lie in two words, where <paramref name="bits"/> has ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetBits(ulong* words, long firstBit, ulong bits, int count)
    {
        var word = words + (firstBit >> 6);
        var shift = (int)firstBit & 63;
        word[0] |= bits << shift;
        if (shift + count > SpikeBits.WordBits)
            word[1] |= bits >> (SpikeBits.WordBits - shift);
    }
}
