namespace Neurons.IO;

/// <summary>Floats of eight bits, of the formats that the OCP specifies for machine learning.</summary>
internal static class Float8
{
    public static float Value(ElementType type, byte bits) => type switch
    {
        // The upper half of a Half.
        ElementType.Float8E5M2 => (float)BitConverter.UInt16BitsToHalf((ushort)(bits << 8)),
        // No infinity; one pattern of each sign is NaN.
        ElementType.Float8E4M3 when (bits & 0x7F) == 0x7F => float.NaN,
        ElementType.Float8E4M3 => (bits < 0x80 ? 1 : -1) * Magnitude((bits >> 3) & 0xF, bits & 7),
        // An exponent alone.
        ElementType.Float8E8M0 => bits == byte.MaxValue ? float.NaN : MathF.ScaleB(1, bits - 127),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static float Magnitude(int exponent, int fraction) =>
        exponent == 0 ? MathF.ScaleB(fraction, -9) : MathF.ScaleB(8 + fraction, exponent - 10);
}
