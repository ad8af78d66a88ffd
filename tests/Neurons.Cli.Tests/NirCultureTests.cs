using System.Globalization;
using System.Numerics.Tensors;
using Neurons.IO;
using Neurons.Nir;

namespace Neurons.Cli.Tests;

/// <summary><c>neurons nir</c> where decimals have a comma, and where the small letter of I is ı: the same as everywhere.</summary>
public sealed class NirCultureTests
{
    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void All_that_is_said_read_and_written_is_the_same(string culture)
    {
        var expected = All(CultureInfo.InvariantCulture);

        Assert.Equal(expected, All(CultureInfo.GetCultureInfo(culture)));
    }

    private static List<string> All(CultureInfo culture)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        using var folder = new TemporaryFolder();
        var said = new List<string>();
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
            var (file, x) = (folder["net.nir"], folder["x.npy"]);
            Graph().Write(file);
            Npy.Write(x, Tensor.Create([0.5f, 1.25f, 2.5f, -0.75f, 3, 1.5f], [3, 2]));
            foreach (var line in new[]
            {
                "inspect net.nir", "inspect net.nir --json", "inspect net.nir --unchecked", "check net.nir", "check x.npy net.nir",
                "run net.nir --input x.npy --out y.npy --dt 0.05 --discretisation euler --record LIF.v",
                "run net.nir --input x.npy --out z.npy --dt 1.5e-3 --discretisation exact --milliseconds --start-at-leak --record LIF.v",
                "run net.nir --input x.npy --out i.npy --dt 0.05 --impulse", "run net.nir --input x.npy --out y.npy --dt 0,05",
                "run net.nir --input x.npy --out n.npy --as NORSE", "run net.nir --input x.npy --out n.npy --as norse",
                "run net.nir --input x.npy --out n.npy --as sinabs", "run net.nir --input x.npy --out n.npy --as snntorch",
                "convert net.nir --to a.safetensors --dt 0.05", "convert a.safetensors --to a.nir", "convert net.nir --to B.YAML --dt 0.05",
                "convert B.YAML --to b.NIR", "convert net.nir --to c.json --dt 0.05 --learn-neurons", "convert c.json --to c.nir",
                "inspect b.NIR --json", "inspect c.nir",
            })
            {
                var isFile = (string word) => word.Contains('.') && char.IsLetter(word[0]) && word != "LIF.v";
                string[] words = [.. line.Split(' ').Select(word => isFile(word) ? folder[word] : word)];
                var (code, output, error) = Cli.Run(["nir", .. words]);
                said.Add($"{line}: {code}: {output}{error}".Replace(folder.FullName, ""));
            }

            foreach (var path in Directory.EnumerateFiles(folder.FullName).Order(StringComparer.Ordinal))
                said.Add($"{Path.GetFileName(path)}: {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}");
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }

        Assert.Contains(said, line => line.StartsWith("b.NIR: ", StringComparison.Ordinal));
        Assert.Equal(4, said.Count(line => line.Contains(": 2: ", StringComparison.Ordinal)));
        return said;
    }

    private static NirGraph Graph() => new(
        [
            ("Input", new NirInput([2])),
            ("fc", new NirAffine(NirArray.From<float>([0.5f, 1.5f, 2.25f, -0.125f], [2, 2]), new[] { 0.25f, -0.5f })),
            ("LIF", new NirLif(new[] { 0.1f, 0.25f }, new[] { 1.5f, 0.75f }, new[] { 0.125f, 0 }, new[] { 1.5f, 0.25f })),
            ("output", new NirOutput([2])),
        ],
        [("Input", "fc"), ("fc", "LIF"), ("LIF", "output")]);
}
