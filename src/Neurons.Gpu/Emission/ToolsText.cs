namespace Neurons.Gpu;

/// <summary>Kernels that are the same for all neurons.</summary>
internal static class ToolsText
{
    public const string Fill = "fill", Sum = "sumRows", Transpose = "transposeBits";

    /// <summary>The rows that one item adds up: a power of two, so that the sums of its rows are a whole subtree.</summary>
    public const int Rows = 16;

    /// <summary>The steps that a word holds, and the neurons.</summary>
    public const int WordBits = 32;

    private const string Kernels =
        """

        KERNEL fill(const uint count, GLOBAL real* target, const real value)
        {
            if (ITEM < count) target[ITEM] = value;
        }

        // A level of the tree that adds neighbours: of 16 rows one is left. An item is a column of 16 rows.
        KERNEL sumRows(const uint items, const uint rows, const uint columns, GLOBAL const real* ONLY source, GLOBAL real* ONLY target)
        {
            if (ITEM >= items) return;
            const uint column = ITEM % columns;
            const uint first = ITEM / columns * 16;
            uint count = rows - first < 16 ? rows - first : 16;
            real part[16];
            for (uint i = 0; i < count; ++i) part[i] = source[(ulong)(first + i) * columns + column];
            for (; count > 1; count = (count + 1) / 2)
            {
                for (uint i = 0; i < count / 2; ++i) part[i] = part[2 * i] + part[2 * i + 1];
                if (count % 2 != 0) part[count / 2] = part[count - 1];
            }
            target[ITEM] = part[0];
        }

        // From 32 steps a word to 32 neurons a word. An item is 32 neurons of 32 steps.
        KERNEL transposeBits(const uint items, const uint neurons, const uint steps, const uint wordsPerStep,
            GLOBAL const uint* ONLY source, GLOBAL uint* ONLY target)
        {
            if (ITEM >= items) return;
            const uint firstNeuron = ITEM % wordsPerStep * 32;
            const uint firstStep = ITEM / wordsPerStep * 32;
            uint ofNeuron[32];
            for (uint i = 0; i < 32; ++i)
                ofNeuron[i] = firstNeuron + i < neurons ? source[(ulong)(firstStep / 32) * neurons + firstNeuron + i] : 0;
            for (uint t = 0; t < 32 && firstStep + t < steps; ++t)
            {
                uint ofStep = 0;
                for (uint i = 0; i < 32; ++i) ofStep |= (ofNeuron[i] >> t & 1) << i;
                target[(ulong)(firstStep + t) * wordsPerStep + firstNeuron / 32] = ofStep;
            }
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => Prelude.Of(language, precision) + Kernels;
}
