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
        Refused("has the length '99999999999999999999'", Model(("location", "data"), ("length", "99999999999999999999")));
        Refused("does not say in which", Model(("offset", "0")));
    }

    [Theory]
    [InlineData("9223372036854775807", 2)]
    [InlineData("9", 2)]
    [InlineData("1", 2)]
    [InlineData("0", 2_000_000_000)]
    public void Nothing_is_taken_for_what_the_file_does_not_have(string offset, long numbers)
    {
        var path = Model(numbers, ("location", "data"), ("offset", offset));
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(path)!, "data"), new byte[8]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused($"has {4 * numbers} bytes from {offset} on in 'data', which has 8", path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void What_is_no_file_is_not_waited_for()
    {
        var path = Model(("location", "data"));
        var data = Path.Combine(Path.GetDirectoryName(path)!, "data");
        Directory.CreateDirectory(data);
        Refused("is a folder", path);
        Directory.Delete(data);
        if (!OperatingSystem.IsLinux()) return;
        using (var made = System.Diagnostics.Process.Start("mkfifo", data)) made.WaitForExit();
        Refused("is not an ordinary file", path);
    }

    [Fact]
    public void A_folder_that_is_a_link_is_not_followed()
    {
        var path = Model(("location", "weights/data"));
        var elsewhere = Directory.CreateTempSubdirectory("neurons-onnx-").FullName;
        File.WriteAllBytes(Path.Combine(elsewhere, "data"), new byte[8]);
        Directory.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(path)!, "weights"), elsewhere);
        Refused("which is a link", path);
    }

    private static void Refused(string message, string path) =>
        Assert.Contains(message, Assert.Throws<FormatError>(() => OnnxModel.Read(path)).Message);

    /// <summary>A model with two float32 numbers in another file.</summary>
    private static string Model(params (string Key, string Value)[] entries) => Model(2, entries);

    private static string Model(long numbers, params (string Key, string Value)[] entries)
    {
        var tensor = new Proto().Whole(1, numbers).Whole(2, 1).Text(8, "w").Whole(14, 1);
        foreach (var (key, value) in entries) tensor.Message(13, new Proto().Text(1, key).Text(2, value));
        return Proto.Model([], tensor).Write();
    }
}
