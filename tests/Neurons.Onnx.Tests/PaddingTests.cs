using System.Numerics.Tensors;

namespace Neurons.Onnx.Tests;

public sealed class PaddingTests
{
    private const int Inputs = 4, Outputs = 3, Side = 6, Kernel = 3;

    public static TheoryData<long[], long, long, string> Windows => new()
    {
        { [0, 1, 1, 1], 1, 1, "" }, { [2, 0, 0, 1], 1, 1, "" }, { [0, 0, 1, 1], 2, 1, "" }, { [3, 2, 1, 2], 2, 2, "" }, { [1, 1, 1, 1], 2, 1, "" },
        { [], 2, 1, "SAME_UPPER" }, { [], 2, 1, "SAME_LOWER" }, { [], 1, 2, "SAME_UPPER" }, { [], 4, 1, "SAME_LOWER" },
    };

    /// <summary>Every number of the output is the sum over its window, where what is outside of the image counts nothing.</summary>
    [Theory]
    [MemberData(nameof(Windows))]
    public void A_convolution_has_the_padding_of_each_side(long[] pads, long stride, long dilation, string automatic)
    {
        Proto[] attributes =
        [
            Proto.Wholes("strides", stride, stride), Proto.Wholes("dilations", dilation, dilation),
            automatic.Length > 0 ? Proto.Named("auto_pad", automatic) : Proto.Wholes("pads", pads),
        ];
        var model = Proto.Model(
            [Proto.Node("Conv", ["x", "w"], "y", attributes)], Proto.Tensor("w", [Outputs, Inputs, Kernel, Kernel]));
        var read = OnnxModel.Read(model.Write());
        var weight = read.Constants["w"].ToSingles();
        var x = Enumerable.Range(0, Inputs * Side * Side).Select(i => MathF.Sin(i)).ToArray();
        var output = read.ToNetwork().Network.Predict(Tensor.Create(x, [1, Inputs, Side, Side]), 1);

        var reach = (Kernel - 1) * dilation + 1;
        var all = Math.Max(0, ((Side + stride - 1) / stride - 1) * stride + reach - Side);
        long top = automatic.Length == 0 ? pads[0] : automatic == "SAME_UPPER" ? all / 2 : all - all / 2;
        long left = automatic.Length == 0 ? pads[1] : top, more = automatic.Length == 0 ? pads[0] + pads[2] : all;
        var rows = (Side + more - reach) / stride + 1;
        var columns = (Side + (automatic.Length == 0 ? pads[1] + pads[3] : all) - reach) / stride + 1;
        Assert.Equal([1, 1, Outputs, (nint)rows, (nint)columns], output.Lengths);
        var actual = Tensors.Flat(output);
        for (var (o, i) = (0, 0); o < Outputs; o++)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++) Assert.Equal(Sum(o, row * stride - top, column * stride - left), actual[i++], 1e-4);
            }
        }

        double Sum(int o, long y, long x0)
        {
            var sum = 0.0;
            for (var k = 0; k < Inputs * Kernel * Kernel; k++)
            {
                var (channel, dy, dx) = (k / (Kernel * Kernel), y + k / Kernel % Kernel * dilation, x0 + k % Kernel * dilation);
                if (dy is >= 0 and < Side && dx is >= 0 and < Side)
                    sum += (double)weight[o * Inputs * Kernel * Kernel + k] * x[(channel * Side + dy) * Side + dx];
            }
            return sum;
        }
    }
}
