using System.IO.Compression;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace Neurons.Onnx.Tests;

/// <summary>Models that PyTorch 2.6 wrote (opset 17), each with an input and what PyTorch gives for it, in evaluation.</summary>
internal static class Recorded
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("neurons-onnx-").FullName;
        using var archive = new ZipArchive(typeof(Recorded).Assembly.GetManifestResourceStream("onnx.zip")!);
        archive.ExtractToDirectory(folder);
        return folder;
    });

    /// <summary>The names of the models; "_plain" ones are written without the simplifications of PyTorch.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder.Value, "*.onnx").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public static string File(string name) => Path.Combine(Folder.Value, name + ".onnx");

    /// <summary>An input, and the output that was recorded.</summary>
    public static (Tensor<float> Input, double[] Output) Of(string name)
    {
        var json = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Folder.Value, name + ".json")))!;
        float[] input = [.. json["input"]!.AsArray().Select(value => (float)value!.GetValue<double>())];
        nint[] shape = [.. json["shape"]!.AsArray().Select(length => (nint)length!.GetValue<int>())];
        return (Tensor.Create(input, shape), [.. json["output"]!.AsArray().Select(value => value!.GetValue<double>())]);
    }
}
