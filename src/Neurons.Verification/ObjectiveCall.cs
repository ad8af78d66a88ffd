using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons.Verification;

/// <summary>Recorded losses and metrics, called in one element type.</summary>
internal sealed class ObjectiveCall<T>(FunctionCase recorded)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public FunctionResult<T> Run() => recorded.Function switch
    {
        "metric.accuracy_rate" => Number(AccuracyModule.rate(1, Sequence(Output), Labels)),
        "metric.accuracy_temporal" => Number(AccuracyModule.temporal(Sequence(Output), Labels)),
        "loss.l1_rate_sparsity" => Sparsity(),
        _ => Loss(),
    };

    private string Name => recorded.Inputs.Keys.Single(name => name != "targets");

    private Tensor<T> Output => Arrays.Tensor<T>(recorded.Input(Name).Values, recorded.Input(Name).Shape);

    private int[] Labels => Array.ConvertAll(recorded.Input("targets").Values, label => (int)label);

    /// <summary>The outputs of each class.</summary>
    private int Population => recorded.Options.Has("population_classes")
        ? (int)recorded.Input(Name).Shape[^1] / Math.Max(1, recorded.Options.Count("population_classes"))
        : 1;

    private FunctionResult<T> Loss()
    {
        var loss = ObjectiveModule.evaluate(Objective(), Sequence(Output), Labels, null);
        return WithGradient(loss.Value, loss.Gradient);
    }

    private FunctionResult<T> Sparsity()
    {
        var gradient = Tensor.CreateFromShape<T>(recorded.Input(Name).Shape);
        return WithGradient(RateSparsityModule.evaluate(recorded.Options.Number("lambda_"), Output, gradient), gradient);
    }

    private Objective Objective() => recorded.Function switch
    {
        "loss.ce_rate" => CrossEntropy(Reading.NewReadEachStep(StepReduction.MeanOfSteps), CrossEntropyModule.Average.OverSamples),
        "loss.ce_count" => CrossEntropy(Reading.NewReadOnce(Readout.SumOverTime), CrossEntropyModule.Average.OverSamples),
        "loss.ce_max_membrane" => CrossEntropy(Reading.NewReadOnce(Readout.MaxOverTime), CrossEntropyModule.Average.OverSamples),
        "loss.ce_temporal" => CrossEntropy(Reading.NewReadOnce(Inverse()), CrossEntropyModule.Average.OverWeights),
        "loss.cross_entropy" => CrossEntropy(Reading.NewReadOnce(Readout.MeanOverTime), CrossEntropyModule.Average.OverWeights),
        "loss.mse_count" => SquaredError(SquaredErrorModule.Targets.NewRates(recorded.Number("correct_rate", 1), recorded.Number("incorrect_rate", 0))),
        "loss.mse_membrane" => SquaredError(SquaredErrorModule.Targets.NewPotentials(recorded.Number("on_target", 1), Off(1, 0))),
        "loss.mse_temporal" => SquaredError(SquaredErrorModule.Targets.NewSpikeTimes(recorded.Number("on_target", 0), Off(0, -1), recorded.Number("tolerance", 0))),
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

    private Readout Inverse() => recorded.Options.Text("inverse") switch
    {
        "negate" => Readout.NegatedSpikeTime,
        "reciprocal" => Readout.ReciprocalSpikeTime,
        var other => throw recorded.Options.Error("inverse", $"'{other}' is not known"),
    };

    private Objective CrossEntropy(Reading reading, CrossEntropyModule.Average average) =>
        new(Criterion.NewCrossEntropy(new(ClassWeights(), average, recorded.Number("label_smoothing", 0))), reading, Population);

    private Objective SquaredError(SquaredErrorModule.Targets targets)
    {
        var objective = ObjectiveModule.squaredError(new(targets, ClassWeights()));
        return new(objective.Criterion, objective.Reading, Population);
    }

    private double[]? ClassWeights() => recorded.Options.Has("class_weight") ? recorded.Options.Numbers("class_weight") : null;

    private FunctionResult<T> WithGradient(double value, Tensor<T> gradient)
    {
        var upstream = recorded.Upstream.TryGetValue("output", out var array) ? array.Values[0] : 0;
        var scaled = Tensor.Multiply<T>(gradient, T.CreateChecked(upstream));
        return Number(value) with { Gradients = new Dictionary<string, Tensor<T>> { [Name] = scaled } };
    }

    private static FunctionResult<T> Number(double value) => FunctionResult<T>.Of(Arrays.Tensor<T>([value], 1));

    private static InputSequence<T> Sequence(Tensor<T> output) =>
        output.Rank == 2 ? InputSequence<T>.NewUnchanged(1, output) : InputSequence<T>.NewEachStep(output);
}
