using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>
/// What stands before every kernel. Two languages differ in a few words alone: KERNEL, FUNCTION, GLOBAL, ONLY, ITEM and squareRoot. All else is
/// integer arithmetic and the operations that IEEE 754 rounds correctly, so it has the same bits everywhere.
/// </summary>
internal static class Prelude
{
    private const string OpenClDouble = "#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n";

    private const string OpenCl =
        """
        #pragma OPENCL FP_CONTRACT OFF
        #define KERNEL __kernel void
        #define FUNCTION static inline
        #define GLOBAL __global
        #define ONLY restrict
        #define ITEM ((uint)get_global_id(0))
        #define squareRoot sqrt

        """;

    // Of the two compilers of CUDA C, clang is told all that NVRTC knows by itself.
    private const string Cuda =
        """
        typedef unsigned int uint;
        typedef unsigned long long ulong;
        #ifdef __CUDACC_RTC__
        #define KERNEL extern "C" __global__ void
        #define FUNCTION static __device__ __forceinline__
        #define ITEM (blockIdx.x * blockDim.x + threadIdx.x)
        FUNCTION float squareRoot(float x) { return __fsqrt_rn(x); }
        FUNCTION double squareRoot(double x) { return __dsqrt_rn(x); }
        #else
        #pragma clang fp contract(off)
        #define KERNEL extern "C" __attribute__((global)) void
        #define FUNCTION static __attribute__((device)) __attribute__((always_inline))
        #define ITEM (__nvvm_read_ptx_sreg_ctaid_x() * __nvvm_read_ptx_sreg_ntid_x() + __nvvm_read_ptx_sreg_tid_x())
        FUNCTION float squareRoot(float x) { return __nvvm_sqrt_rn_f(x); }
        FUNCTION double squareRoot(double x) { return __nvvm_sqrt_rn_d(x); }
        #endif
        #define GLOBAL
        #define ONLY __restrict__

        """;

    private const string Single =
        """
        typedef float real;
        typedef uint word;
        #define SHIFT 23
        #define SIGN 0x80000000u
        #define INFINITE_BITS 0x7F800000u
        #define NOT_A_NUMBER_BITS 0x7FC00000u
        #define EXPONENT 0x4B000000u
        #define FROM_EXPONENT 8388735.0f
        #define FRACTION 0x007FFFFFu
        #define UP 0x004AFB0Du
        #define SQRT_HALF 0x3F3504F3u

        """;

    private const string Double =
        """
        typedef double real;
        typedef ulong word;
        #define SHIFT 52
        #define SIGN 0x8000000000000000ul
        #define INFINITE_BITS 0x7FF0000000000000ul
        #define NOT_A_NUMBER_BITS 0x7FF8000000000000ul
        #define EXPONENT 0x4330000000000000ul
        #define FROM_EXPONENT 4503599627371519.0
        #define FRACTION 0x000FFFFFFFFFFFFFul
        #define UP 0x00095F619980C433ul
        #define SQRT_HALF 0x3FE6A09E667F3BCDul

        """;

    private const string Functions =
        """

        typedef union { real number; word bits; } number;
        FUNCTION word bitsOf(real x) { number n; n.number = x; return n.bits; }
        FUNCTION real ofBits(word x) { number n; n.bits = x; return n.number; }
        #define INFINITE ofBits(INFINITE_BITS)
        #define NOT_A_NUMBER ofBits(NOT_A_NUMBER_BITS)

        FUNCTION real absolute(real x) { return ofBits(bitsOf(x) & ~SIGN); }
        FUNCTION real minimum(real a, real b) { return b < a ? b : a; }
        FUNCTION real maximum(real a, real b) { return a < b ? b : a; }

        // 2^n of n + a magic number whose low bits are then the exponent of 2^n
        FUNCTION real powerOfTwo(real x) { return ofBits(bitsOf(x) << SHIFT); }
        // x = 2^k f with f in [sqrt(1/2), sqrt(2)): adding the bits of 1 less those of sqrt(1/2) makes the exponent grow where f passes sqrt(2)
        FUNCTION real exponent(real x) { return ofBits(((bitsOf(x) + UP) >> SHIFT) | EXPONENT) - FROM_EXPONENT; }
        FUNCTION real fraction(real x) { return ofBits(((bitsOf(x) + UP) & FRACTION) + SQRT_HALF); }

        """;

    /// <summary>Philox4x32-10, counting (neuron, step, draw, stream) under a seed; and uniform numbers on [0, 1) of its words.</summary>
    private const string Random =
        """

        typedef struct { uint w0, w1, w2, w3; } words;
        FUNCTION words philox(uint neuron, uint step, uint draw, uint stream, uint key0, uint key1)
        {
            words c;
            c.w0 = neuron; c.w1 = step; c.w2 = draw; c.w3 = stream;
            for (int round = 0; round < 10; ++round)
            {
                const ulong product0 = (ulong)0xD2511F53u * c.w0;
                const ulong product1 = (ulong)0xCD9E8D57u * c.w2;
                c.w0 = (uint)(product1 >> 32) ^ c.w1 ^ key0;
                c.w1 = (uint)product1;
                c.w2 = (uint)(product0 >> 32) ^ c.w3 ^ key1;
                c.w3 = (uint)product0;
                key0 += 0x9E3779B9u;
                key1 += 0xBB67AE85u;
            }
            return c;
        }

        """;

    private const string SingleUniform = "FUNCTION real uniform(uint high, uint low) { return (real)(high >> 8) * 5.9604645E-08f; }\n";

    private const string DoubleUniform =
        "FUNCTION real uniform(uint high, uint low) { return (real)((((ulong)high << 32) | low) >> 11) * 1.1102230246251565E-16; }\n";

    public static string Of(KernelLanguage language, Precision precision, Storage storage = Storage.Full)
    {
        var single = precision.IsFloat32;
        var words = language == KernelLanguage.Cuda ? Cuda : single ? OpenCl : OpenClDouble + OpenCl;
        return $"{words}{(single ? Single : Double)}{Functions}{Random}{(single ? SingleUniform : DoubleUniform)}"
            + StorageText.Words(language, storage);
    }
}
