using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Verification;

/// <summary>Recorded losses and metrics, called in one element type.</summary>
internal sealed class ObjectiveCall<T>(FunctionCase recorded)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public FunctionResult<T> Run() => recorded.Function switch
    {
        "metric.accuracy_rate" => Number(Metric.RateAccuracy().Evaluate(Output, Labels)),
        "metric.accuracy_temporal" => Number(Metric.TemporalAccuracy().Evaluate(Output, Labels)),
        "loss.l1_rate_sparsity" => Spikes(),
        _ => Evaluate(),
    };

    private string Name => recorded.Inputs.Keys.Single(name => name != "targets");

    private Tensor<T> Output => Arrays.Tensor<T>(recorded.Input(Name).Values, recorded.Input(Name).Shape);

    private int[] Labels => Array.ConvertAll(recorded.Input("targets").Values, label => (int)label);

    /// <summary>The outputs of each class.</summary>
    private int Population => recorded.Options.Has("population_classes")
        ? (int)recorded.Input(Name).Shape[^1] / Math.Max(1, recorded.Options.Count("population_classes"))
        : 1;

    private FunctionResult<T> Evaluate()
    {
        var (output, gradient) = (Output, Tensor.CreateFromShape<T>(recorded.Input(Name).Shape));
        return WithGradient(Loss().Evaluate(output, Labels, gradient), gradient);
    }

    private FunctionResult<T> Spikes()
    {
        var gradient = Tensor.CreateFromShape<T>(recorded.Input(Name).Shape);
        return WithGradient(Sparsity.Rate(Output, recorded.Options.Number("lambda_"), gradient), gradient);
    }

    private ReadoutLoss Loss() => recorded.Function switch
    {
        "loss.ce_rate" => new RateCrossEntropy(CrossEntropy()),
        "loss.ce_count" => new CountCrossEntropy(CrossEntropy()),
        "loss.ce_max_membrane" => new MaxMembraneCrossEntropy(CrossEntropy()),
        "loss.ce_temporal" => new TemporalCrossEntropy(new(Inverse(), ClassWeights(), Smoothing())),
        "loss.cross_entropy" => new CrossEntropy(CrossEntropy()),
        "loss.mse_count" => new CountSquaredError(new(
            recorded.Number("correct_rate", 1), recorded.Number("incorrect_rate", 0), ClassWeights(), Population)),
        "loss.mse_membrane" => new MembraneSquaredError(new(recorded.Number("on_target", 1), Off(1, 0), ClassWeights(), Population)),
        "loss.mse_temporal" => new TemporalSquaredError(new(
            recorded.Number("on_target", 0), Off(0, -1), recorded.Number("tolerance", 0), ClassWeights())),
        _ => throw new ArgumentException($"{recorded.Function} is not known."),
    };

    /// <summary>
    /// snnTorch's targets are one-hot · on_target, raised to off_target where that is the smaller: then an off_target below 0, such as its
    /// default of −1, comes to 0.
    /// </summary>
    private double Off(double on, double off)
    {
        (on, off) = (recorded.Number("on_target", on), recorded.Number("off_target", off));
        return on > off ? Math.Max(0, off) : off;
    }

    private SpikeTimeInverse Inverse() => recorded.Options.Text("inverse") switch
    {
        "negate" => SpikeTimeInverse.Negated,
        "reciprocal" => SpikeTimeInverse.Reciprocal,
        var other => throw recorded.Options.Error("inverse", $"'{other}' is not known"),
    };

    private CrossEntropyOptions CrossEntropy() => new(ClassWeights(), Smoothing(), Population);

    private double Smoothing() => recorded.Number("label_smoothing", 0);

    private double[]? ClassWeights() => recorded.Options.Has("class_weight") ? recorded.Options.Numbers("class_weight") : null;

    private FunctionResult<T> WithGradient(double value, Tensor<T> gradient)
    {
        var upstream = recorded.Upstream.TryGetValue("output", out var array) ? array.Values[0] : 0;
        var scaled = Tensor.Multiply<T>(gradient, T.CreateChecked(upstream));
        return Number(value) with { Gradients = new Dictionary<string, Tensor<T>> { [Name] = scaled } };
    }

    private static FunctionResult<T> Number(double value) => FunctionResult<T>.Of(Arrays.Tensor<T>([value], 1));
}
