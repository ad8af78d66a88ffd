using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons.Verification;

/// <summary>Recorded optimizers, schedules and gradient clipping, called in one element type.</summary>
internal sealed class OptimizerCall<T>(FunctionCase recorded)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public FunctionResult<T> Run() => recorded.Function switch
    {
        "optimizer.sgd" => Sgd(),
        "optimizer.adam" => Adam(WeightDecay.NewL2(recorded.Number("weight_decay", 0))),
        "optimizer.adamw" => Adam(WeightDecay.NewDecoupled(recorded.Number("weight_decay", 0))),
        "schedule.step" => Schedule(Learning.Schedule.NewStep(recorded.Options.Count("step_size"), recorded.Options.Number("gamma"))),
        "schedule.exponential" => Schedule(Learning.Schedule.NewExponential(recorded.Options.Number("gamma"))),
        "schedule.cosine" => Schedule(Learning.Schedule.NewCosine(recorded.Options.Count("t_max"), recorded.Options.Number("eta_min"))),
        "schedule.linear_warmup" => Schedule(Warmup()),
        "gradient_clipping.norm" => Clipping(),
        _ => throw new ArgumentException($"{recorded.Function} is not known."),
    };

    private FunctionResult<T> Sgd()
    {
        var options = new SgdModule.Options(
            recorded.Options.Number("lr"),
            recorded.Number("momentum", 0),
            recorded.Number("dampening", 0),
            recorded.Options.Has("nesterov") && recorded.Options.Flag("nesterov"),
            WeightDecay.NewL2(recorded.Number("weight_decay", 0)));
        SgdModule.check(options);
        var parameter = Input("parameters");
        var velocity = SgdModule.initial(options, parameter);
        return Updates(parameter, (number, gradient) => SgdModule.updateInPlace(options, number, gradient, velocity, parameter));
    }

    private FunctionResult<T> Adam(WeightDecay decay)
    {
        var options = new AdamModule.Options(
            recorded.Options.Number("lr"), recorded.Options.Number("beta1"), recorded.Options.Number("beta2"), recorded.Options.Number("eps"), decay);
        AdamModule.check(options);
        var parameter = Input("parameters");
        var moments = AdamModule.initial(parameter);
        return Updates(parameter, (number, gradient) => AdamModule.updateInPlace(options, number, gradient, moments, parameter));
    }

    /// <summary>The parameter after each update.</summary>
    private FunctionResult<T> Updates(Tensor<T> parameter, Action<long, Tensor<T>> update)
    {
        var gradients = recorded.Input("gradients");
        var after = new List<double>();
        for (var n = 0; n < gradients.Steps; n++)
        {
            update(n + 1, Arrays.Tensor<T>(Arrays.Row(gradients.Values, n, gradients.Width), parameter.Lengths));
            after.AddRange(Arrays.Flat(parameter));
        }

        return FunctionResult<T>.Of(Arrays.Tensor<T>([.. after], after.Count));
    }

    private Learning.Schedule Warmup() => recorded.Number("end_factor", 1) == 1
        ? Learning.Schedule.NewWarmup(recorded.Options.Count("total_iters"), recorded.Options.Number("start_factor"))
        : throw recorded.Options.Error("end_factor", "a warm-up ends at the whole rate, 1");

    private FunctionResult<T> Schedule(Learning.Schedule schedule)
    {
        ScheduleModule.check(schedule);
        var rates = recorded.Output("learning_rate").Values.Select((_, n) => ScheduleModule.rate(schedule, recorded.Options.Number("lr"), n));
        double[] values = [.. rates];
        return FunctionResult<T>.Of(new Dictionary<string, Tensor<T>> { ["learning_rate"] = Arrays.Tensor<T>(values, values.Length) });
    }

    private FunctionResult<T> Clipping()
    {
        var gradients = recorded.Inputs.Keys.ToDictionary(name => name, Input);
        var norm = GradientClippingModule.byNorm(recorded.Options.Number("max_norm"), gradients.Values);
        gradients["total_norm"] = Arrays.Tensor<T>([norm], 1);
        return FunctionResult<T>.Of(gradients);
    }

    private Tensor<T> Input(string name) => Arrays.Tensor<T>(recorded.Input(name).Values, recorded.Input(name).Shape);
}
