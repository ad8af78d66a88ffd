namespace Neurons.Primitives;

/// <summary>
/// A sequence of random numbers, for initial weights and shuffling. It is the sequence of Philox blocks of
/// one stream, one block (or, rarely, more) to each number: <see cref="Position"/> is its whole state.
/// </summary>
/// <remarks>Not thread-safe. Different seeds or streams give independent sequences.</remarks>
public sealed class RandomStream
{
    // Counter word 2 is the draw of a neuron, which is never this: a stream shares no block with the
    // per-neuron draws of the same number.
    private const uint Draw = uint.MaxValue;

    /// <summary>Creates the stream at position 0.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Which of the seed's sequences.</param>
    public RandomStream(ulong seed, uint stream)
    {
        Seed = seed;
        Stream = stream;
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Which of the seed's sequences this is.</summary>
    public uint Stream { get; }

    /// <summary>How many blocks have been used. Setting it continues the sequence from there.</summary>
    public ulong Position { get; set; }

    /// <summary>A number uniform on [0, 1), a multiple of 2^-53.</summary>
    /// <returns>The number.</returns>
    public double NextDouble()
    {
        var (w0, w1, _, _) = NextBlock();
        return Philox.ToDouble(w0, w1);
    }

    /// <summary>An integer uniform on 0 .. <paramref name="exclusiveMax"/> - 1, without bias.</summary>
    /// <param name="exclusiveMax">The number of values, at least 1.</param>
    /// <returns>The integer.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveMax"/> is less than 1.</exception>
    public int NextInt(int exclusiveMax)
    {
        if (exclusiveMax < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(exclusiveMax), exclusiveMax, $"exclusiveMax is {exclusiveMax}; it must be at least 1.");
        }
        // Lemire's method: the high half of a product with 64 random bits, where the few products that
        // would favour some results are drawn again.
        var range = (ulong)exclusiveMax;
        var rejected = (0 - range) % range;
        while (true)
        {
            var (w0, w1, _, _) = NextBlock();
            var high = Math.BigMul(((ulong)w0 << 32) | w1, range, out var low);
            if (low >= rejected)
                return (int)high;
        }
    }

    /// <summary>A number from the standard normal distribution, by the method of Box and Muller.</summary>
    /// <returns>The number.</returns>
    public double NextNormal()
    {
        var (w0, w1, w2, w3) = NextBlock();
        var radius = Math.Sqrt(-2 * Math.Log(1 - Philox.ToDouble(w0, w1)));
        return radius * Math.Cos(2 * Math.PI * Philox.ToDouble(w2, w3));
    }

    /// <summary>Fills a span with numbers uniform on [low, high); with low itself if the two are equal.</summary>
    /// <param name="values">The span to fill.</param>
    /// <param name="low">The least number.</param>
    /// <param name="high">The upper bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A bound or their distance isn't finite, or <paramref name="high"/> is less than <paramref name="low"/>.
    /// </exception>
    public unsafe void FillUniform(Span<float> values, float low, float high)
    {
        CheckRange(low, high, float.IsFinite(high - low));
        fixed (float* p = values)
        {
            for (var done = 0; done < values.Length;)
            {
                var count = BlocksInOneRow(values.Length - done);
                Philox.FillUniform(p + done, null, count, Seed, Stream, (uint)Position, (uint)(Position >> 32), Draw);
                Position += (ulong)count;
                done += count;
            }
        }
        var width = high - low;
        var last = MathF.Max(low, MathF.BitDecrement(high)); // the sum may round up to high
        foreach (ref var value in values)
            value = MathF.Min(low + width * value, last);
    }

    /// <inheritdoc cref="FillUniform(Span{float}, float, float)"/>
    public unsafe void FillUniform(Span<double> values, double low, double high)
    {
        CheckRange(low, high, double.IsFinite(high - low));
        fixed (double* p = values)
        {
            for (var done = 0; done < values.Length;)
            {
                var count = BlocksInOneRow(values.Length - done);
                Philox.FillUniform(p + done, null, count, Seed, Stream, (uint)Position, (uint)(Position >> 32), Draw);
                Position += (ulong)count;
                done += count;
            }
        }
        var width = high - low;
        var last = Math.Max(low, Math.BitDecrement(high)); // the sum may round up to high
        foreach (ref var value in values)
            value = Math.Min(low + width * value, last);
    }

    /// <summary>Puts the values into a random order, each order equally likely (Fisher and Yates).</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="values">The values to reorder.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = NextInt(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    private (uint W0, uint W1, uint W2, uint W3) NextBlock()
    {
        var position = Position++;
        return Philox.Block((uint)position, (uint)(position >> 32), Draw, Stream, (uint)Seed, (uint)(Seed >> 32));
    }

    /// <summary>How many blocks can be filled before the low word of the position wraps around.</summary>
    private int BlocksInOneRow(int wanted) => (int)Math.Min((ulong)wanted, (1UL << 32) - (uint)Position);

    private static void CheckRange(double low, double high, bool widthIsFinite)
    {
        if (!double.IsFinite(low))
            throw new ArgumentOutOfRangeException(nameof(low), low, $"low is {low}; it must be finite.");
        if (!double.IsFinite(high) || high < low || !widthIsFinite)
        {
            throw new ArgumentOutOfRangeException(
                nameof(high), high, $"high is {high}; it must be finite, at least low ({low}), and at a finite distance.");
        }
    }
}
