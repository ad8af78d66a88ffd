using System.Numerics.Tensors;

namespace Neurons.Onnx.Tests;

/// <summary>Models in the form in which PyTorch's newer exporter writes them.</summary>
public sealed class ExportedTests
{
    private const int Inputs = 2, Filters = 3, Side = 6, Kernel = 3, Pooled = 3, Classes = 5, Batch = 4;

    private static readonly (string Name, int[] Shape)[] Weights =
    [
        ("conv.weight", [Filters, Inputs, Kernel, Kernel]), ("conv.bias", [Filters]),
        ("linear.weight", [Classes, Filters * Pooled * Pooled]), ("linear.bias", [Classes]),
    ];

    public static TheoryData<string> Reshapes => ["computed", "constant", "zero", "fixed batch"];

    /// <summary>
    /// Operators of version 18, weights in another file, which are inputs of the graph, too, and reach a node by Identity; Gemm with transB.
    /// </summary>
    [Theory]
    [MemberData(nameof(Reshapes))]
    public void A_model_with_its_weights_in_another_file_is_what_it_computes(string reshape)
    {
        var folder = Directory.CreateTempSubdirectory("neurons-onnx-").FullName;
        var random = new Random(3);
        var numbers = Weights.ToDictionary(
            weight => weight.Name,
            weight => Enumerable.Range(0, weight.Shape.Aggregate(1, (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f).ToArray());
        using (var data = new MemoryStream())
        {
            var tensors = new List<Proto>();
            foreach (var (name, shape) in Weights)
            {
                var tensor = new Proto();
                foreach (var length in shape) tensor.Whole(1, length);
                tensor.Whole(2, 1).Text(8, name).Whole(14, 1);
                byte[] bytes = [.. numbers[name].SelectMany(BitConverter.GetBytes)];
                foreach (var (key, value) in new[] { ("location", "model.onnx.data"), ("offset", $"{data.Position}"), ("length", $"{bytes.Length}") })
                    tensor.Message(13, new Proto().Text(1, key).Text(2, value));
                data.Write(bytes);
                data.Position = (data.Position + 63) / 64 * 64;
                tensors.Add(tensor);
            }
            File.WriteAllBytes(Path.Combine(folder, "model.onnx.data"), data.ToArray());
            var isFixed = reshape == "fixed batch";
            Proto[] inputs =
            [
                Proto.Value("x", isFixed ? Batch : null, Inputs, Side, Side),
                .. Weights.Select(weight => Proto.Value(weight.Name, [.. weight.Shape.Select(length => (long?)length)])),
            ];
            File.WriteAllBytes(
                Path.Combine(folder, "model.onnx"), Proto.Model(18, Nodes(reshape), [.. tensors], inputs, [Proto.Value("y", null, Classes)]).Bytes);
        }

        var (network, notes) = OnnxModel.Read(Path.Combine(folder, "model.onnx")).ToNetwork();
        Assert.Empty(notes);
        Assert.Equal(["x", "a_Conv", "a_Relu", "a_MaxPool", "a_Reshape", "a_Gemm"], network.Nodes.Select(node => node.Name));
        var x = Enumerable.Range(0, Batch * Inputs * Side * Side).Select(_ => random.NextSingle() - 0.3f).ToArray();
        var actual = Tensors.Flat(network.Predict(Tensor.Create(x, [Batch, Inputs, Side, Side]), 1));
        for (var sample = 0; sample < Batch; sample++)
        {
            var expected = Naive(numbers, x.AsSpan(sample * Inputs * Side * Side, Inputs * Side * Side));
            for (var k = 0; k < Classes; k++) Assert.Equal(expected[k], actual[(sample * Classes) + k], 1e-5);
        }
    }

    private static Proto[] Nodes(string reshape)
    {
        Proto[] shape = reshape switch
        {
            "computed" =>
            [
                Proto.Node("Shape", ["p"], "n", Proto.One("start", 0), Proto.One("end", 1)),
                Proto.Node("Constant", [], "rest", Proto.Given("value", Proto.Numbers("", -1))),
                Proto.Node("Concat", ["n", "rest"], "s", Proto.One("axis", 0)),
            ],
            "constant" => [Proto.Node("Constant", [], "s", Proto.Wholes("value_ints", -1, Filters * Pooled * Pooled))],
            "zero" => [Proto.Node("Constant", [], "s", Proto.Wholes("value_ints", 0, -1))],
            _ => [Proto.Node("Constant", [], "s", Proto.Wholes("value_ints", Batch, -1))],
        };
        return
        [
            Proto.Node("Identity", ["conv.bias"], "bias"),
            Proto.Node(
                "Conv", ["x", "conv.weight", "bias"], "c", Proto.One("group", 1), Proto.Wholes("pads", 1, 1, 1, 1), Proto.Named("auto_pad", "NOTSET"),
                Proto.Wholes("strides", 1, 1), Proto.Wholes("dilations", 1, 1)),
            Proto.Node("Relu", ["c"], "r"),
            Proto.Node(
                "MaxPool", ["r"], "p", Proto.Wholes("kernel_shape", 2, 2), Proto.Wholes("strides", 2, 2), Proto.Wholes("pads", 0, 0, 0, 0),
                Proto.Wholes("dilations", 1, 1), Proto.One("ceil_mode", 0), Proto.One("storage_order", 0), Proto.Named("auto_pad", "NOTSET")),
            .. shape,
            Proto.Node("Reshape", ["p", "s"], "f", Proto.One("allowzero", reshape == "zero" ? 0 : 1)),
            Proto.Node("Gemm", ["f", "linear.weight", "linear.bias"], "g", Proto.One("transB", 1), Proto.One("transA", 0)),
            Proto.Node("Identity", ["g"], "y"),
        ];
    }

    private static double[] Naive(Dictionary<string, float[]> numbers, ReadOnlySpan<float> x)
    {
        var largest = new double[Filters * Pooled * Pooled];
        for (var f = 0; f < Filters; f++)
        {
            for (var row = 0; row < Side; row++)
            {
                for (var column = 0; column < Side; column++)
                {
                    var sum = (double)numbers["conv.bias"][f];
                    for (var tap = 0; tap < Inputs * Kernel * Kernel; tap++)
                    {
                        var (input, y, z) = (tap / (Kernel * Kernel), row + (tap / Kernel % Kernel) - 1, column + (tap % Kernel) - 1);
                        if (y is >= 0 and < Side && z is >= 0 and < Side)
                            sum += (double)numbers["conv.weight"][(f * Inputs * Kernel * Kernel) + tap] * x[(((input * Side) + y) * Side) + z];
                    }
                    var place = (((f * Pooled) + (row / 2)) * Pooled) + (column / 2);
                    largest[place] = Math.Max(largest[place], sum);
                }
            }
        }
        var answers = new double[Classes];
        for (var k = 0; k < Classes; k++)
        {
            answers[k] = numbers["linear.bias"][k];
            for (var i = 0; i < largest.Length; i++) answers[k] += numbers["linear.weight"][(k * largest.Length) + i] * largest[i];
        }
        return answers;
    }
}
