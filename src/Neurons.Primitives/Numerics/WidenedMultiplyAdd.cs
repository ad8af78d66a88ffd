using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>x y + sum of float32 numbers, rounded once, where the processor has no instruction for it: by way of float64.</summary>
/// <remarks>
/// A product of two float32 numbers is exact in float64. The sum is rounded to odd there: where it is not exact, to that neighbour whose last
/// bit is 1. What float64 has beyond float32 and one bit more then tells to which side of a tie the sum lies, and rounding it again
/// gives the number nearest to the exact one.
/// </remarks>
internal static class WidenedMultiplyAdd
{
    public static Vector128<float> Of(Vector128<float> x, Vector128<float> y, Vector128<float> sum)
    {
        var (xLow, xHigh) = Vector128.Widen(x);
        var (yLow, yHigh) = Vector128.Widen(y);
        var (sumLow, sumHigh) = Vector128.Widen(sum);
        return Vector128.Narrow(ToOdd(xLow * yLow, sumLow), ToOdd(xHigh * yHigh, sumHigh));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ToOdd(Vector128<double> product, Vector128<double> sum)
    {
        var total = product + sum;
        var added = total - product;
        var lost = product - (total - added) + (sum - added);
        // neither holds where the total is not finite, as what is lost is not a number then
        var isInexact = (Vector128.GreaterThan(lost, Vector128<double>.Zero) | Vector128.LessThan(lost, Vector128<double>.Zero)).AsInt64();
        var bits = total.AsInt64();
        var isEven = Vector128.Equals(bits & Vector128<long>.One, Vector128<long>.Zero);
        var step = Vector128.LessThan(bits ^ lost.AsInt64(), Vector128<long>.Zero) | Vector128<long>.One; // towards 0 where the signs differ
        return (bits + (step & isInexact & isEven)).AsDouble();
    }
}
