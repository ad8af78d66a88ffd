using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// The counter-based random generator Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy
/// as 1, 2, 3", 2011). A block of four words is a pure function of a counter and a key, so any draw can
/// be computed at any time, on any thread, in any order.
/// </summary>
/// <remarks>
/// Neurons lays the counter out as (neuron, step, draw, stream) and the key as the two halves of a
/// 64-bit seed.
/// </remarks>
public static class Philox
{
    internal const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    /// <summary>The four words of one counter under one key, as Random123 defines them.</summary>
    /// <param name="c0">Counter word 0 (the neuron).</param>
    /// <param name="c1">Counter word 1 (the step).</param>
    /// <param name="c2">Counter word 2 (the draw).</param>
    /// <param name="c3">Counter word 3 (the stream).</param>
    /// <param name="k0">Key word 0 (the low half of the seed).</param>
    /// <param name="k1">Key word 1 (the high half of the seed).</param>
    /// <returns>The four random words.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static (uint W0, uint W1, uint W2, uint W3) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ k0;
            c1 = (uint)product1;
            c2 = (uint)(product0 >> 32) ^ c3 ^ k1;
            c3 = (uint)product0;
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>24 bits of one word as a float on [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float ToSingle(uint word) => (word >> 8) * (1f / (1 << 24));

    /// <summary>
    /// 53 bits of two words as a double on [0, 1). Its leading bits are those of
    /// <see cref="ToSingle"/> of the high word: the float draw is the double draw truncated.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ToDouble(uint high, uint low) =>
        ((((ulong)high << 32) | low) >> 11) * (1.0 / (1L << 53));

    /// <summary>
    /// Uniform draws on [0, 1) for the consecutive neurons <paramref name="neuron"/> + 0, 1, …, one block each: the first from its words (0, 1),
    /// the second from (2, 3). Every hardware path gives the same bits.
    /// </summary>
    /// <param name="first">A number for each neuron.</param>
    /// <param name="second">A second one for each; empty for none.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="neuron">The first neuron.</param>
    /// <param name="step">The step.</param>
    /// <param name="draw">The draw of the neuron in the step.</param>
    /// <exception cref="ArgumentException">There are other than as many second numbers.</exception>
    public static unsafe void FillUniform(
        Span<float> first, Span<float> second, ulong seed, uint stream, uint neuron, uint step, uint draw)
    {
        RequireSame(first.Length, second.Length);
        fixed (float* one = first, two = second)
            FillUniform(one, two, first.Length, seed, stream, neuron, step, draw);
    }

    /// <inheritdoc cref="FillUniform(Span{float}, Span{float}, ulong, uint, uint, uint, uint)"/>
    public static unsafe void FillUniform(
        Span<double> first, Span<double> second, ulong seed, uint stream, uint neuron, uint step, uint draw)
    {
        RequireSame(first.Length, second.Length);
        fixed (double* one = first, two = second)
            FillUniform(one, two, first.Length, seed, stream, neuron, step, draw);
    }

    /// <summary>The threshold of <see cref="FillBits"/> for a probability, which is a whole part of 2³²: rounded up.</summary>
    /// <param name="probability">The probability; below 0 and NaN count as 0, above 1 as 1.</param>
    public static ulong Threshold(double probability) => PhiloxWords.Threshold(probability);

    /// <summary>
    /// Sets bits of consecutive elements at random, each with the probability of its <see cref="Threshold"/>. Four elements share a block. Every
    /// hardware path gives the same bits.
    /// </summary>
    /// <param name="words">The bits, which must be 0: that of an element is bit i mod 64 of word i / 64.</param>
    /// <param name="thresholds">A threshold an element.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="element">The number of the first element; a multiple of 64.</param>
    /// <param name="step">The step.</param>
    /// <param name="draw">The draw of the element in the step.</param>
    /// <exception cref="ArgumentException">There is not a bit for each element, or the first is not a multiple of 64.</exception>
    public static unsafe void FillBits(
        Span<ulong> words, ReadOnlySpan<ulong> thresholds, ulong seed, uint stream, uint element, uint step, uint draw)
    {
        Require.That(element % 64 == 0, nameof(Philox), nameof(element), element, "a multiple of 64");
        if (thresholds.Length > 64L * words.Length)
            throw new ArgumentException($"There are {64L * words.Length} bits for {thresholds.Length} elements.", nameof(words));
        fixed (ulong* bits = words, probabilities = thresholds)
            PhiloxWords.FillBits(bits, 0, probabilities, thresholds.Length, element, new PhiloxRun(seed, stream, step, draw));
    }

    private static void RequireSame(int first, int second)
    {
        if (second != 0 && second != first)
            throw new ArgumentException($"There is room for {second} second numbers; it must be 0 or that for the first, {first}.", nameof(second));
    }

    /// <summary>
    /// Uniform draws for the consecutive neurons <paramref name="neuron"/> + 0 .. count - 1, one block
    /// each: <paramref name="first"/> from the words (0, 1) and, unless it is null,
    /// <paramref name="second"/> from the words (2, 3). Every hardware path gives the same bits.
    /// </summary>
    internal static unsafe void FillUniform(
        float* first, float* second, int count, ulong seed, uint stream, uint neuron, uint step, uint draw)
    {
        var run = new PhiloxRun(seed, stream, step, draw);
        var done = 0;
        if (PhiloxLanes512.IsSupported)
            done = PhiloxFill<PhiloxLanes512>.Floats(run, first, second, count, neuron);
        else if (PhiloxLanes256.IsSupported)
            done = PhiloxFill<PhiloxLanes256>.Floats(run, first, second, count, neuron);
        else if (PhiloxLanes128.IsSupported)
            done = PhiloxFill<PhiloxLanes128>.Floats(run, first, second, count, neuron);
        run.FillScalar(first, second, done, count, neuron);
    }

    /// <inheritdoc cref="FillUniform(float*, float*, int, ulong, uint, uint, uint, uint)"/>
    internal static unsafe void FillUniform(
        double* first, double* second, int count, ulong seed, uint stream, uint neuron, uint step, uint draw)
    {
        var run = new PhiloxRun(seed, stream, step, draw);
        var done = 0;
        if (PhiloxLanes512.IsSupported)
            done = PhiloxFill<PhiloxLanes512>.Doubles(run, first, second, count, neuron);
        else if (PhiloxLanes256.IsSupported)
            done = PhiloxFill<PhiloxLanes256>.Doubles(run, first, second, count, neuron);
        else if (PhiloxLanes128.IsSupported)
            done = PhiloxFill<PhiloxLanes128>.Doubles(run, first, second, count, neuron);
        run.FillScalar(first, second, done, count, neuron);
    }
}
