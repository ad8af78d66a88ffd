using System.IO.Compression;
using System.Text;
using Neurons.IO;
using SkiaSharp;
using Svg.Skia;
using Svg.Skia.TypefaceProviders;

namespace Neurons.Plots;

/// <summary>Figures as PNG.</summary>
public static class FigurePng
{
    private const double MostPixels = 1e8;
    private const int Quality = 100;

    /// <summary>
    /// Writes the figure as a PNG: on light paper unless its theme is dark, and with fonts that come with the library, so that the picture is
    /// the same on a machine without any. An animation shows all of its frames at once.
    /// </summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">A path that ends in .png. What stood there is replaced at once, or stays.</param>
    /// <param name="scale">Pixels of the file for each of the figure: 2 for screens of high density and for print.</param>
    /// <exception cref="ArgumentException">The path has another ending.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0, or makes more than 10⁸ pixels.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="DllNotFoundException">Skia has no native part for this system.</exception>
    public static void SavePng(this Figure figure, string path, double scale = 2)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"{path}: the ending is not known; .png is.");
        var bytes = figure.ToPng(scale);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The figure as the bytes of a PNG.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="scale">Pixels of the file for each of the figure.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0, or makes more than 10⁸ pixels.</exception>
    public static byte[] ToPng(this Figure figure, double scale = 2)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var pixels = figure.Width * figure.Height * scale * scale;
        if (!(scale > 0 && pixels <= MostPixels))
        {
            throw new ArgumentOutOfRangeException(
                nameof(scale), FormattableString.Invariant($"SavePng: scale is {scale}; it must be > 0, and make at most {MostPixels:0e0} pixels."));
        }

        var fixedPaper = figure.Theme == FigureTheme.Auto ? figure.WithTheme(FigureTheme.Light) : figure;
        using var svg = new SKSvg();
        svg.Settings.TypefaceProviders = [new OwnFonts()];
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(fixedPaper.ToSvg()));
        var picture = svg.Load(text) ?? throw new InvalidOperationException("The figure could not be drawn.");
        using var bitmap = new SKBitmap(
            (int)Math.Ceiling(picture.CullRect.Width * scale), (int)Math.Ceiling(picture.CullRect.Height * scale));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Scale((float)scale);
            canvas.DrawPicture(picture);
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, Quality);
        return encoded.ToArray();
    }

    /// <summary>DejaVu Sans for any family that a figure names.</summary>
    private sealed class OwnFonts : ITypefaceProvider
    {
        private static readonly Lazy<SKTypeface> _normal = new(() => Read("DejaVuSans.ttf.gz"));
        private static readonly Lazy<SKTypeface> _bold = new(() => Read("DejaVuSans-Bold.ttf.gz"));

        public SKTypeface? FromFamilyName(string fontFamily, SKFontStyleWeight fontWeight, SKFontStyleWidth fontWidth, SKFontStyleSlant fontStyle) =>
            fontWeight >= SKFontStyleWeight.SemiBold ? _bold.Value : _normal.Value;

        private static SKTypeface Read(string name)
        {
            using var stream = typeof(FigurePng).Assembly.GetManifestResourceStream(name)!;
            using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
            using var copy = new MemoryStream();
            unpacked.CopyTo(copy);
            return SKTypeface.FromData(SKData.CreateCopy(copy.ToArray()));
        }
    }
}
