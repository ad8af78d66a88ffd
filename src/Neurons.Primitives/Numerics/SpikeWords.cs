using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>Spikes as bits, [steps, words of a step]: bit i % 64 of word i / 64 is element i of a step.</summary>
internal static class SpikeWords
{
    /// <summary>The bits as zeros and ones, [steps, elements].</summary>
    public static void ToFloats(ReadOnlySpan<ulong> words, int wordsPerStep, int elements, Span<float> values)
    {
        var lane = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        while (!values.IsEmpty)
        {
            var n = 0;
            for (; n <= elements - 8; n += 8)
            {
                var eight = Vector256.Create((int)(words[n >> 6] >> (n & 63)));
                (Vector256.Equals(eight & lane, lane).AsSingle() & Vector256<float>.One).CopyTo(values[n..]);
            }
            for (; n < elements; n++) values[n] = (words[n >> 6] >> (n & 63)) & 1;
            words = words[wordsPerStep..];
            values = values[elements..];
        }
    }
}
