namespace Neurons.Gpu;

/// <summary>
/// What happens between the neurons of a simulation. An item writes what is of one neuron alone, and adds to it in the order of the processor's sums,
/// so nothing depends on which item is first.
/// </summary>
internal static class SimulationText
{
    public const string Take = "takeArrived", Current = "addCurrent", Events = "addEvents", Pack = "packSpikes", Deliver = "deliver",
        DeliverDelayed = "deliverDelayed";

    private const string Kernels =
        """

        // The input of a step is what has arrived, which is used up. An item is a neuron.
        KERNEL takeArrived(const uint count, GLOBAL real* ONLY ring, const ulong row, GLOBAL real* ONLY input)
        {
            if (ITEM >= count) return;
            input[ITEM] = ring[row + ITEM];
            ring[row + ITEM] = 0;
        }

        // A current, a number for all neurons or one each. An item is a neuron.
        KERNEL addCurrent(const uint count, const uint first, GLOBAL const real* ONLY values, const ulong begin, const uint isShared,
            GLOBAL real* ONLY input)
        {
            if (ITEM < count) input[first + ITEM] += values[begin + (isShared ? 0 : ITEM)];
        }

        // Events, so many of a neuron, with a weight for all or one each. An item is a neuron.
        KERNEL addEvents(const uint count, const uint first, GLOBAL const real* ONLY counts, const ulong begin, GLOBAL const real* ONLY weights,
            const uint isShared, const uint addsAtOnce, GLOBAL real* ONLY ring, const ulong row)
        {
            if (ITEM >= count) return;
            const real events = counts[begin + ITEM];
            if (events == 0) return;
            const real weight = weights[isShared ? 0 : ITEM];
            real sum = ring[row + first + ITEM];
            if (addsAtOnce) sum += events * weight;
            else for (uint i = (uint)events; i > 0; --i) sum += weight;
            ring[row + first + ITEM] = sum;
        }

        // Who fires, as bits. An item is a word of 32 neurons.
        KERNEL packSpikes(const uint words, const uint neurons, GLOBAL const real* ONLY output, GLOBAL uint* ONLY bits, const ulong begin)
        {
            if (ITEM >= words) return;
            uint word = 0;
            for (uint i = 0; i < 32 && 32 * ITEM + i < neurons; ++i) word |= (uint)(output[32 * ITEM + i] != 0) << i;
            bits[begin + ITEM] = word;
        }

        // Spikes arrive, all after one delay. An item is a target: it looks at each of its synapses, by source.
        KERNEL deliver(const uint targets, const uint first, GLOBAL const uint* ONLY starts, GLOBAL const uint* ONLY sources,
            GLOBAL const real* ONLY weights, const uint isShared, const real shared, GLOBAL const uint* ONLY bits, const ulong begin,
            GLOBAL real* ONLY ring, const ulong row)
        {
            if (ITEM >= targets) return;
            const uint end = starts[ITEM + 1];
            real sum = ring[row + first + ITEM];
            for (uint k = starts[ITEM]; k < end; ++k)
            {
                const uint source = sources[k];
                if (bits[begin + source / 32] >> source % 32 & 1) sum += isShared ? shared : weights[k];
            }
            ring[row + first + ITEM] = sum;
        }

        // Spikes arrive after a delay of each synapse.
        KERNEL deliverDelayed(const uint targets, const uint first, GLOBAL const uint* ONLY starts, GLOBAL const uint* ONLY sources,
            GLOBAL const real* ONLY weights, const uint isShared, const real shared, GLOBAL const uint* ONLY bits, const ulong begin,
            GLOBAL real* ONLY ring, GLOBAL const uint* ONLY delays, const uint next, const uint last, const uint stride)
        {
            if (ITEM >= targets) return;
            const uint end = starts[ITEM + 1];
            for (uint k = starts[ITEM]; k < end; ++k)
            {
                const uint source = sources[k];
                if ((bits[begin + source / 32] >> source % 32 & 1) == 0) continue;
                ring[(ulong)(next + delays[k] & last) * stride + first + ITEM] += isShared ? shared : weights[k];
            }
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => Prelude.Of(language, precision) + Kernels;
}
