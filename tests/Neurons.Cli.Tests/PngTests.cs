using System.Buffers.Binary;

namespace Neurons.Cli.Tests;

/// <summary>Pictures of pixels beside those of lines.</summary>
public sealed class PngTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_simulation_is_drawn_as_PNG_where_the_file_or_the_option_says_so()
    {
        Assert.Equal(0, Cli.Run("simulate", "CubaLif", "--out", _folder["a.png"]).Code);
        var result = Cli.Run("simulate", "CubaLif", "--png", "--out", _folder["b.svg"], "--out", _folder["b.csv"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("b.png", result.Output);
        Assert.Equal(Size(_folder["a.png"]), Size(_folder["b.png"]));
        Assert.Equal(File.ReadAllBytes(_folder["a.png"]), File.ReadAllBytes(_folder["b.png"]));
        Assert.Equal(["a.png", "b.csv", "b.png", "b.svg"], Files(_folder["."]));
    }

    [Fact]
    public void A_training_is_drawn_as_PNG_too()
    {
        var run = _folder["run"];
        Assert.Equal(0, Cli.Run("train", "--hidden", "8", "--steps", "4", "--epochs", "1", "--out", run, "--png", "--no-report").Code);
        Assert.Equal(["digit.png", "training.png"], Files(run).Where(file => file.EndsWith(".png", StringComparison.Ordinal)));
        Assert.True(Size(Path.Combine(run, "training.png")).Width >= 1000);
    }

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>What the head of a PNG says.</summary>
    internal static (int Width, int Height) Size(string path)
    {
        var bytes = File.ReadAllBytes(path);
        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], bytes[..8]);
        return (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
    }
}
