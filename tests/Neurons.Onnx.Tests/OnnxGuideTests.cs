using System.Runtime.CompilerServices;

namespace Neurons.Onnx.Tests;

/// <summary>What docs/conversion.md says of ONNX.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class OnnxGuideTests
{
    [Fact]
    public void The_snippet_of_the_page_runs()
    {
        const string Snippet = """var (analogue, notes) = OnnxModel.Read("model.onnx").ToNetwork();""";
        Assert.Contains(Snippet, Page());

        using var folder = new WorkingFolder();
        File.Copy(Recorded.File("view"), "model.onnx");
        var (analogue, notes) = OnnxModel.Read("model.onnx").ToNetwork();
        Assert.Equal([4], analogue.OutputShape.ToArray());
        Assert.Single(notes);
    }

    [Fact]
    public void The_page_names_every_operator_that_errors_name()
    {
        var page = Page();
        var path = Proto.Model([Proto.Node("LSTM", ["x"], "y")]).Write();
        var message = Assert.Throws<NotSupportedException>(() => OnnxModel.Read(path).ToNetwork()).Message;
        var names = message.Split("have one are ")[1].Split(", and")[0].Split(", ");
        Assert.All(names.Except(["Constant"]), name => Assert.Contains(name, page));
    }

    private static string Page() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../docs/conversion.md"));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
