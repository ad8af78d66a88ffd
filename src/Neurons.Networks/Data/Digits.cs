using System.Globalization;
using System.IO.Compression;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// 1,797 handwritten digits of 8 × 8 pixels, part of the library: "Optical Recognition of Handwritten Digits", E. Alpaydin and
/// C. Kaynak, UCI Machine Learning Repository, CC BY 4.0.
/// </summary>
public static class Digits
{
    /// <summary>Pixels in a row, and rows.</summary>
    public const int Side = 8;

    /// <summary>The number of classes.</summary>
    public const int Classes = 10;

    private const int Features = Side * Side;
    private const float Darkest = 16;

    /// <summary>All digits, with 64 features each, row by row: a current from 0 (white) to <paramref name="current"/> (black).</summary>
    /// <param name="current">The current of a black pixel.</param>
    public static Dataset Load(float current = 1)
    {
        if (!float.IsFinite(current))
            throw new ArgumentOutOfRangeException(nameof(current), current, $"current is {current}; it must be finite.");

        using var resource = typeof(Digits).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using var content = new GZipStream(resource, CompressionMode.Decompress);
        using var reader = new StreamReader(content);
        var inputs = new List<float>();
        var labels = new List<int>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            for (var pixel = 0; pixel < Features; pixel++)
                inputs.Add(float.Parse(fields[pixel], NumberStyles.Float, CultureInfo.InvariantCulture) / Darkest * current);
            labels.Add(int.Parse(fields[Features], NumberStyles.None, CultureInfo.InvariantCulture));
        }
        return new Dataset(Tensor.Create(inputs.ToArray(), [labels.Count, Features]), [.. labels]);
    }
}
