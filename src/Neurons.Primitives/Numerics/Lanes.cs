using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Neurons.Primitives;

/// <summary>A few adjacent numbers handled at once, in one hardware width; all widths give the same bits.</summary>
/// <remarks>The vector types share no public interface, so each gets a wrapper that has one.</remarks>
internal unsafe interface ILanes<TSelf, T>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged
{
    static abstract bool IsSupported { get; }
    static abstract TSelf Broadcast(T value);
    static abstract TSelf Load(T* source);
    void Store(T* destination);

    /// <summary>x y + sum, rounded once, also where the processor has no instruction for it.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf sum);

    static abstract TSelf operator +(TSelf left, TSelf right);
}

internal readonly unsafe struct Lanes512<T>(Vector512<T> lanes) : ILanes<Lanes512<T>, T>
    where T : unmanaged
{
    private readonly Vector512<T> _lanes = lanes;

    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _lanes.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> left, Lanes512<T> right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> x, Lanes512<T> y, Lanes512<T> sum)
    {
        if (typeof(T) == typeof(float))
            return new(Vector512.FusedMultiplyAdd(x._lanes.AsSingle(), y._lanes.AsSingle(), sum._lanes.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double))
            return new(Vector512.FusedMultiplyAdd(x._lanes.AsDouble(), y._lanes.AsDouble(), sum._lanes.AsDouble()).As<double, T>());
        return new(x._lanes * y._lanes + sum._lanes);
    }
}

internal readonly unsafe struct Lanes256<T>(Vector256<T> lanes) : ILanes<Lanes256<T>, T>
    where T : unmanaged
{
    private readonly Vector256<T> _lanes = lanes;

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(T* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _lanes.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> left, Lanes256<T> right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> x, Lanes256<T> y, Lanes256<T> sum)
    {
        if (typeof(T) == typeof(float))
            return new(Vector256.FusedMultiplyAdd(x._lanes.AsSingle(), y._lanes.AsSingle(), sum._lanes.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double))
            return new(Vector256.FusedMultiplyAdd(x._lanes.AsDouble(), y._lanes.AsDouble(), sum._lanes.AsDouble()).As<double, T>());
        return new(x._lanes * y._lanes + sum._lanes);
    }
}

internal readonly unsafe struct Lanes128<T>(Vector128<T> lanes) : ILanes<Lanes128<T>, T>
    where T : unmanaged
{
    private readonly Vector128<T> _lanes = lanes;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(T* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _lanes.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> left, Lanes128<T> right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> x, Lanes128<T> y, Lanes128<T> sum)
    {
        if (typeof(T) == typeof(float))
        {
            // by software, the framework computes number by number
            return new((Fma.IsSupported || AdvSimd.IsSupported
                ? Vector128.FusedMultiplyAdd(x._lanes.AsSingle(), y._lanes.AsSingle(), sum._lanes.AsSingle())
                : WidenedMultiplyAdd.Of(x._lanes.AsSingle(), y._lanes.AsSingle(), sum._lanes.AsSingle())).As<float, T>());
        }
        if (typeof(T) == typeof(double))
            return new(Vector128.FusedMultiplyAdd(x._lanes.AsDouble(), y._lanes.AsDouble(), sum._lanes.AsDouble()).As<double, T>());
        return new(x._lanes * y._lanes + sum._lanes);
    }
}

/// <summary>One number at a time, where there is no vector hardware.</summary>
internal readonly unsafe struct Lanes1<T>(T value) : ILanes<Lanes1<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly T _value = value;

    public static bool IsSupported => true;

    public static Lanes1<T> Broadcast(T value) => new(value);

    public static Lanes1<T> Load(T* source) => new(*source);

    public void Store(T* destination) => *destination = _value;

    public static Lanes1<T> operator +(Lanes1<T> left, Lanes1<T> right) => new(left._value + right._value);

    public static Lanes1<T> MultiplyAdd(Lanes1<T> x, Lanes1<T> y, Lanes1<T> sum) =>
        new(MultiplyAdd(x._value, y._value, sum._value));

    /// <summary>x y + sum, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyAdd(T x, T y, T sum)
    {
        if (typeof(T) == typeof(float))
            return (T)(object)MathF.FusedMultiplyAdd((float)(object)x, (float)(object)y, (float)(object)sum);
        if (typeof(T) == typeof(double))
            return (T)(object)Math.FusedMultiplyAdd((double)(object)x, (double)(object)y, (double)(object)sum);
        return x * y + sum;
    }
}
