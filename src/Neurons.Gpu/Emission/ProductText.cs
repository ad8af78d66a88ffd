using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>
/// The product of two matrices. As on the processor, an element is one running sum over its terms in order, each multiplied and added with one
/// rounding, so that its bits do not depend on how it is cut into tiles.
/// </summary>
internal static class ProductText
{
    public const string Multiply = "multiply";

    /// <summary>The rows and the columns of the tile that a group computes; an item has 4 of each.</summary>
    public const int Tile = 32;

    private const string OpenCl =
        """
        #define LOCAL __local
        #define BARRIER barrier(CLK_LOCAL_MEM_FENCE)
        #define LANE ((uint)get_local_id(0))
        #define GROUP ((uint)get_group_id(0))
        #define multiplyAdd fma

        """;

    private const string Cuda =
        """
        #ifdef __CUDACC_RTC__
        #define LOCAL __shared__
        #define BARRIER __syncthreads()
        #define LANE threadIdx.x
        #define GROUP blockIdx.x
        FUNCTION float multiplyAdd(float x, float y, float sum) { return __fmaf_rn(x, y, sum); }
        FUNCTION double multiplyAdd(double x, double y, double sum) { return __fma_rn(x, y, sum); }
        #else
        #define LOCAL static __attribute__((shared))
        #define BARRIER __syncthreads()
        #define LANE __nvvm_read_ptx_sreg_tid_x()
        #define GROUP __nvvm_read_ptx_sreg_ctaid_x()
        FUNCTION float multiplyAdd(float x, float y, float sum) { return __nvvm_fma_rn_f(x, y, sum); }
        FUNCTION double multiplyAdd(double x, double y, double sum) { return __nvvm_fma_rn_d(x, y, sum); }
        #endif

        """;

    // a tile of A and one of B, 16 terms of each, are read by all items of a group, neighbours in memory by neighbours where that can be
    private const string Kernel =
        """

        {
            LOCAL real partA[16][33];
            LOCAL real partB[16][33];
            const uint across = (columns + 31) / 32;
            const uint firstRow = GROUP / across * 32;
            const uint firstColumn = GROUP % across * 32;
            const uint row = LANE / 8 * 4;
            const uint column = LANE % 8 * 4;
            real sum[4][4];
            #pragma unroll
            for (uint i = 0; i < 4; ++i)
            {
                #pragma unroll
                for (uint j = 0; j < 4; ++j)
                {
                    sum[i][j] = hasStart == 1 && firstColumn + column + j < columns ? start[firstColumn + column + j]
                        : hasStart == 2 && firstRow + row + i < rows && firstColumn + column + j < columns
                        ? start[(ulong)(firstRow + row + i) * columns + firstColumn + column + j] : (real)0;
                }
            }
            for (uint first = 0; first < terms; first += 16)
            {
                const uint depth = terms - first < 16 ? terms - first : 16;
                for (uint e = LANE; e < 512; e += 64)
                {
                    const uint lineA = aTerm == 1 ? e / 16 : e % 32;
                    const uint termA = aTerm == 1 ? e % 16 : e / 32;
                    const uint lineB = bTerm == 1 ? e / 16 : e % 32;
                    const uint termB = bTerm == 1 ? e % 16 : e / 32;
                    partA[termA][lineA] = firstRow + lineA < rows && termA < depth
                        ? ELEMENT_A(firstRow + lineA, first + termA) : (real)0;
                    partB[termB][lineB] = firstColumn + lineB < columns && termB < depth
                        ? ELEMENT_B(first + termB, firstColumn + lineB) : (real)0;
                }
                BARRIER;
                for (uint t = 0; t < depth; ++t)
                {
                    #pragma unroll
                    for (uint i = 0; i < 4; ++i)
                    {
                        #pragma unroll
                        for (uint j = 0; j < 4; ++j) sum[i][j] = multiplyAdd(partA[t][row + i], partB[t][column + j], sum[i][j]);
                    }
                }
                BARRIER;
            }
            #pragma unroll
            for (uint i = 0; i < 4; ++i)
            {
                #pragma unroll
                for (uint j = 0; j < 4; ++j)
                {
                    if (firstRow + row + i < rows && firstColumn + column + j < columns)
                        c[(ulong)(firstRow + row + i) * columns + firstColumn + column + j] = sum[i][j];
                }
            }
        }

        """;

    private const string OfA = "GLOBAL const real* ONLY a, const uint aRow, const uint aTerm",
        OfB = "GLOBAL const real* ONLY b, const uint bTerm, const uint bColumn",
        OfSpikes = "GLOBAL const uint* ONLY total, const uint most, const uint features, const uint rowsPerStep, const uint wordsPerStep, "
            + "GLOBAL const uint* ONLY bits",
        Sizes = "const uint rows, const uint columns, const uint terms",
        OfC = "GLOBAL const real* ONLY start, const uint hasStart, GLOBAL real* ONLY c",
        ElementA = "#define ELEMENT_A(row, term) a[(ulong)(row) * aRow + (ulong)(term) * aTerm]\n",
        ElementB = "#define ELEMENT_B(term, column) b[(ulong)(term) * bTerm + (ulong)(column) * bColumn]\n";

    public static string Of(KernelLanguage language, Precision precision) =>
        $"{Words(language, precision)}{ElementA}{ElementB}KERNEL {Multiply}({Sizes}, {OfA}, {OfB}, {OfC})\n{Kernel}";

    /// <summary>The same with spikes as the first or the second matrix. Where there are not more of them than a number, it returns at once.</summary>
    /// <param name="name">The name of the kernel.</param>
    /// <param name="isFirst">Whether the spikes are the first matrix.</param>
    public static string WithBits(string name, bool isFirst)
    {
        const string Fired = "(real)fired(bits, rowsPerStep, wordsPerStep, features, ";
        var (a, b) = isFirst
            ? ($"#define aTerm 1\n#define ELEMENT_A(row, term) {Fired}row, term)\n", ElementB)
            : (ElementA, $"#define bTerm 0\n#define ELEMENT_B(term, column) {Fired}term, column)\n");
        var body = Kernel.Replace("const uint across", "if (total[0] <= most) return;\n    const uint across", StringComparison.Ordinal);
        return $"{a}{b}KERNEL {name}({OfSpikes}, {Sizes}, {(isFirst ? OfB : OfA)}, {OfC})\n{body}";
    }

    /// <summary>How many groups compute a product.</summary>
    public static long Groups(long rows, long columns) => ((rows + Tile - 1) / Tile) * ((columns + Tile - 1) / Tile);

    /// <summary>What stands before kernels with sums of products, and those whose items work together.</summary>
    public static string Words(KernelLanguage language, Precision precision) =>
        Prelude.Of(language, precision) + (language == KernelLanguage.Cuda ? Cuda : OpenCl);
}
