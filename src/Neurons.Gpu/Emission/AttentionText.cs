using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Products of small matrices, one for each head of each sample, an item a number, which is one running sum as on the processor.</summary>
internal static class AttentionText
{
    public const string Multiply = "multiplyHeads";

    private const string Kernel =
        """

        #define MATRIX(m) const uint first##m, const uint sample##m, const uint head##m, const uint row##m, const uint column##m, const real scale##m

        // c = a b times a number; the elements of a and b are multiplied with one of theirs before
        KERNEL multiplyHeads(const uint count, const uint heads, const uint rows, const uint columns, const uint terms, MATRIX(A), MATRIX(B),
            MATRIX(C), GLOBAL const real* a, GLOBAL const real* b, GLOBAL real* ONLY c)
        {
            if (ITEM >= count) return;
            const uint column = ITEM % columns;
            const uint row = ITEM / columns % rows;
            const uint head = ITEM / columns / rows % heads;
            const ulong sample = ITEM / columns / rows / heads;
            GLOBAL const real* ofA = a + firstA + sample * sampleA + (ulong)head * headA + (ulong)row * rowA;
            GLOBAL const real* ofB = b + firstB + sample * sampleB + (ulong)head * headB + (ulong)column * columnB;
            real sum = 0;
            for (uint t = 0; t < terms; ++t) sum = multiplyAdd(ofA[(ulong)t * columnA] * scaleA, ofB[(ulong)t * rowB] * scaleB, sum);
            c[firstC + sample * sampleC + (ulong)head * headC + (ulong)row * rowC + (ulong)column * columnC] = sum * scaleC;
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => ProductText.Words(language, precision) + Kernel;
}
