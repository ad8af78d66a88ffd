using System.Globalization;

namespace Neurons.Gpu;

/// <summary>
/// A number of 16 bits, of which 8 are the exponent of a float and 7 its fraction: the range of a float, two to three decimal digits. It is kept,
/// not computed with; arithmetic is that of float.
/// </summary>
public readonly struct BFloat16 : IEquatable<BFloat16>
{
    private const int Shift = 16;

    private BFloat16(ushort bits) => Bits = bits;

    /// <summary>The upper 16 bits of the float.</summary>
    public ushort Bits { get; }

    /// <summary>The number of these bits.</summary>
    /// <param name="bits">The upper 16 bits of a float.</param>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>The nearest number; of two that are as near, the one whose last bit is 0.</summary>
    /// <param name="value">Any number; beyond the largest it is infinite.</param>
    public static explicit operator BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        // a NaN keeps its sign, and is one whatever its fraction was
        return new(float.IsNaN(value) ? (ushort)((bits >> Shift) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> Shift) & 1)) >> Shift));
    }

    /// <summary>The same number.</summary>
    /// <param name="value">Any number.</param>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << Shift);

    /// <summary>Whether two are the same number; 0 is -0, and a NaN nothing.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(BFloat16 left, BFloat16 right) => (float)left == (float)right;

    /// <summary>Whether two are not the same number.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(BFloat16 left, BFloat16 right) => !(left == right);

    /// <summary>As for float: a NaN equals a NaN.</summary>
    public bool Equals(BFloat16 other) => ((float)this).Equals(other);

    /// <summary>As for float: a NaN equals a NaN.</summary>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <summary>As for float.</summary>
    public override int GetHashCode() => ((float)this).GetHashCode();

    /// <summary>The number, as a float writes it.</summary>
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);
}
