using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Neurons.Primitives;

/// <summary>Copies blocks of 4 x 4 floats, transposed.</summary>
internal static unsafe class Transpose4
{
    /// <summary>Whether the processor can interleave vectors, and the numbers are floats.</summary>
    public static bool IsSupported<T>() => typeof(T) == typeof(float) && (Sse.IsSupported || AdvSimd.Arm64.IsSupported);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, long sourceStride, float* target, long targetStride)
    {
        var a = Vector128.Load(source);
        var b = Vector128.Load(source + sourceStride);
        var c = Vector128.Load(source + 2 * sourceStride);
        var d = Vector128.Load(source + 3 * sourceStride);
        var ac = Low(a, c); // a0 c0 a1 c1
        var bd = Low(b, d);
        Low(ac, bd).Store(target);
        High(ac, bd).Store(target + targetStride);
        ac = High(a, c);
        bd = High(b, d);
        Low(ac, bd).Store(target + 2 * targetStride);
        High(ac, bd).Store(target + 3 * targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
