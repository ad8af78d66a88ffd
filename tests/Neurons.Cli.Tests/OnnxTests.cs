using System.IO.Compression;
using System.Text.Json;

namespace Neurons.Cli.Tests;

public sealed class OnnxTests
{
    [Fact]
    public void A_model_is_shown_with_its_operations_weights_and_attributes()
    {
        using var folder = new TemporaryFolder();
        var result = Cli.Run("onnx", "inspect", Model(folder, "residual_gap"));
        Assert.Equal(0, result.Code);
        Assert.Contains("opset 17, written by pytorch 2.6.0", result.Output);
        Assert.Contains("input   x [?, 3, 7, 6]", result.Output);
        Assert.Matches(@"Conv +x, c0\.weight \[4, 3, 3, 3\], c0\.bias \[4\] → .*kernel_shape 3, 3", result.Output);
        var json = JsonDocument.Parse(Cli.Run("onnx", "inspect", Model(folder, "residual_gap"), "--json").Output).RootElement;
        Assert.Equal("Conv", json.GetProperty("nodes")[0].GetProperty("operator").GetString());
        Assert.Equal("[5, 6]", json.GetProperty("tensors").GetProperty("fc.weight").GetString());
    }

    [Fact]
    public void A_model_becomes_a_network_and_what_was_left_out_is_said()
    {
        using var folder = new TemporaryFolder();
        var result = Cli.Run("onnx", "convert", Model(folder, "view"), "--to", folder["net.safetensors"]);
        Assert.Equal(0, result.Code);
        Assert.Contains("LogSoftmax '/LogSoftmax': left out", result.Output);
        Assert.Equal([1, 11, 13], Network.Load(folder["net.safetensors"]).InputShape.ToArray());
        Assert.Contains("--to is net.onnx", Cli.Refused("onnx", "convert", Model(folder, "view"), "--to", "net.onnx"));
    }

    [Fact]
    public void What_is_no_model_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("is no ONNX model", Cli.Refused("onnx", "inspect", folder.Write("text.onnx", "some text")));
        Assert.Contains("A sample of digits has the shape [64]", Cli.Refused("ann2snn", Model(folder, "mlp")));
    }

    private static string Model(TemporaryFolder folder, string name)
    {
        using var archive = new ZipArchive(typeof(OnnxTests).Assembly.GetManifestResourceStream("onnx.zip")!);
        var path = folder[name + ".onnx"];
        archive.GetEntry(name + ".onnx")!.ExtractToFile(path, overwrite: true);
        return path;
    }
}
