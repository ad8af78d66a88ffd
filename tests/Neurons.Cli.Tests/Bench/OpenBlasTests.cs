using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Neurons.Primitives;

namespace Neurons.Cli.Tests;

public class OpenBlasTests
{
    [Fact]
    public async Task An_OpenBLAS_that_does_not_know_the_processor_is_left_alone()
    {
        var name = await NameWith(("OPENBLAS_CORETYPE", "Prescott"));
        if (!Blas.HasOpenBlas)
            Assert.Equal("managed", name);
        else if (Avx2.IsSupported)
            Assert.Matches(@"^managed \(OpenBLAS \S+ Prescott does not know this processor\)$", name);
    }

    [Fact]
    public async Task An_OpenBLAS_with_kernels_for_the_processor_is_used()
    {
        if (Avx2.IsSupported)
            Assert.Matches(Blas.HasOpenBlas ? @"^OpenBLAS \S+ Haswell$" : "^managed$", await NameWith(("OPENBLAS_CORETYPE", "Haswell")));
    }

    [Fact]
    public async Task Whoever_asks_for_OpenBLAS_gets_it_with_any_kernels()
    {
        if (Blas.HasOpenBlas && Avx2.IsSupported)
            Assert.Matches(@"^OpenBLAS \S+ Prescott$", await NameWith(("OPENBLAS_CORETYPE", "Prescott"), ("NEURONS_BLAS", "openblas")));
    }

    /// <summary>What a process with these variables calls its dense products: OpenBLAS looks at them when it is loaded.</summary>
    private static async Task<string> NameWith(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) != "dotnet") start.FileName = "dotnet";
        foreach (var argument in new[] { typeof(App).Assembly.Location, "bench", "--filter", "copy", "--neurons", "100", "--time-steps", "1", "--json" })
            start.ArgumentList.Add(argument);
        start.Environment.Remove("NEURONS_BLAS");
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var report = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        return report.RootElement.GetProperty("machine").GetProperty("blas").GetString()!;
    }
}
