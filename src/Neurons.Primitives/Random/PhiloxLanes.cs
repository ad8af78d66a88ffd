using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Neurons.Primitives;

/// <summary>A vector of 64-bit lanes with the operations that Philox needs, in one hardware width.</summary>
internal unsafe interface IPhiloxLanes<TSelf>
    where TSelf : unmanaged, IPhiloxLanes<TSelf>
{
    static abstract bool IsSupported { get; }
    static abstract TSelf Broadcast(ulong value);
    static abstract TSelf Sequence(ulong start, ulong step);
    static abstract TSelf Load(ulong* source);

    static abstract TSelf operator +(TSelf left, TSelf right);
    static abstract TSelf operator &(TSelf left, TSelf right);
    static abstract TSelf operator |(TSelf left, TSelf right);
    static abstract TSelf operator ^(TSelf left, TSelf right);
    static abstract TSelf operator <<(TSelf value, int bits);

    /// <summary>The 64-bit products of the low halves of the lanes; the high halves are ignored.</summary>
    static abstract TSelf MultiplyLow(TSelf left, TSelf right);

    /// <summary>The high halves of the lanes as the low ones; the new high halves are whatever is quickest.</summary>
    static abstract TSelf High(TSelf value);

    /// <summary>A bit for each lane, the first lowest: whether it is less on the left. Lanes are below 2^63.</summary>
    static abstract uint IsLess(TSelf left, TSelf right);

    /// <summary>Stores each 32-bit word as a float on [0, 1).</summary>
    static abstract void StoreFloats(TSelf words, float* destination);

    /// <summary>Stores each 64-bit lane as a double on [0, 1).</summary>
    static abstract void StoreDoubles(TSelf words, double* destination);
}

internal readonly unsafe struct PhiloxLanes512(Vector512<ulong> lanes) : IPhiloxLanes<PhiloxLanes512>
{
    // a shuffle, as shifts wait for the unit that multiplies
    private const byte HighOfPairs = 0b11_11_01_01;
    private readonly Vector512<ulong> _lanes = lanes;

    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512DQ.IsSupported;

    public static PhiloxLanes512 Broadcast(ulong value) => new(Vector512.Create(value));

    public static PhiloxLanes512 Sequence(ulong start, ulong step) => new(Vector512.CreateSequence(start, step));

    public static PhiloxLanes512 Load(ulong* source) => new(Vector512.Load(source));

    public static PhiloxLanes512 operator +(PhiloxLanes512 left, PhiloxLanes512 right) => new(left._lanes + right._lanes);

    public static PhiloxLanes512 operator &(PhiloxLanes512 left, PhiloxLanes512 right) => new(left._lanes & right._lanes);

    public static PhiloxLanes512 operator |(PhiloxLanes512 left, PhiloxLanes512 right) => new(left._lanes | right._lanes);

    public static PhiloxLanes512 operator ^(PhiloxLanes512 left, PhiloxLanes512 right) => new(left._lanes ^ right._lanes);

    public static PhiloxLanes512 operator <<(PhiloxLanes512 value, int bits) => new(value._lanes << bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes512 MultiplyLow(PhiloxLanes512 left, PhiloxLanes512 right) =>
        new(Avx512F.Multiply(left._lanes.AsUInt32(), right._lanes.AsUInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes512 High(PhiloxLanes512 value) =>
        new(Avx512F.Shuffle(value._lanes.AsUInt32(), HighOfPairs).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint IsLess(PhiloxLanes512 left, PhiloxLanes512 right) =>
        (uint)Vector512.LessThan(left._lanes.AsInt64(), right._lanes.AsInt64()).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFloats(PhiloxLanes512 words, float* destination) =>
        (Vector512.ConvertToSingle((words._lanes.AsUInt32() >>> 8).AsInt32()) * (1f / (1 << 24))).Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDoubles(PhiloxLanes512 words, double* destination) =>
        (Vector512.ConvertToDouble(words._lanes >>> 11) * (1.0 / (1L << 53))).Store(destination);
}

internal readonly unsafe struct PhiloxLanes256(Vector256<ulong> lanes) : IPhiloxLanes<PhiloxLanes256>
{
    // a shuffle, as shifts wait for the unit that multiplies
    private const byte HighOfPairs = 0b11_11_01_01;
    private readonly Vector256<ulong> _lanes = lanes;

    public static bool IsSupported => Avx2.IsSupported;

    public static PhiloxLanes256 Broadcast(ulong value) => new(Vector256.Create(value));

    public static PhiloxLanes256 Sequence(ulong start, ulong step) => new(Vector256.CreateSequence(start, step));

    public static PhiloxLanes256 Load(ulong* source) => new(Vector256.Load(source));

    public static PhiloxLanes256 operator +(PhiloxLanes256 left, PhiloxLanes256 right) => new(left._lanes + right._lanes);

    public static PhiloxLanes256 operator &(PhiloxLanes256 left, PhiloxLanes256 right) => new(left._lanes & right._lanes);

    public static PhiloxLanes256 operator |(PhiloxLanes256 left, PhiloxLanes256 right) => new(left._lanes | right._lanes);

    public static PhiloxLanes256 operator ^(PhiloxLanes256 left, PhiloxLanes256 right) => new(left._lanes ^ right._lanes);

    public static PhiloxLanes256 operator <<(PhiloxLanes256 value, int bits) => new(value._lanes << bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes256 MultiplyLow(PhiloxLanes256 left, PhiloxLanes256 right) =>
        new(Avx2.Multiply(left._lanes.AsUInt32(), right._lanes.AsUInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes256 High(PhiloxLanes256 value) =>
        new(Avx2.Shuffle(value._lanes.AsUInt32(), HighOfPairs).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint IsLess(PhiloxLanes256 left, PhiloxLanes256 right) =>
        (uint)Vector256.LessThan(left._lanes.AsInt64(), right._lanes.AsInt64()).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFloats(PhiloxLanes256 words, float* destination) =>
        (Vector256.ConvertToSingle((words._lanes.AsUInt32() >>> 8).AsInt32()) * (1f / (1 << 24))).Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDoubles(PhiloxLanes256 words, double* destination) =>
        (Vector256.ConvertToDouble(words._lanes >>> 11) * (1.0 / (1L << 53))).Store(destination);
}

internal readonly unsafe struct PhiloxLanes128(Vector128<ulong> lanes) : IPhiloxLanes<PhiloxLanes128>
{
    // a shuffle, as shifts wait for the unit that multiplies
    private const byte HighOfPairs = 0b11_11_01_01;
    private readonly Vector128<ulong> _lanes = lanes;

    public static bool IsSupported => Sse2.IsSupported || AdvSimd.IsSupported;

    public static PhiloxLanes128 Broadcast(ulong value) => new(Vector128.Create(value));

    public static PhiloxLanes128 Sequence(ulong start, ulong step) => new(Vector128.CreateSequence(start, step));

    public static PhiloxLanes128 Load(ulong* source) => new(Vector128.Load(source));

    public static PhiloxLanes128 operator +(PhiloxLanes128 left, PhiloxLanes128 right) => new(left._lanes + right._lanes);

    public static PhiloxLanes128 operator &(PhiloxLanes128 left, PhiloxLanes128 right) => new(left._lanes & right._lanes);

    public static PhiloxLanes128 operator |(PhiloxLanes128 left, PhiloxLanes128 right) => new(left._lanes | right._lanes);

    public static PhiloxLanes128 operator ^(PhiloxLanes128 left, PhiloxLanes128 right) => new(left._lanes ^ right._lanes);

    public static PhiloxLanes128 operator <<(PhiloxLanes128 value, int bits) => new(value._lanes << bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes128 MultiplyLow(PhiloxLanes128 left, PhiloxLanes128 right) =>
        new(Sse2.IsSupported
            ? Sse2.Multiply(left._lanes.AsUInt32(), right._lanes.AsUInt32())
            : AdvSimd.MultiplyWideningLower(
                AdvSimd.ExtractNarrowingLower(left._lanes), AdvSimd.ExtractNarrowingLower(right._lanes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes128 High(PhiloxLanes128 value) =>
        new(Sse2.IsSupported ? Sse2.Shuffle(value._lanes.AsUInt32(), HighOfPairs).AsUInt64() : value._lanes >>> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint IsLess(PhiloxLanes128 left, PhiloxLanes128 right) =>
        (uint)Vector128.LessThan(left._lanes.AsInt64(), right._lanes.AsInt64()).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFloats(PhiloxLanes128 words, float* destination) =>
        (Vector128.ConvertToSingle((words._lanes.AsUInt32() >>> 8).AsInt32()) * (1f / (1 << 24))).Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDoubles(PhiloxLanes128 words, double* destination) =>
        (Vector128.ConvertToDouble(words._lanes >>> 11) * (1.0 / (1L << 53))).Store(destination);
}
