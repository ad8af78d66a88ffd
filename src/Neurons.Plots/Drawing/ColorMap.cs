namespace Neurons.Plots;

/// <summary>Colors for values from 0 to 1, by interpolation between a few anchors.</summary>
public sealed class ColorMap
{
    private readonly (byte R, byte G, byte B)[] _anchors;

    private ColorMap(params int[] anchors) =>
        _anchors = [.. anchors.Select(anchor => ((byte)(anchor >> 16), (byte)(anchor >> 8), (byte)anchor))];

    /// <summary>Even to the eye and safe for the color-blind; for quantities.</summary>
    public static ColorMap Viridis { get; } = new(
        0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151, 0xbddf26, 0xfde725);

    /// <summary>White to black; for images drawn as ink.</summary>
    public static ColorMap Grey { get; } = new(0xffffff, 0x111111);

    /// <summary>White to a middling grey; for images that something is drawn over.</summary>
    public static ColorMap Pale { get; } = new(0xffffff, 0x8a8a8a);

    /// <summary>Blue through white to vermillion; for signed quantities over a range that is symmetric about zero.</summary>
    public static ColorMap Diverging { get; } = new(0x0072b2, 0xf7f7f7, 0xd55e00);

    /// <summary>The color of a value.</summary>
    public string At(double value)
    {
        var position = Math.Clamp(value, 0, 1) * (_anchors.Length - 1);
        var lower = Math.Min((int)position, _anchors.Length - 2);
        var (a, b, share) = (_anchors[lower], _anchors[lower + 1], position - lower);
        return $"#{Mix(a.R, b.R, share):x2}{Mix(a.G, b.G, share):x2}{Mix(a.B, b.B, share):x2}";
    }

    private static byte Mix(byte a, byte b, double share) => (byte)Math.Round(a + (b - a) * share);
}
