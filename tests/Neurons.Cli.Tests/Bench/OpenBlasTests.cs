using System.Runtime.Intrinsics;
using System.Text.Json;
using Neurons.Primitives;

namespace Neurons.Cli.Tests;

public class OpenBlasTests
{
    [Theory] // a build for one processor takes no other kernels
    [InlineData("Prescott")]
    [InlineData("Haswell")]
    public async Task OpenBLAS_is_used_if_its_kernels_are_for_vectors_as_the_processor_has_them(string kernels)
    {
        var choice = await NameWith(("OPENBLAS_CORETYPE", kernels));
        if (!Blas.HasOpenBlas)
        {
            Assert.Equal("managed", choice);
            return;
        }
        var name = await NameWith(("OPENBLAS_CORETYPE", kernels), ("NEURONS_BLAS", "openblas"));
        Assert.StartsWith("OpenBLAS ", name);
        Assert.Equal(
            Vector256.IsHardwareAccelerated && name.EndsWith(" Prescott", StringComparison.Ordinal)
                ? $"managed ({name} does not know this processor)" : name,
            choice);
    }

    [Fact]
    public async Task Whoever_asks_for_the_managed_product_hears_of_no_other() =>
        Assert.Equal("managed", await NameWith(("OPENBLAS_CORETYPE", "Prescott"), ("NEURONS_BLAS", "managed")));

    /// <summary>What a process with these variables calls its dense products: OpenBLAS looks at them when it is loaded.</summary>
    private static async Task<string> NameWith(params (string Name, string? Value)[] variables)
    {
        string[] bench = ["bench", "--filter", "product.managed.forward.25x1000x1000", "--json"];
        var (_, output) = await Cli.RunApart(bench, variables: [("NEURONS_BLAS", null), .. variables]);
        using var report = JsonDocument.Parse(output);
        return report.RootElement.GetProperty("machine").GetProperty("blas").GetString()!;
    }
}
