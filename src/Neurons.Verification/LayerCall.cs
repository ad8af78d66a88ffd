using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons.Verification;

/// <summary>Recorded layers, called in one element type, with their gradients.</summary>
internal sealed class LayerCall<T>(FunctionCase recorded)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public FunctionResult<T> Run() => recorded.Function switch
    {
        "layer.linear" => Linear(),
        "layer.conv1d" => Convolution(1),
        "layer.conv2d" => Convolution(2),
        "layer.max_pool2d" => Pooling(PoolingReduction.LargestOf),
        "layer.avg_pool2d" => Pooling(PoolingReduction.NewMeanOf(recorded.Options.Flag("count_include_pad"))),
        "layer.batch_norm2d" => BatchNorm(),
        "layer.layer_norm" => LayerNorm(),
        _ => throw new ArgumentException($"{recorded.Function} is not known."),
    };

    private Tensor<T> X => Input("input");

    private InputSequence<T> Sequence => InputSequence<T>.NewUnchanged(1, X);

    private Tensor<T> OutputGradient => Arrays.Tensor<T>(recorded.Upstream["output"].Values, recorded.Upstream["output"].Shape);

    private LinearWeights<T> Weights => new(Input("weight"), Input("bias"));

    private NormWeights<T> NormWeights => new(Input("weight"), Input("bias"));

    private FunctionResult<T> Linear()
    {
        var gradient = LinearModule.weightGradient(Weights, Sequence, OutputGradient, new(null, null));
        return Result(LinearModule.forward(Weights, Sequence, null), LinearModule.inputGradient(Weights, OutputGradient, null), gradient.Weight, gradient.Bias);
    }

    private FunctionResult<T> Convolution(int dimensions)
    {
        var options = new ConvolutionModule.Options(
            Each(dimensions, "stride", 1), Each(dimensions, "padding", 0), Each(dimensions, "dilation", 1), recorded.Count("groups", 1));
        var gradient = ConvolutionModule.weightGradient(options, Weights, Sequence, OutputGradient, new(null, null));
        return Result(
            ConvolutionModule.forward(options, Weights, Sequence, null),
            ConvolutionModule.inputGradient(options, Weights, recorded.Input("input").Shape, OutputGradient, null),
            gradient.Weight,
            gradient.Bias);
    }

    private FunctionResult<T> Pooling(PoolingReduction reduction)
    {
        var kernel = recorded.Options.Count("kernel");
        var options = new PoolingModule.Options(reduction, [kernel, kernel], Each(2, "stride", kernel), Each(2, "padding", 0));
        var output = PoolingModule.forward(options, Sequence, null);
        return Result(output, PoolingModule.inputGradient(options, X, Only(output), OutputGradient, null));
    }

    private FunctionResult<T> BatchNorm()
    {
        var defaults = BatchNormModule.options;
        var options = new BatchNormModule.Options(recorded.Number("momentum", defaults.Momentum), recorded.Number("eps", defaults.Epsilon), defaults.Gain);
        var running = new RunningStatistics<T>(Input("running_mean"), Input("running_var"));
        var run = BatchNormModule.forward(options, recorded.Options.Flag("training"), NormWeights, running, Sequence, null);
        var gradient = BatchNormModule.gradients(options, NormWeights, Sequence, run, OutputGradient, true, new(null, new(null, null)));
        return Result(run.Output, gradient.Input, gradient.Weights.Scale, gradient.Weights.Offset);
    }

    private FunctionResult<T> LayerNorm()
    {
        int[] shape = [.. recorded.Options.Numbers("normalized_shape").Select(length => (int)length)];
        var options = new LayerNormModule.Options(shape, recorded.Number("eps", 1e-5));
        var gradient = LayerNormModule.gradients(options, NormWeights, X, OutputGradient, true, new(null, new(null, null)));
        return Result(LayerNormModule.forward(options, NormWeights, Sequence, null), gradient.Input, gradient.Weights.Scale, gradient.Weights.Offset);
    }

    private Tensor<T> Input(string name) => Arrays.Tensor<T>(recorded.Input(name).Values, recorded.Input(name).Shape);

    private int[] Each(int dimensions, string option, int otherwise) => [.. Enumerable.Repeat(recorded.Count(option, otherwise), dimensions)];

    private static Tensor<T> Only(InputSequence<T> sequence) => sequence.constant;

    private static FunctionResult<T> Result(InputSequence<T> output, Tensor<T> input, Tensor<T>? weight = null, Tensor<T>? bias = null)
    {
        var gradients = new Dictionary<string, Tensor<T>> { ["input"] = input };
        if (weight is not null) gradients["weight"] = weight;
        if (bias is not null) gradients["bias"] = bias;
        return new(new Dictionary<string, Tensor<T>> { ["output"] = Only(output) }, gradients);
    }
}
