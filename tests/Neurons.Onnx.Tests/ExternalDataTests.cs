using Neurons.IO;

namespace Neurons.Onnx.Tests;

public sealed class ExternalDataTests
{
    [Theory]
    [InlineData("model.onnx.data")]
    [InlineData("weights/of the model")]
    public void Weights_may_lie_in_a_file_in_the_folder_of_the_model(string location)
    {
        var path = Model(("location", location), ("offset", "5"), ("length", "8"));
        var data = Path.Combine(Path.GetDirectoryName(path)!, location);
        Directory.CreateDirectory(Path.GetDirectoryName(data)!);
        File.WriteAllBytes(data, [0, 0, 0, 0, 0, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
        Assert.Equal([1.5f, -2f], OnnxModel.Read(path).Constants["w"].ToSingles());

        File.WriteAllBytes(data, new byte[12]);
        Refused("has 8 bytes from 5 on in", path);
    }

    [Theory]
    [InlineData("../data")]
    [InlineData("/etc/hostname")]
    [InlineData("a/../data")]
    [InlineData("a//data")]
    [InlineData("")]
    public void A_file_elsewhere_is_not_read(string location) =>
        Refused("a file in the folder of the model, or below it, is needed", Model(("location", location)));

    [Fact]
    public void A_link_is_not_followed()
    {
        var path = Model(("location", "data"));
        var elsewhere = Path.Combine(Directory.CreateTempSubdirectory("neurons-onnx-").FullName, "data");
        File.WriteAllBytes(elsewhere, new byte[8]);
        File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(path)!, "data"), elsewhere);
        Refused("'data', which is a link", path);
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        Refused("'data', which cannot be read", Model(("location", "data")));
        Refused("has 4 bytes in 'data'; its shape needs 8", Model(("location", "data"), ("length", "4")));
        Refused("has the offset '-1' in 'data'", Model(("location", "data"), ("offset", "-1")));
    }

    private static void Refused(string message, string path) =>
        Assert.Contains(message, Assert.Throws<FormatError>(() => OnnxModel.Read(path)).Message);

    /// <summary>A model with two float32 numbers in another file.</summary>
    private static string Model(params (string Key, string Value)[] entries)
    {
        var tensor = new Proto().Whole(1, 2).Whole(2, 1).Text(8, "w").Whole(14, 1);
        foreach (var (key, value) in entries) tensor.Message(13, new Proto().Text(1, key).Text(2, value));
        return Proto.Model([], tensor).Write();
    }
}
