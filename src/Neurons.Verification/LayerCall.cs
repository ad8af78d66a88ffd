using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>Recorded layers, called in one element type, with their gradients.</summary>
internal sealed class LayerCall<T>(FunctionCase recorded)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private delegate void Forward(Tensor<T> weight, Tensor<T> bias, Tensor<T> input, Tensor<T> output);

    private delegate void Backward(
        Tensor<T> weight, Tensor<T> input, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? biasGradient);

    public FunctionResult<T> Run() => recorded.Function switch
    {
        "layer.linear" => Linear(new(Length("weight", 1), Length("weight", 0))),
        "layer.conv1d" => Convolution(new Conv1d(
            Groups * Length("weight", 1), Length("weight", 0), Length("weight", 2), Stride(1), Padding, Dilation, Groups)),
        "layer.conv2d" => Convolution(new Conv2d(
            Groups * Length("weight", 1), Length("weight", 0), (Length("weight", 2), Length("weight", 3)), Stride(1), Padding, Dilation, Groups)),
        "layer.max_pool2d" => Pool(new MaxPool2d(Kernel, Stride(Kernel), Padding)),
        "layer.avg_pool2d" => Pool(new AveragePool2d(Kernel, Stride(Kernel), Padding, recorded.Options.Flag("count_include_pad"))),
        "layer.batch_norm2d" => BatchNorm(new(Length("weight", 0), recorded.Number("momentum", 0.1), recorded.Number("eps", 1e-5))),
        "layer.layer_norm" => LayerNorm(
            new([.. recorded.Options.Numbers("normalized_shape").Select(length => (int)length)], recorded.Number("eps", 1e-5))),
        _ => throw new ArgumentException($"{recorded.Function} is not known."),
    };

    private int Kernel => recorded.Options.Count("kernel");

    private int Padding => recorded.Count("padding", 0);

    private int Dilation => recorded.Count("dilation", 1);

    private int Groups => recorded.Count("groups", 1);

    private int Stride(int otherwise) => recorded.Count("stride", otherwise);

    private FunctionResult<T> Linear(Linear layer) => Weighted(layer.Forward, layer.Backward);

    private FunctionResult<T> Convolution(Convolution layer) => Weighted(layer.Forward, layer.Backward);

    private FunctionResult<T> LayerNorm(LayerNorm layer) => Weighted(layer.Forward, layer.Backward);

    private FunctionResult<T> Weighted(Forward forward, Backward backward)
    {
        var (weight, bias, x) = (Input("weight"), Input("bias"), Input("input"));
        var result = new Buffers(recorded, weight, bias);
        forward(weight, bias, x, result.Output);
        backward(weight, x, result.OutputGradient, result.Input, result.Weight, result.Bias);
        return result.ToResult();
    }

    private FunctionResult<T> Pool(Pool layer)
    {
        var x = Input("input");
        var result = new Buffers(recorded, null, null);
        layer.Forward(x, result.Output);
        layer.Backward(x, result.Output, result.OutputGradient, result.Input);
        return result.ToResult();
    }

    private FunctionResult<T> BatchNorm(BatchNorm layer)
    {
        var (weight, bias, x) = (Input("weight"), Input("bias"), InputSequence<T>.NewUnchanged(1, Input("input")));
        var result = new Buffers(recorded, weight, bias);
        var moments = layer.Forward(weight, bias, Input("running_mean"), Input("running_var"), x, result.Output, recorded.Options.Flag("training"));
        layer.Backward(weight, x, moments, result.OutputGradient, result.Input, result.Weight, result.Bias);
        return result.ToResult();
    }

    private Tensor<T> Input(string name) => Arrays.Tensor<T>(recorded.Input(name).Values, recorded.Input(name).Shape);

    private int Length(string input, int dimension)
    {
        var shape = recorded.Input(input).Shape;
        return dimension < shape.Length
            ? (int)shape[dimension]
            : throw new ArgumentException($"{recorded.Function}: {input} has {shape.Length} dimensions; more than {dimension} are needed.");
    }

    /// <summary>The recorded gradient of the output, and room for what the layer computes.</summary>
    private sealed class Buffers(FunctionCase recorded, Tensor<T>? weight, Tensor<T>? bias)
    {
        public Tensor<T> OutputGradient { get; } = Arrays.Tensor<T>(recorded.Upstream["output"].Values, recorded.Upstream["output"].Shape);

        public Tensor<T> Output { get; } = Tensor.CreateFromShape<T>(recorded.Upstream["output"].Shape);

        public Tensor<T> Input { get; } = Tensor.CreateFromShape<T>(recorded.Input("input").Shape);

        public Tensor<T>? Weight { get; } = weight is null ? null : Tensor.CreateFromShape<T>(weight.Lengths);

        public Tensor<T>? Bias { get; } = bias is null ? null : Tensor.CreateFromShape<T>(bias.Lengths);

        public FunctionResult<T> ToResult()
        {
            var gradients = new Dictionary<string, Tensor<T>> { ["input"] = Input };
            if (Weight is not null) gradients["weight"] = Weight;
            if (Bias is not null) gradients["bias"] = Bias;
            return new(new Dictionary<string, Tensor<T>> { ["output"] = Output }, gradients);
        }
    }
}
