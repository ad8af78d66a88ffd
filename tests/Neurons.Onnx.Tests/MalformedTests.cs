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
            "its pads are 1, 1, 0, 0: it has 6 windows over 6 pixels, and a layer that has the padding before the image on both sides 7"),
        ["dilated pooling"] = (
            () => Proto.Model([Proto.Node("MaxPool", ["x"], "y", Proto.Wholes("kernel_shape", 2, 2), Proto.Wholes("dilations", 2, 2))]),
            "its windows are dilated"),
        ["windows outside"] = (
            () => Proto.Model([Proto.Node(
                "MaxPool", ["x"], "y", Proto.Wholes("kernel_shape", 3, 3), Proto.Wholes("strides", 2, 2), Proto.One("ceil_mode", 1))]),
            "its pads are 0, 0, 0, 0 and its ceil_mode 1: it has 3 windows over 6 pixels"),
        ["groups"] = (() => Convolution([3, 4, 3, 3], 0, Proto.One("group", 2)), "Conv 'a Conv': Conv2d: groups is 2"),
        ["a value that is not there"] = (() => Proto.Model([Proto.Node("Relu", ["z"], "y")]), "takes 'z', which is nothing that was made before"),
        ["a constant output"] = (() => Proto.Model([], Proto.Tensor("y", [2])), "the model gives 'y', which is a constant"),
        ["a clip"] = (() => Proto.Model([Proto.Node("Clip", ["x"], "y")]), "it clips to"),
        ["a softmax within"] = (
            () => Proto.Model([Proto.Node("Softmax", ["x"], "s"), Proto.Node("Relu", ["s"], "y")]), "it is not the last operation"),
        ["a reshape"] = (
            () => Proto.Model([Proto.Node("Relu", ["x"], "r"), Proto.Node("Reshape", ["r", "s"], "y")], Proto.Numbers("s", 0, 2, 72)),
            "it makes [0, 2, 72] of [4, 6, 6] after the batch"),
        ["a length of nothing"] = (
            () => Proto.Model([Proto.Node("Reshape", ["x", "s"], "y", Proto.One("allowzero", 1))], Proto.Numbers("s", 0, -1)),
            "it makes [0, -1] (allowzero) of [4, 6, 6] after the batch"),
        ["samples that are mixed"] = (
            () => Proto.Model([Proto.Node("Reshape", ["x", "s"], "y")], Proto.Numbers("s", 1, -1)),
            "it makes [1, -1] of [4, 6, 6] after the batch; the batch"),
        ["a shape of broken numbers"] = (
            () => Proto.Model([Proto.Node("Reshape", ["x", "s"], "y")], Proto.Tensor("s", [2])), "The tensor 's' is of floating-point numbers"),
        ["bounds of nothing"] = (
            () => Proto.Model([Proto.Node("Clip", ["x", "b"], "y")], Proto.Tensor("b", [0])), "its input 1 has 0 numbers; one is needed"),
        ["an axis"] = (() => Proto.Model([Proto.Node("Flatten", ["x"], "y", Proto.One("axis", 2))]), "its axis is 2; 1 is possible"),
        ["an axis of 0, which is not written"] = (
            () => Proto.Model([Proto.Node("Flatten", ["x"], "y", new Proto().Text(1, "axis").Whole(20, 2))]), "its axis is 0; 1 is possible"),
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
            Proto.Tensor("w", [3, 4, 3, 3]), Proto.Numbers("s", -1, 3));
        var network = OnnxModel.Read(model.Write()).ToNetwork().Network;
        Assert.Equal(["x", "a_Conv", "a_Relu", "a_GlobalAveragePool", "a_Reshape"], network.Nodes.Select(node => node.Name));
        Assert.Equal([3], network.OutputShape.ToArray());
        Assert.Equal([3, 6, 6], network.OutputShapes[1]);
    }

    private static Proto Convolution(int[] weight, int more = 0, params Proto[] attributes) =>
        Proto.Model([Proto.Node("Conv", ["x", "w"], "y", attributes)], Proto.Tensor("w", weight, more));
}
