using Neurons.IO;

namespace Neurons.Networks.Tests;

public sealed class MnistTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("", ".gz")]
    [InlineData("emnist-digits-", ".gz")]
    public void Images_and_labels_are_read_and_pixels_are_from_0_to_1(string prefix, string ending)
    {
        var pixels = _folder.WriteMnist(prefix: prefix, ending: ending);
        var data = Mnist.Load(_folder.Path, prefix: prefix);

        Assert.Equal((20, 5, 10), (data.Training.Count, data.Test.Count, data.Training.Classes));
        Assert.Equal([12], data.Training.Shape.ToArray());
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i % 10), data.Training.Labels.ToArray());
        for (var i = 0; i < 20; i++)
            Assert.Equal(pixels[(12 * i)..(12 * (i + 1))].Select(pixel => pixel / 255f), data.Training.Sample(i).ToArray());
        Assert.True(Mnist.IsIn(_folder.Path));
    }

    [Fact]
    public void An_image_is_flat_a_plane_or_a_channel()
    {
        _folder.WriteMnist();
        Assert.Equal([3, 4], Mnist.Load(_folder.Path, ImageShape.Plane).Training.Shape.ToArray());
        Assert.Equal([1, 3, 4], Mnist.Load(_folder.Path, ImageShape.Channel).Test.Shape.ToArray());
    }

    [Fact]
    public void Other_names_of_the_same_files_are_known()
    {
        _folder.WriteMnist();
        foreach (var name in new[] { "images-idx3", "labels-idx1" })
        {
            File.Move(Path.Combine(_folder.Path, $"train-{name}-ubyte"),
                Path.Combine(_folder.Path, $"train-{name.Replace("-idx", ".idx", StringComparison.Ordinal)}-ubyte"));
            File.Move(Path.Combine(_folder.Path, $"t10k-{name}-ubyte"), Path.Combine(_folder.Path, $"test-{name}-ubyte"));
        }
        Assert.Equal(5, Mnist.Load(_folder.Path).Test.Count);
        Assert.True(Mnist.IsIn(_folder.Path));
    }

    [Fact]
    public void What_is_missing_or_does_not_fit_is_named()
    {
        string Error(string prefix = "") => Assert.Throws<FormatError>(() => Mnist.Load(_folder.Path, prefix: prefix)).Message;

        Assert.Equal($"{_folder.Path}: has no train-images-idx3-ubyte or train-images-idx3-ubyte.gz", Error());
        Assert.False(Mnist.IsIn(_folder.Path));
        _folder.WriteMnist(prefix: "emnist-letters-");
        Assert.EndsWith("has no train-images-idx3-ubyte or train-images-idx3-ubyte.gz; there are files with the prefix 'emnist-letters-'", Error());
        _folder.Delete("emnist-letters-t10k-labels-idx1-ubyte");
        Assert.EndsWith("has no emnist-letters-t10k-labels-idx1-ubyte or emnist-letters-t10k-labels-idx1-ubyte.gz", Error("emnist-letters-"));

        _folder.WriteMnist();
        var labels = _folder.Write("train-labels-idx1-ubyte", Folder.Idx(new byte[19], 19));
        Assert.Equal($"{labels}: has 19 labels; {Path.Combine(_folder.Path, "train-images-idx3-ubyte")} has 20 images", Error());
        _folder.Write("train-labels-idx1-ubyte", Folder.Idx(new byte[20], 20, 1));
        Assert.Contains("has the shape [20, 1]; labels are [count]", Error());

        _folder.WriteMnist();
        _folder.Write("t10k-images-idx3-ubyte", Folder.Idx(new byte[60], 5, 4, 3));
        Assert.Contains("has images of [4, 3]; those of", Assert.Throws<FormatError>(() => Mnist.Load(_folder.Path, ImageShape.Plane)).Message);
        _folder.WriteMnist();
        var images = _folder.Write("train-images-idx3-ubyte", Folder.Idx([], 0, 3, 4));
        _folder.Write("train-labels-idx1-ubyte", Folder.Idx([], 0));
        Assert.Equal($"{images}: has no images; at least one is needed", Error());
        Assert.Contains("there is no such folder", Assert.Throws<FormatError>(() => Mnist.Load(Path.Combine(_folder.Path, "none"))).Message);
    }
}
