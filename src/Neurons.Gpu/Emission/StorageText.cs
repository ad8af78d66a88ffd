namespace Neurons.Gpu;

/// <summary>
/// Numbers of 16 bits: the type stored, of which memory consists, and its functions load, which widens, and store, which rounds to the nearest, to
/// the even one of two. Languages have them for float16; for bfloat16 it is integer arithmetic.
/// </summary>
internal static class StorageText
{
    public const string Fill = "fillStored", Widen = "widenStored", Narrow = "narrowStored";

    private const string OpenClHalf =
        """
        typedef half stored;
        #define load(place, index) vload_half((size_t)(index), place)
        #define store(place, index, value) vstore_half_rte(value, (size_t)(index), place)

        """;

    private const string CudaHalf =
        """
        typedef unsigned short stored;
        FUNCTION real widened(stored x) { real y; asm("cvt.f32.f16 %0, %1;" : "=f"(y) : "h"(x)); return y; }
        FUNCTION stored narrowed(real x) { stored y; asm("cvt.rn.f16.f32 %0, %1;" : "=h"(y) : "f"(x)); return y; }

        """;

    private const string Brain =
        """
        typedef unsigned short stored;
        FUNCTION real widened(stored x) { return ofBits((word)x << 16); }
        FUNCTION stored narrowed(real x)
        {
            const word bits = bitsOf(x);
            return (stored)(x != x ? bits >> 16 | 0x40 : (bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
        }

        """;

    private const string ByFunctions =
        """
        #define load(place, index) widened((place)[index])
        #define store(place, index, value) ((place)[index] = narrowed(value))

        """;

    private const string Kernels =
        """

        KERNEL fillStored(const uint count, GLOBAL stored* target, const real value)
        {
            if (ITEM < count) store(target, ITEM, value);
        }

        KERNEL widenStored(const uint count, GLOBAL const stored* ONLY source, GLOBAL real* ONLY target)
        {
            if (ITEM < count) target[ITEM] = load(source, ITEM);
        }

        KERNEL narrowStored(const uint count, GLOBAL const real* ONLY source, GLOBAL stored* ONLY target)
        {
            if (ITEM < count) store(target, ITEM, source[ITEM]);
        }

        """;

    /// <summary>What a prelude has besides, for numbers that are not kept as they are computed with.</summary>
    public static string Words(KernelLanguage language, Storage storage) => (storage, language) switch
    {
        (Storage.Full, _) => "",
        (Storage.Float16, KernelLanguage.OpenCl) => OpenClHalf,
        (Storage.Float16, _) => CudaHalf + ByFunctions,
        _ => Brain + ByFunctions,
    };

    /// <summary>The kernels that fill memory with a number, and that copy it from one form to the other.</summary>
    public static string Of(KernelLanguage language, Storage storage) => Prelude.Of(language, Precision.Float32, storage) + Kernels;
}
