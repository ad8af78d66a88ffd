using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Neurons.Compile;

namespace Neurons.Gpu.Tests;

/// <summary>A test that needs clang as a compiler of CUDA C, and is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClangFactAttribute : FactAttribute
{
    public static readonly string? Clang = ((string[])["clang-19", "clang-16", "clang"]).Select(Find).FirstOrDefault(path => path is not null);

    public ClangFactAttribute() => Skip = Clang is null ? "clang is not installed." : null;

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}

/// <summary>A test that needs NVIDIA's compiler at run time, and is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NvrtcFactAttribute : FactAttribute
{
    public NvrtcFactAttribute() => Skip = NativeLibraries.IsPresent(NativeLibraries.Nvrtc) ? null : "libnvrtc is not installed.";
}

public partial class CudaTextTests
{
    private const int Volta = 70;

    [ClangFact]
    public void Clang_compiles_every_models_kernels_and_fuses_no_product_with_a_sum() => IsExact(OfClang);

    [NvrtcFact]
    public void Nvidias_compiler_compiles_every_models_kernels_and_fuses_no_product_with_a_sum() => IsExact(OfNvrtc);

    [NvrtcFact]
    public void An_error_of_nvidias_compiler_tells_the_line()
    {
        var (compiled, log) = Nvrtc.Compile("extern \"C\" __global__ void f(float* x)\n{\n    x[0] = y;\n}\n", Volta);
        Assert.Null(compiled);
        Assert.Equal([3], CompilerMessage.Lines(log));
    }

    [ClangFact]
    public void Clang_compiles_the_kernels_of_networks_and_fuses_where_the_processor_does_alone() => FusesProductsAlone(OfClang);

    [NvrtcFact]
    public void Nvidias_compiler_compiles_the_kernels_of_networks_and_fuses_where_the_processor_does_alone() => FusesProductsAlone(OfNvrtc);

    private static void FusesProductsAlone(Func<string, string> compile)
    {
        Func<KernelLanguage, Precision, string>[] without =
            [
                NetworkText.Of, NetworkText.OfSquares, WideText.Of, SpikeText.Of, ReductionText.Of, DelayText.Of, DelayText.OfWide, FilterText.Of,
                FilterText.OfWide, FunctionText.OfSigmoid, FunctionText.OfTanh, VolumeText.Of, SequenceText.Of, SequenceText.OfWide,
            ],
            with =
            [
                ProductText.Of, ImageText.Of, SpikeText.OfDenseForward, SpikeText.OfDenseGradient, AttentionText.Of, SequenceText.OfProducts,
            ];
        foreach (var text in without.Concat(with))
        {
            var ptx = compile(text(KernelLanguage.Cuda, Precision.Float32));
            if (with.Contains(text)) Assert.Contains("fma.rn.f32", ptx);
            else Assert.DoesNotContain("fma.", ptx);
            Assert.DoesNotMatch(@"\b(add|sub|mul)\.(ftz\.)?f(32|64)\b", ptx);
            Assert.DoesNotMatch(@"\b(div|sqrt)\.(approx|full)", ptx);
            Assert.DoesNotContain(".ftz", ptx);
        }
    }

    private static void IsExact(Func<string, string> compile)
    {
        var prelude = Prelude.Of(KernelLanguage.Cuda, Precision.Float32);
        var text = new StringBuilder(ToolsText.Of(KernelLanguage.Cuda, Precision.Float32));
        foreach (var entry in Models.all.Concat(Models.synapses))
        {
            foreach (var (source, kernel) in Sources(entry.Definition, Precision.Float32))
                text.Append(source[prelude.Length..].Replace($"KERNEL {kernel}(", $"KERNEL {entry.Name}_{kernel}(", StringComparison.Ordinal));
        }

        var ptx = compile(text.ToString());
        Assert.Equal(2 * (Models.all.Length + Models.synapses.Length) + 3, Entries().Count(ptx));
        Assert.DoesNotContain("fma.", ptx);
        // without .rn the driver may fuse them
        Assert.DoesNotMatch(@"\b(add|sub|mul)\.(ftz\.)?f(32|64)\b", ptx);
        Assert.DoesNotMatch(@"\b(div|sqrt)\.(approx|full)", ptx);
        Assert.DoesNotContain(".ftz", ptx);
    }

    [ClangFact]
    public void Clang_compiles_kernels_for_numbers_of_16_bits_which_fuse_nothing_and_compute_in_float32() => KeepsSixteenBits(OfClang);

    [NvrtcFact]
    public void Nvidias_compiler_compiles_kernels_for_numbers_of_16_bits_which_fuse_nothing_and_compute_in_float32() =>
        KeepsSixteenBits(OfNvrtc);

    private static void KeepsSixteenBits(Func<string, string> compile)
    {
        foreach (var storage in (Storage[])[Storage.Float16, Storage.BFloat16])
        {
            var prelude = Prelude.Of(KernelLanguage.Cuda, Precision.Float32, storage);
            var text = new StringBuilder(StorageText.Of(KernelLanguage.Cuda, storage));
            foreach (var (source, _) in Sources(Models.find("ExtendedLif").Definition, Precision.Float32, storage))
                text.Append(source[prelude.Length..]);
            var ptx = compile(text.ToString());
            Assert.Equal(5, Entries().Count(ptx));
            Assert.DoesNotContain("fma.", ptx);
            Assert.DoesNotMatch(@"\b(add|sub|mul)\.(rn\.)?(ftz\.)?(b?f16|bf16)\b", ptx);
            Assert.Equal(storage == Storage.Float16, ptx.Contains("cvt.rn.f16.f32", StringComparison.Ordinal));
        }
    }

    [ClangFact]
    public void In_float64_nothing_is_computed_in_float32()
    {
        var model = Models.find("ExtendedLif").Definition;
        foreach (var (source, _) in Sources(model, Precision.Float64)) Assert.DoesNotContain(".f32", OfClang(source));
    }

    private static IEnumerable<(string Source, string Name)> Sources(Definition model, Precision precision, Storage storage = Storage.Full)
    {
        bool[] every = [.. model.ParameterNames.Select(_ => true)];
        var layout = new Layout(precision, every);
        Recorded[] recorded = [Recorded.NewOutput(0), .. model.StateNames.Select((_, s) => Recorded.NewAfter(s))];
        var forward = Plan.forward(layout, model.Equations, recorded, []);
        yield return (ForwardText.Of(KernelLanguage.Cuda, model, forward, new(false, true, storage)), ForwardText.Name);
        bool[] inputs = [.. model.InputNames.Select(_ => true)];
        var (reverse, tape) = Plan.reverse(
            layout, model.Equations, recorded, [.. recorded.Select(_ => true)], new Wanted(inputs, [.. inputs.Select(_ => false)], every));
        var record = Plan.forward(layout, model.Equations, [], tape);
        var form = new BackwardForm([.. model.StateNames.Select(_ => true)], true, storage);
        yield return (BackwardText.Of(KernelLanguage.Cuda, model, record, reverse, form), BackwardText.Name);
    }

    private static string OfNvrtc(string source)
    {
        var (compiled, log) = Nvrtc.Compile(source, Volta);
        return compiled is null ? throw new InvalidOperationException(log) : Encoding.ASCII.GetString(compiled);
    }

    private static string OfClang(string source)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var file = Path.Combine(folder, "kernels.cu");
            File.WriteAllText(file, source);
            using var clang = Process.Start(new ProcessStartInfo(
                ClangFactAttribute.Clang!,
                ["-x", "cuda", "--cuda-device-only", "--cuda-gpu-arch=sm_70", "-nocudainc", "-nocudalib", "-ffp-contract=off", "-O1", "-w", "-S",
                    "-o", Path.Combine(folder, "kernels.ptx"), file])
            {
                RedirectStandardError = true,
            })!;
            var errors = clang.StandardError.ReadToEnd();
            clang.WaitForExit();
            Assert.True(clang.ExitCode == 0, errors);
            return File.ReadAllText(Path.Combine(folder, "kernels.ptx"));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [GeneratedRegex(@"\.entry ")]
    private static partial Regex Entries();
}
