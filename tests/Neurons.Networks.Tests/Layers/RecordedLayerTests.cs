using System.IO.Compression;
using System.Numerics.Tensors;
using System.Reflection;
using System.Text.Json;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

/// <summary>The layers against values that PyTorch 2.13 computed in float64.</summary>
public class RecordedLayerTests
{
    [Fact]
    public void Every_recorded_layer_has_the_output_and_the_gradients_that_PyTorch_computed()
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("layers.json.gz")!;
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using var document = JsonDocument.Parse(content);
        Case[] cases = [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(one => new Case(one))];
        Assert.Equal(15, cases.Length);
        foreach (var one in cases)
        {
            var (y, dx) = (Like(one.Output), Like(one.X));
            var (dw, db) = one.Has("weight") ? (Like(one.Weight), Like(one.Bias)) : (null, null);
            Run(one, y, dx, dw, db);
            Close(1e-9, Samples.Flat(one.Output), Samples.Flat(y));
            Compare("input", dx);
            Compare("weight", dw);
            Compare("bias", db);

            void Compare(string name, Tensor<double>? gradient)
            {
                if (gradient is not null) Close(1e-9, Samples.Flat(one.Tensor("gradients", name)), Samples.Flat(gradient));
            }
        }
    }

    private static void Run(Case one, Tensor<double> y, Tensor<double> dx, Tensor<double>? dw, Tensor<double>? db)
    {
        var (x, dy) = (one.X, one.Tensor("upstream", "output"));
        switch (one.Layer())
        {
            case Linear linear:
                linear.Forward(one.Weight, one.Bias, x, y);
                linear.Backward(one.Weight, x, dy, dx, dw, db);
                break;
            case Convolution convolution:
                convolution.Forward(one.Weight, one.Bias, x, y);
                convolution.Backward(one.Weight, x, dy, dx, dw, db);
                break;
            case Pool pool:
                pool.Forward(x, y);
                pool.Backward(x, y, dy, dx);
                break;
            case BatchNorm norm:
                var sequence = Unchanged(1, x);
                var (mean, variance) = (one.Input("running_mean"), one.Input("running_var"));
                var moments = norm.Forward(one.Weight, one.Bias, mean, variance, sequence, y, one.Flag("training"));
                norm.Backward(one.Weight, sequence, moments, dy, dx, dw, db);
                break;
            case LayerNorm norm:
                norm.Forward(one.Weight, one.Bias, x, y);
                norm.Backward(one.Weight, x, dy, dx, dw, db);
                break;
        }
    }

    private sealed class Case(JsonElement recorded)
    {
        public Tensor<double> X => Input("input");

        public Tensor<double> Weight => Input("weight");

        public Tensor<double> Bias => Input("bias");

        public Tensor<double> Output => Tensor("outputs", "output");

        public Layer Layer()
        {
            var (stride, padding, dilation, groups) = (Count("stride", 1), Count("padding", 0), Count("dilation", 1), Count("groups", 1));
            var kernel = Count("kernel", 1);
            return recorded.GetProperty("function").GetString() switch
            {
                "layer.linear" => new Linear(Length("weight", 1), Length("weight", 0)),
                "layer.conv1d" => new Conv1d(
                    groups * Length("weight", 1), Length("weight", 0), Length("weight", 2), stride, padding, dilation, groups),
                "layer.conv2d" => new Conv2d(
                    groups * Length("weight", 1), Length("weight", 0), (Length("weight", 2), Length("weight", 3)), stride, padding, dilation, groups),
                "layer.max_pool2d" => new MaxPool2d(kernel, Count("stride", kernel), padding),
                "layer.avg_pool2d" => new AveragePool2d(kernel, Count("stride", kernel), padding, Flag("count_include_pad")),
                "layer.batch_norm2d" => new BatchNorm(Length("weight", 0)),
                "layer.layer_norm" => new LayerNorm([.. Weight.Lengths.ToArray().Select(length => (int)length)]),
                var other => throw new NotSupportedException($"{other} is not replayed"),
            };
        }

        public bool Has(string input) => recorded.GetProperty("inputs").TryGetProperty(input, out _);

        public bool Flag(string option) => recorded.GetProperty("options").TryGetProperty(option, out var value) && value.GetBoolean();

        public Tensor<double> Input(string name) => Tensor("inputs", name);

        public Tensor<double> Tensor(string group, string name)
        {
            var field = recorded.GetProperty(group).GetProperty(name);
            return System.Numerics.Tensors.Tensor.Create(
                [.. field.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())],
                [.. field.GetProperty("shape").EnumerateArray().Select(length => (nint)length.GetInt32())]);
        }

        private int Count(string option, int otherwise) =>
            recorded.GetProperty("options").TryGetProperty(option, out var value) ? value.GetInt32() : otherwise;

        private int Length(string input, int dimension) => (int)Input(input).Lengths[dimension];
    }
}
