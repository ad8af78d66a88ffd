using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace Neurons.Cli.Report;

/// <summary>Numbers in the page: all of their digits where they are few, else in 16 bits each, spikes in one.</summary>
internal static class Packed
{
    private const ushort NotFinite = ushort.MaxValue, Most = ushort.MaxValue - 1;

    private const int MostExact = 400;

    /// <summary>Few numbers as they are, many in 16 bits each.</summary>
    public static JsonNode Of(IReadOnlyList<double> values) =>
        values.Count <= MostExact ? Exact(values) : Of([.. values.Select(value => (float)value)]);

    /// <summary>Every number as it is; null for what is not finite.</summary>
    public static JsonArray Exact(IEnumerable<double> values) =>
        new([.. values.Select(value => double.IsFinite(value) ? (JsonNode)JsonValue.Create(value) : null)]);

    /// <summary>65,535 levels from the least to the greatest, in base64, the lower byte first; the last is for what is not finite.</summary>
    public static JsonObject Of(ReadOnlySpan<float> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (float.IsFinite(value)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        if (low > high) (low, high) = (0, 0);
        var bytes = new byte[2 * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var level = !float.IsFinite(values[i]) ? NotFinite : high > low ? (ushort)Math.Round((values[i] - low) / (high - low) * Most) : (ushort)0;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), level);
        }

        return new() { ["low"] = low, ["high"] = high, ["levels"] = Convert.ToBase64String(bytes) };
    }

    /// <summary>A bit a number, the lowest of a byte first: whether it is not 0.</summary>
    public static string Bits(ReadOnlySpan<float> values)
    {
        var bytes = new byte[(values.Length + 7) / 8];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != 0) bytes[i / 8] |= (byte)(1 << i % 8);
        }

        return Convert.ToBase64String(bytes);
    }
}
