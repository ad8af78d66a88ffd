namespace Neurons.Onnx.Tests;

public sealed class RecordedModelTests
{
    public static TheoryData<string> Models => [.. Recorded.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_network_gives_what_the_model_gives_in_pytorch(string name)
    {
        var (network, notes) = OnnxModel.Read(Recorded.File(name)).ToNetwork();
        var (input, expected) = Recorded.Of(name);
        var output = network.Predict(Tensors.Reshaped(input, network.InputShape), 1);
        var size = expected.Max(Math.Abs);
        var actual = Tensors.Flat(output);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5 * size);
        Assert.Equal(name.StartsWith("view", StringComparison.Ordinal) ? 1 : 0, notes.Count);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void It_can_be_saved_and_trained_further(string name)
    {
        var network = OnnxModel.Read(Recorded.File(name)).ToNetwork().Network;
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-onnx-").FullName, "network.safetensors");
        network.Save(path);
        var input = Tensors.Reshaped(Recorded.Of(name).Input, network.InputShape);
        Assert.Equal(Tensors.Flat(network.Predict(input, 1)), Tensors.Flat(Network.Load(path).Predict(input, 1)));
        var run = network.Forward(input, 1);
        var gradients = run.Pullback(run.Output);
        Assert.Contains(network.Parameters.Index(), parameter => Tensors.Flat(gradients[parameter.Index]).Any(value => value != 0));
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn_plain")]
    [InlineData("residual_gap")]
    [InlineData("residual_mean")]
    public void A_model_of_relu_units_becomes_a_spiking_network(string name)
    {
        var network = OnnxModel.Read(Recorded.File(name)).ToNetwork().Network;
        var (input, expected) = Recorded.Of(name);
        var spiking = AnnToSnn.Convert(network, [input], new() { Percentile = 100, Over = BatchStatistics.Largest }).Network;
        const int steps = 500;
        var all = Tensors.Flat(spiking.Predict(input, steps));
        for (var i = 0; i < expected.Length; i++)
        {
            var mean = Enumerable.Range(0, steps).Sum(t => (double)all[t * expected.Length + i]) / steps;
            Assert.Equal(expected[i], mean, 0.05 * expected.Max(Math.Abs));
        }
    }

    [Fact]
    public void What_a_model_says_of_itself_can_be_read()
    {
        var model = OnnxModel.Read(Recorded.File("cnn_plain"));
        Assert.StartsWith("pytorch", model.Producer);
        Assert.Equal(17, model.Opset);
        Assert.Equal("x [3, 2, 8, 8]", Assert.Single(model.Inputs).ToString());
        Assert.Equal("x [?, 2, 8, 8]", OnnxModel.Read(Recorded.File("cnn")).Inputs[0].ToString());
        Assert.Equal(["BatchNormalization", "Conv", "Relu", "MaxPool"], model.Nodes.Take(4).Select(node => node.Operator));
        Assert.Equal([4, 2, 3, 3], model.Constants["1.weight"].Shape);
        Assert.Equal("3, 3", model.Nodes[1].Attributes["kernel_shape"].ToString());
    }
}
