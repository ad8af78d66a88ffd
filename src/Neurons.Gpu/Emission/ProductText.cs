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

        KERNEL multiply(const uint rows, const uint columns, const uint terms, GLOBAL const real* ONLY a, const uint aRow, const uint aTerm,
            GLOBAL const real* ONLY b, const uint bTerm, const uint bColumn, GLOBAL const real* ONLY start, const uint hasStart, GLOBAL real* ONLY c)
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
                    sum[i][j] = hasStart != 0 && firstColumn + column + j < columns ? start[firstColumn + column + j] : (real)0;
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
                        ? a[(ulong)(firstRow + lineA) * aRow + (ulong)(first + termA) * aTerm] : (real)0;
                    partB[termB][lineB] = firstColumn + lineB < columns && termB < depth
                        ? b[(ulong)(first + termB) * bTerm + (ulong)(firstColumn + lineB) * bColumn] : (real)0;
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

    public static string Of(KernelLanguage language, Precision precision) => Words(language, precision) + Kernel;

    /// <summary>What stands before kernels with sums of products, and those whose items work together.</summary>
    public static string Words(KernelLanguage language, Precision precision) =>
        Prelude.Of(language, precision) + (language == KernelLanguage.Cuda ? Cuda : OpenCl);
}
