using System.IO.Compression;
using System.Numerics.Tensors;
using System.Reflection;
using System.Text.Json;
using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

/// <summary>Layers, as network files name them, against values that PyTorch 2.6 computed in float64.</summary>
public class TorchLayerTests
{
    private static readonly Lazy<Dictionary<string, JsonElement>> _cases = new(Read);

    public static TheoryData<string> Cases => [.. _cases.Value.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_layer_of_a_file_has_the_output_and_the_gradients_that_PyTorch_computed(string name)
    {
        var one = _cases.Value[name];
        var path = Samples.TemporaryFile("network.json");
        File.WriteAllText(path, $$"""{"layers": [{"type": "input", "shape": {{one.GetProperty("shape")}}}, {{one.GetProperty("layer")}}]}""");
        var network = NetworkFile.Read(path);
        var parameters = one.GetProperty("parameters").EnumerateArray().Select(Values).ToArray();
        Assert.Equal(parameters.Length, network.Parameters.Count);
        foreach (var (parameter, values) in network.Parameters.Zip(parameters))
        {
            for (var i = 0; i < values.Length; i++) Differences.Write(parameter, i, (float)values[i]);
        }
        nint[] input = [2, 3, .. one.GetProperty("shape").EnumerateArray().Select(length => (nint)length.GetInt32())];
        nint[] output = [.. one.GetProperty("output_shape").EnumerateArray().Select(length => (nint)length.GetInt32())];
        var run = network.Forward(Of("input", input));
        Assert.Equal(output, run.Output.Lengths.ToArray());
        Close(1e-5, Values(one.GetProperty("output")), Samples.Flat(run.Output));
        var gradients = run.PullbackWithInputs(Of("upstream", output));
        Close(1e-5, Values(one.GetProperty("input_gradient")), Samples.Flat(gradients.Input));
        var expected = one.GetProperty("gradients").EnumerateArray().Select(Values).ToArray();
        for (var p = 0; p < expected.Length; p++) Close(2e-5, expected[p], Samples.Flat(gradients.Parameters[p]));

        Tensor<float> Of(string what, nint[] shape) => Singles(Tensor.Create(Values(one.GetProperty(what)), shape));
    }

    [Fact]
    public void A_volume_that_stays_the_same_is_convolved_once()
    {
        Sequential Build() => new(3, new Input(2, 4, 5, 3), new Conv3d(2, 3, 3, padding: 1));
        var once = Samples.Uniform(1, -1, 1, 3, 2, 4, 5, 3);
        var repeated = Tensor.Create(Sequences.Repeated(Samples.Flat(once), 4), [4, 3, 2, 4, 5, 3]);
        var (constant, each) = (Build().Forward(once, 4), Build().Forward(repeated));
        TestTensors.AssertEqual(each.Output, constant.Output);
        var outer = Samples.Uniform(2, -1, 1, each.Output.Lengths);
        var (expected, actual) = (each.PullbackWithInputs(outer), constant.PullbackWithInputs(outer));
        for (var p = 0; p < 2; p++) Close(1e-4, Samples.Doubles(expected.Parameters[p]), Samples.Flat(actual.Parameters[p]));
        var sum = Sequences.SumOverTime(Tensor.Create(Samples.Doubles(expected.Input), expected.Input.Lengths));
        Close(1e-4, Samples.Flat(sum), Samples.Flat(actual.Input));
    }

    private static double[] Values(JsonElement values) => [.. values.EnumerateArray().Select(value => value.GetDouble())];

    private static Dictionary<string, JsonElement> Read()
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("torch-layers.json.gz")!;
        using var content = new GZipStream(file, CompressionMode.Decompress);
        return JsonDocument.Parse(content).RootElement.GetProperty("cases").EnumerateArray()
            .ToDictionary(one => one.GetProperty("name").GetString()!);
    }
}
