using System.Numerics.Tensors;
using System.Text.Json;

namespace Neurons.Nir.Tests.Networks;

/// <summary>
/// Convolutions with the padding <c>same</c>: those of torch 2.6, <c>conv1d</c> and <c>conv2d(…, padding="same")</c>, in same.json of peers.zip,
/// and <see cref="NaiveNir"/>. An even kernel has one zero more behind the end than before the beginning.
/// </summary>
public sealed class SameTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Recorded.GetArrayLength())];

    private static JsonElement Recorded { get; } = JsonDocument.Parse(Fixtures.Unpack("peers.zip")["same.json"]).RootElement;

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_convolution_gives_what_torch_gives_and_is_itself_again(int number)
    {
        var one = Recorded[number];
        var (shape, x) = (Whole(one, "shape"), Values(one, "x"));
        var graph = Graph(
            shape, Whole(one, "weight"), Values(one, "w"), Values(one, "b"), Whole(one, "dilation"), one.GetProperty("groups").GetInt64());
        var network = graph.ToNetwork().Network;

        var y = network.Predict(Tensor.Create(Array.ConvertAll(x, value => (float)value), [1, 1, .. shape.Select(length => (nint)length)]));

        // of multiples of a quarter each sum is exact
        Assert.Equal(Values(one, "y"), y.Select(value => (double)value));
        Assert.Equal(Values(one, "y"), new NaiveNir(graph, new()).Step(new Dictionary<string, double[]> { ["input"] = x })["output"]);
        // zeros that are as many on both sides are written as numbers
        var back = network.ToNir();
        if (network.Layers[1] is Neurons.Networks.Block) Assert.Equal(graph.Nodes["conv"], back.Nodes["conv"]);
        Assert.Equal(graph.OutputShape("conv"), back.OutputShape("conv"));
    }

    [Fact]
    public void The_gradient_of_the_input_is_that_of_the_sums()
    {
        // y = w0 x[t] + w1 x[t + 1]: a sum of outputs has w0 + w1 for each input but the first, which has w0
        var network = Graph([1, 4], [1, 1, 2], [3, 5], [0], [1], 1).ToNetwork().Network;
        var run = network.Forward(Tensor.Create([1f, 2, 3, 4], [1, 1, 1, 4]));

        Assert.Equal([3 + 10, 6 + 15, 9 + 20, 12], run.Output.ToArray());
        Assert.Equal([3, 8, 8, 8], run.PullbackWithInputs(Tensor.Create([1f, 1, 1, 1], [1, 1, 1, 4])).Input.ToArray());
    }

    [Fact]
    public void It_is_saved_and_loaded_and_other_zeros_are_none_that_NIR_has()
    {
        var network = Graph([1, 4], [1, 1, 2], [3, 5], [0], [1], 1).ToNetwork().Network;
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "net.safetensors");
        network.Save(path);
        var x = Tensor.Create([1f, 2, 3, 4], [1, 1, 1, 4]);
        Assert.Equal(network.Predict(x).ToArray(), Neurons.Networks.Network.Load(path).Predict(x).ToArray());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        var other = new Neurons.Networks.Sequential(
            1, new Neurons.Networks.Input(1, 4), new Neurons.Networks.Block(new ZeroPad(new([2])), new Neurons.Networks.Conv1d(1, 1, 2)));
        Assert.Contains("ZeroPad(2): NIR has no such layer", Assert.Throws<NotSupportedException>(() => other.ToNir()).Message);
    }

    [Fact]
    public void Zeros_are_checked()
    {
        Assert.Contains("After has 3 numbers", Assert.Throws<ArgumentException>(() => new ZeroPad(new([1, 2, 3]))).Message);
        Assert.Contains("After is -1", Assert.ThrowsAny<ArgumentException>(() => new ZeroPad(new([-1]))).Message);
        Assert.Contains("takes channels and 1 axes, not [1, 2, 3]", Assert.Throws<ArgumentException>(
            () => new ZeroPad(new([1])).OutputShape([1, 2, 3])).Message);
    }

    private static NirGraph Graph(long[] shape, long[] weight, double[] w, double[] b, long[] dilation, long groups)
    {
        var kernel = NirArray.From<float>(Array.ConvertAll(w, value => (float)value), NirShape.Create(weight));
        NirArray bias = Array.ConvertAll(b, value => (float)value);
        NirNode conv = shape.Length == 2
            ? new NirConv1d(kernel, bias, Stride: 1, Padding: "same", Dilation: (int)dilation[0], Groups: (int)groups)
            : new NirConv2d(kernel, bias, Stride: new long[] { 1, 1 }, Padding: "same", Dilation: dilation, Groups: (int)groups);
        return new(
            [("input", new NirInput(NirShape.Create(shape))), ("conv", conv), ("output", new NirOutput([weight[0], .. shape[1..]]))],
            [("input", "conv"), ("conv", "output")]);
    }

    private static long[] Whole(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(value => value.GetInt64())];

    private static double[] Values(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
