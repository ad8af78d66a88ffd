using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

/// <summary>The layers against values that PyTorch 2.13 computed in float64.</summary>
public class RecordedLayerTests
{
    [Fact]
    public void Every_recorded_layer_has_the_output_and_the_gradients_that_PyTorch_computed()
    {
        var cases = Recorded.Group("layer.");
        Assert.Equal(15, cases.Length);
        foreach (var one in cases)
        {
            var (y, dx) = (Like(one.Tensor("outputs", "output")), Like(X(one)));
            var (dw, db) = one.HasInput("weight") ? (Like(Weight(one)), Like(Bias(one))) : (null, null);
            Run(one, y, dx, dw, db);
            Close(1e-9, one.Values("outputs", "output"), Samples.Flat(y));
            Compare("input", dx);
            Compare("weight", dw);
            Compare("bias", db);

            void Compare(string name, Tensor<double>? gradient)
            {
                if (gradient is not null) Close(1e-9, one.Values("gradients", name), Samples.Flat(gradient));
            }
        }
    }

    private static void Run(Recorded one, Tensor<double> y, Tensor<double> dx, Tensor<double>? dw, Tensor<double>? db)
    {
        var (x, dy) = (X(one), one.Tensor("upstream", "output"));
        switch (Layer(one))
        {
            case Linear linear:
                linear.Forward(Weight(one), Bias(one), x, y);
                linear.Backward(Weight(one), x, dy, dx, dw, db);
                break;
            case Convolution convolution:
                convolution.Forward(Weight(one), Bias(one), x, y);
                convolution.Backward(Weight(one), x, dy, dx, dw, db);
                break;
            case Pool pool:
                pool.Forward(x, y);
                pool.Backward(x, y, dy, dx);
                break;
            case BatchNorm norm:
                var sequence = Unchanged(1, x);
                var (mean, variance) = (one.Tensor("inputs", "running_mean"), one.Tensor("inputs", "running_var"));
                var moments = norm.Forward(Weight(one), Bias(one), mean, variance, sequence, y, one.Option("training", 0) == 1);
                norm.Backward(Weight(one), sequence, moments, dy, dx, dw, db);
                break;
            case LayerNorm norm:
                norm.Forward(Weight(one), Bias(one), x, y);
                norm.Backward(Weight(one), x, dy, dx, dw, db);
                break;
        }
    }

    private static Layer Layer(Recorded one)
    {
        var (stride, padding, dilation, groups) = (Count("stride", 1), Count("padding", 0), Count("dilation", 1), Count("groups", 1));
        var kernel = Count("kernel", 1);
        return one.Name switch
        {
            "layer.linear" => new Linear(Length(1), Length(0)),
            "layer.conv1d" => new Conv1d(groups * Length(1), Length(0), Length(2), stride, padding, dilation, groups),
            "layer.conv2d" => new Conv2d(groups * Length(1), Length(0), (Length(2), Length(3)), stride, padding, dilation, groups),
            "layer.max_pool2d" => new MaxPool2d(kernel, Count("stride", kernel), padding),
            "layer.avg_pool2d" => new AveragePool2d(kernel, Count("stride", kernel), padding, one.Option("count_include_pad", 0) == 1),
            "layer.batch_norm2d" => new BatchNorm(Length(0)),
            "layer.layer_norm" => new LayerNorm([.. Weight(one).Lengths.ToArray().Select(length => (int)length)]),
            var other => throw new NotSupportedException($"{other} is not replayed"),
        };

        int Count(string option, int otherwise) => (int)one.Option(option, otherwise);

        int Length(int dimension) => (int)Weight(one).Lengths[dimension];
    }

    private static Tensor<double> X(Recorded one) => one.Tensor("inputs", "input");

    private static Tensor<double> Weight(Recorded one) => one.Tensor("inputs", "weight");

    private static Tensor<double> Bias(Recorded one) => one.Tensor("inputs", "bias");
}
