using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// Philox blocks of many consecutive neurons at once. A counter word lives in the low half of a 64-bit
/// lane; the high half holds whatever the last product left there, which the next multiplication ignores,
/// so a round needs no masks. Two vectors are in flight to hide the latency of the multiplications.
/// </summary>
internal static unsafe class PhiloxFill<TLanes>
    where TLanes : unmanaged, IPhiloxLanes<TLanes>
{
    private static int Lanes => sizeof(TLanes) / sizeof(ulong);

    /// <summary>Fills whole vectors and returns how many draws it made; the rest is left to the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static int Floats(in PhiloxRun run, float* first, float* second, int count, uint neuron)
    {
        // Even neurons in one vector and odd ones in the other: their words merge in order without a shuffle.
        var even = TLanes.Sequence(neuron, 2);
        var odd = TLanes.Sequence(neuron + 1UL, 2);
        var stride = TLanes.Broadcast((ulong)(2 * Lanes));
        var low = TLanes.Broadcast(uint.MaxValue);
        var keys = stackalloc TLanes[2 * (Philox.Rounds - 2)];
        SetKeys(run, keys);
        var done = 0;
        for (; done <= count - 2 * Lanes; done += 2 * Lanes)
        {
            var a = new State(run, even);
            var b = new State(run, odd);
            Mix(keys, ref a, ref b, second != null);
            TLanes.StoreFloats((a.C0 & low) | (b.C0 << 32), first + done);
            if (second != null)
                TLanes.StoreFloats((a.C2 & low) | (b.C2 << 32), second + done);
            even += stride;
            odd += stride;
        }
        return done;
    }

    /// <inheritdoc cref="Floats"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static int Doubles(in PhiloxRun run, double* first, double* second, int count, uint neuron)
    {
        var left = TLanes.Sequence(neuron, 1);
        var right = TLanes.Sequence(neuron + (ulong)Lanes, 1);
        var stride = TLanes.Broadcast((ulong)(2 * Lanes));
        var low = TLanes.Broadcast(uint.MaxValue);
        var keys = stackalloc TLanes[2 * (Philox.Rounds - 2)];
        SetKeys(run, keys);
        var done = 0;
        for (; done <= count - 2 * Lanes; done += 2 * Lanes)
        {
            var a = new State(run, left);
            var b = new State(run, right);
            Mix(keys, ref a, ref b, second != null);
            TLanes.StoreDoubles((a.C0 << 32) | (a.C1 & low), first + done);
            TLanes.StoreDoubles((b.C0 << 32) | (b.C1 & low), first + done + Lanes);
            if (second != null)
            {
                TLanes.StoreDoubles((a.C2 << 32) | (a.C3 & low), second + done);
                TLanes.StoreDoubles((b.C2 << 32) | (b.C3 & low), second + done + Lanes);
            }
            left += stride;
            right += stride;
        }
        return done;
    }

    /// <summary>
    /// Sets the bits firstBit, firstBit + 1, … where an element's word is below its threshold, 64 elements at a time, and returns how many
    /// there were; the rest is left to the caller.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static int Bits(in PhiloxRun run, ulong* words, long firstBit, ulong* thresholds, int count, uint block)
    {
        const int Elements = SpikeBits.WordBits, Blocks = Elements / PhiloxWords.Words;
        var left = TLanes.Sequence(block, 1);
        var right = TLanes.Sequence(block + (ulong)Lanes, 1);
        var stride = TLanes.Broadcast((ulong)(2 * Lanes));
        var keys = stackalloc TLanes[2 * (Philox.Rounds - 2)];
        SetKeys(run, keys);
        var done = 0;
        for (; done <= count - Elements; done += Elements)
        {
            var bits = 0UL;
            for (var first = 0; first < Blocks; first += 2 * Lanes, left += stride, right += stride)
            {
                int a = PhiloxWords.FirstElement(first), b = PhiloxWords.FirstElement(first + Lanes);
                // Where nothing can be below, nothing need be drawn: an image is black in large parts.
                if (!Any(thresholds + done + a) && !Any(thresholds + done + b))
                    continue;
                var x = new State(run, left);
                var y = new State(run, right);
                Mix(keys, ref x, ref y, true);
                bits |= (x.Below(thresholds + done + a) << a) | (y.Below(thresholds + done + b) << b);
            }
            PhiloxWords.SetBits(words, firstBit + done, bits, Elements);
        }
        return done;
    }

    /// <summary>Whether a threshold of the elements that the blocks of a vector belong to is above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Any(ulong* thresholds)
    {
        const int Word = PhiloxWords.Stride;
        var all = TLanes.Load(thresholds) | TLanes.Load(thresholds + Word) | TLanes.Load(thresholds + 2 * Word) | TLanes.Load(thresholds + 3 * Word);
        return TLanes.IsLess(TLanes.Broadcast(0), all) != 0;
    }

    /// <summary>The keys of the rounds from the third on, two a round, in all lanes.</summary>
    private static void SetKeys(in PhiloxRun run, TLanes* keys)
    {
        for (var round = 2u; round < Philox.Rounds; round++)
        {
            *keys++ = TLanes.Broadcast(run.Key0 + round * Philox.Weyl0);
            *keys++ = TLanes.Broadcast(run.Key1 + round * Philox.Weyl1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(TLanes* keys, ref State a, ref State b, bool all)
    {
        var rounds = all ? Philox.Rounds : Philox.Rounds - 2;
        for (var round = 2; round < rounds; round++)
        {
            a.Round(keys[0], keys[1]);
            b.Round(keys[0], keys[1]);
            keys += 2;
        }
        if (!all)
        {
            a.FirstHalf(keys[1], keys[2]);
            b.FirstHalf(keys[1], keys[2]);
        }
    }

    private struct State
    {
        public TLanes C0, C1, C2, C3;

        /// <summary>The state after two rounds, where half of the products don't depend on the neuron.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public State(in PhiloxRun run, TLanes neurons)
        {
            var product0 = TLanes.MultiplyLow(neurons, TLanes.Broadcast(Philox.Multiplier0));
            var word2 = TLanes.High(product0) ^ TLanes.Broadcast(run.Round1Word2);
            var product1 = TLanes.MultiplyLow(word2, TLanes.Broadcast(Philox.Multiplier1));
            C0 = TLanes.High(product1) ^ TLanes.Broadcast(run.Round2Word0);
            C1 = product1;
            C2 = product0 ^ TLanes.Broadcast(run.Round2Word2);
            C3 = TLanes.Broadcast(run.Round2Word3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Round(TLanes key0, TLanes key1)
        {
            var product0 = TLanes.MultiplyLow(C0, TLanes.Broadcast(Philox.Multiplier0));
            var product1 = TLanes.MultiplyLow(C2, TLanes.Broadcast(Philox.Multiplier1));
            C0 = TLanes.High(product1) ^ (C1 ^ key0);
            C1 = product1;
            C2 = TLanes.High(product0) ^ (C3 ^ key1);
            C3 = product0;
        }

        /// <summary>The last two rounds, as far as words 0 and 1 depend on them.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void FirstHalf(TLanes key1, TLanes lastKey0)
        {
            var product0 = TLanes.MultiplyLow(C0, TLanes.Broadcast(Philox.Multiplier0));
            var product1 = TLanes.MultiplyLow(C2, TLanes.Broadcast(Philox.Multiplier1));
            var word2 = TLanes.High(product0) ^ (C3 ^ key1);
            C1 = TLanes.MultiplyLow(word2, TLanes.Broadcast(Philox.Multiplier1));
            C0 = TLanes.High(C1) ^ (product1 ^ lastKey0);
        }

        /// <summary>A bit for each element whose word is below its threshold, counted from the first.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly ulong Below(ulong* thresholds)
        {
            const int Word = PhiloxWords.Stride;
            var low = TLanes.Broadcast(uint.MaxValue);
            return TLanes.IsLess(C0 & low, TLanes.Load(thresholds))
                | ((ulong)TLanes.IsLess(C1 & low, TLanes.Load(thresholds + Word)) << Word)
                | ((ulong)TLanes.IsLess(C2 & low, TLanes.Load(thresholds + 2 * Word)) << (2 * Word))
                | ((ulong)TLanes.IsLess(C3 & low, TLanes.Load(thresholds + 3 * Word)) << (3 * Word));
        }
    }
}
