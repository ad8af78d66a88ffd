using System.IO.Compression;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Neurons;
using Neurons.Networks;

namespace Neurons.Networks.Tests;

/// <summary>Networks that version 0.1 saved, and what it predicted with them.</summary>
public sealed class Version01Tests
{
    [Theory]
    [InlineData("image")]
    [InlineData("series")]
    [InlineData("parts")]
    public void A_network_that_version_0_1_saved_predicts_what_it_did_then(string name)
    {
        var file = Samples.TemporaryFile($"{name}.safetensors");
        File.WriteAllBytes(file, Unpacked($"{name}.safetensors"));
        var network = Sequential.Load(file);
        var output = Samples.Flat(network.Predict(Input([6, 2, .. network.InputShape.ToArray().Select(length => (nint)length)])));
        Assert.Equal(MemoryMarshal.Cast<byte, float>(Unpacked($"{name}.output")).ToArray(), output);

        // saved again it is the same network
        network.Save(file);
        var again = Sequential.Load(file);
        Assert.Equal(network.Summary(), again.Summary());
        Assert.Equal(output, Samples.Flat(again.Predict(Input([6, 2, .. network.InputShape.ToArray().Select(length => (nint)length)]))));
    }

    private static Tensor<float> Input(nint[] shape)
    {
        var values = new float[(int)TensorPrimitives.Product<nint>(shape)];
        for (var i = 0; i < values.Length; i++) values[i] = i * 37 % 19 / 9f;
        return Tensor.Create(values, shape);
    }

    private static byte[] Unpacked(string name)
    {
        using var packed = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Files", "Version01", $"{name}.gz"));
        using var stream = new GZipStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
