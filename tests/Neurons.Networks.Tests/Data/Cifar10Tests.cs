using Neurons.IO;

namespace Neurons.Networks.Tests;

public sealed class Cifar10Tests : IDisposable
{
    private static readonly string[] _names = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"];

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_is_a_class_and_three_planes_in_the_order_of_the_files()
    {
        Write();
        var (training, test) = Cifar10.Load(_folder.Path);
        Assert.True(Cifar10.IsIn(_folder.Path));
        Assert.Equal([0, 1, 1, 2, 2, 3, 3, 4, 4, 5], training.Labels.ToArray());
        Assert.Equal([5, 6], test.Labels.ToArray());
        Assert.Equal([3, 32, 32], training.Shape.ToArray());
        Assert.Equal(Enumerable.Range(0, 3072).Select(i => Pixel(2, 1, i) / 255f), training.Sample(5).ToArray());
        Assert.Equal(Enumerable.Range(0, 3072).Select(i => Pixel(5, 0, i) / 255f), test.Sample(0).ToArray());
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        string Error() => Assert.Throws<FormatError>(() => Cifar10.Load(_folder.Path)).Message;
        Assert.Equal(
            $"{_folder.Path}: has no data_batch_1.bin; data_batch_1.bin to data_batch_5.bin and test_batch.bin are needed", Error());
        Write();
        var path = _folder.Write("data_batch_4.bin", new byte[3074]);
        Assert.Equal($"{path}: has 3074 bytes; a multiple of 3073, the size of an image and its class, is expected", Error());
        path = _folder.Write("data_batch_4.bin", [.. new byte[3073], 10, .. new byte[3072]]);
        Assert.Equal($"{path}: the class at byte 3073 is 10; 0 to 9 are allowed", Error());
    }

    private static byte Pixel(int file, int image, int i) => (byte)((file * 31) + (image * 17) + (i * 7));

    private void Write()
    {
        for (var file = 0; file < _names.Length; file++)
            _folder.Write($"{_names[file]}.bin", [.. Enumerable.Range(0, 2).SelectMany(image =>
                Enumerable.Range(0, 3072).Select(i => Pixel(file, image, i)).Prepend((byte)(file + image)))]);
    }
}
