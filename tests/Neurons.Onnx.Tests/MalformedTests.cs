using Neurons.IO;

namespace Neurons.Onnx.Tests;

public sealed class MalformedTests
{
    public static TheoryData<string> Models => ["mlp", "cnn_plain", "view", "lines"];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_damaged_model_is_refused_or_read_and_nothing_else(string name)
    {
        var bytes = File.ReadAllBytes(Recorded.File(name));
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-onnx-").FullName, "damaged.onnx");
        var random = new Random(1);
        var refused = 0;
        for (var trial = 0; trial < 1500; trial++)
        {
            var damaged = (byte[])bytes.Clone();
            if (trial % 5 == 0) damaged = damaged[..random.Next(damaged.Length)];
            else for (var k = random.Next(1, 4); k > 0; k--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, damaged);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                OnnxModel.Read(path).ToNetwork();
            }
            catch (Exception problem) when (problem is FormatError or NotSupportedException)
            {
                refused++;
                Assert.DoesNotContain('\n', problem.Message);
            }
            // of what is read, some copies; networks of a few hundred weights
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        }
        Assert.InRange(refused, 300, 1499);
    }

    public static TheoryData<string> Wrong => [.. _wrong.Keys];

    private static readonly Dictionary<string, (Func<Proto> Model, string Message)> _wrong = new()
    {
        ["no graph"] = (() => new Proto().Whole(1, 8), "is no ONNX model: it has no graph"),
        ["numbers that are not there"] = (() => Convolution([3, 4, 3, 3], more: -4), "tensor 'w' has 428 bytes; its shape [3, 4, 3, 3] needs 432"),
        ["more numbers than there can be"] = (() => Convolution([70000, 70000, 3, 3]), "tensor 'w' has the shape [70000, 70000, 3, 3]"),
        ["two of a name"] = (
            () => Proto.Model([], Proto.Tensor("w", [2]), Proto.Tensor("w", [2])), "has two tensors 'w'"),
        ["a type of text"] = (() => Proto.Model([], Proto.Tensor("w", [2], type: 8)), "tensor 'w' has the data type 8"),
        ["weights elsewhere"] = (
            () => Proto.Model([], Proto.Tensor("w", [2]).Whole(14, 1)), "tensor 'w' has its numbers in another file, and does not say in which"),
        ["an operator"] = (
            () => Proto.Model([Proto.Node("LSTM", ["x"], "y")]), "LSTM 'a LSTM': there is no such layer; the operators that have one are Gemm"),
        ["pads"] = (
            () => Convolution([3, 4, 3, 3], 0, Proto.Wholes("pads", 1, 1, 0, 0), Proto.Wholes("dilations", 2, 2)),
            "its pads are 1, 1, 0, 0; those before and after the image must be the same, or differ by a multiple of the dilation, 2"),
        ["pads of pooling"] = (
            () => Proto.Model([Proto.Node("MaxPool", ["x"], "y", Proto.Wholes("kernel_shape", 2, 2), Proto.Wholes("pads", 1, 1, 0, 0))]),
            "those of pooling must be the same"),
        ["dilated pooling"] = (
            () => Proto.Model([Proto.Node("MaxPool", ["x"], "y", Proto.Wholes("kernel_shape", 2, 2), Proto.Wholes("dilations", 2, 2))]),
            "its windows are dilated"),
        ["windows outside"] = (
            () => Proto.Model([Proto.Node(
                "MaxPool", ["x"], "y", Proto.Wholes("kernel_shape", 3, 3), Proto.Wholes("strides", 2, 2), Proto.One("ceil_mode", 1))]),
            "partly outside (ceil_mode)"),
        ["groups"] = (() => Convolution([3, 4, 3, 3], 0, Proto.One("group", 2)), "Conv 'a Conv': Conv2d: groups is 2"),
        ["a value that is not there"] = (() => Proto.Model([Proto.Node("Relu", ["z"], "y")]), "takes 'z', which is nothing that was made before"),
        ["a constant output"] = (() => Proto.Model([], Proto.Tensor("y", [2])), "the model gives 'y', which is a constant"),
        ["a clip"] = (() => Proto.Model([Proto.Node("Clip", ["x"], "y")]), "it clips to"),
        ["a softmax within"] = (
            () => Proto.Model([Proto.Node("Softmax", ["x"], "s"), Proto.Node("Relu", ["s"], "y")]), "it is not the last operation"),
        ["a reshape"] = (
            () => Proto.Model([Proto.Node("Relu", ["x"], "r"), Proto.Node("Reshape", ["r", "s"], "y")], Whole("s", 0, 2, 72)),
            "it makes [0, 2, 72] of [4, 6, 6] after the batch"),
        ["a product of images"] = (() => Proto.Model([Proto.Node("MatMul", ["x", "w"], "y")], Proto.Tensor("w", [6, 3])), "its input is [4, 6, 6]"),
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_said(string what)
    {
        var (model, message) = _wrong[what];
        var path = model().Write();
        var problem = Xunit.Record.Exception(() => OnnxModel.Read(path).ToNetwork());
        Assert.True(problem is FormatError or NotSupportedException, $"{problem}");
        Assert.Contains(message, problem.Message);
    }

    [Fact]
    public void A_model_by_hand_is_made_a_network()
    {
        var model = Proto.Model(
            [
                Proto.Node("Conv", ["x", "w"], "c", Proto.Named("auto_pad", "SAME_UPPER")), Proto.Node("Relu", ["c"], "r"),
                Proto.Node("GlobalAveragePool", ["r"], "g"), Proto.Node("Reshape", ["g", "s"], "y"),
            ],
            Proto.Tensor("w", [3, 4, 3, 3]), Whole("s", -1, 3));
        var network = OnnxModel.Read(model.Write()).ToNetwork().Network;
        Assert.Equal(["x", "a_Conv", "a_Relu", "a_GlobalAveragePool", "a_Reshape"], network.Nodes.Select(node => node.Name));
        Assert.Equal([3], network.OutputShape.ToArray());
        Assert.Equal([3, 6, 6], network.OutputShapes[1]);
    }

    private static Proto Convolution(int[] weight, int more = 0, params Proto[] attributes) =>
        Proto.Model([Proto.Node("Conv", ["x", "w"], "y", attributes)], Proto.Tensor("w", weight, more));

    private static Proto Whole(string name, params long[] values)
    {
        var tensor = new Proto().Whole(1, values.Length).Whole(2, 7).Text(8, name);
        foreach (var value in values) tensor.Whole(7, value);
        return tensor;
    }
}
