using System.Diagnostics;
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
            Vector256.IsHardwareAccelerated && name.EndsWith(" Prescott") ? $"managed ({name} does not know this processor)" : name,
            choice);
    }

    [Fact]
    public async Task Whoever_asks_for_the_managed_product_hears_of_no_other() =>
        Assert.Equal("managed", await NameWith(("OPENBLAS_CORETYPE", "Prescott"), ("NEURONS_BLAS", "managed")));

    /// <summary>What a process with these variables calls its dense products: OpenBLAS looks at them when it is loaded.</summary>
    private static async Task<string> NameWith(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) != "dotnet") start.FileName = "dotnet";
        foreach (var argument in new[] { typeof(App).Assembly.Location, "bench", "--filter", "copy", "--neurons", "100", "--time-steps", "1", "--json" })
            start.ArgumentList.Add(argument);
        start.Environment.Remove("NEURONS_BLAS");
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal("", await error);
        using var report = JsonDocument.Parse(await output);
        return report.RootElement.GetProperty("machine").GetProperty("blas").GetString()!;
    }
}
