using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Verification;

/// <summary>Recorded optimizers, schedules and gradient clipping, called in one element type.</summary>
internal sealed class OptimizerCall<T>(FunctionCase recorded)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An update, by its number, of a parameter by its gradient.</summary>
    private delegate void Update(long number, ReadOnlySpan<T> gradient, Span<T> parameter);

    public FunctionResult<T> Run() => recorded.Function switch
    {
        "optimizer.sgd" => Sgd(),
        "optimizer.adam" => Adam(),
        "optimizer.adamw" => AdamW(),
        "schedule.step" => Schedule(Networks.Schedule.Step(recorded.Options.Count("step_size"), recorded.Options.Number("gamma"))),
        "schedule.exponential" => Schedule(Networks.Schedule.Exponential(recorded.Options.Number("gamma"))),
        "schedule.cosine" => Schedule(Networks.Schedule.Cosine(recorded.Options.Count("t_max"), recorded.Options.Number("eta_min"))),
        "schedule.linear_warmup" => Schedule(Warmup()),
        "gradient_clipping.norm" => Clipping(),
        _ => throw new ArgumentException($"{recorded.Function} is not known."),
    };

    private double Rate => recorded.Options.Number("lr");

    private double Decay => recorded.Number("weight_decay", 0);

    private FunctionResult<T> Sgd()
    {
        var optimizer = new Sgd(
            Rate, recorded.Number("momentum", 0), recorded.Number("dampening", 0),
            recorded.Options.Has("nesterov") && recorded.Options.Flag("nesterov"), Decay);
        var velocity = State();
        return Updates((number, gradient, parameter) => Networks.Sgd.Update(optimizer.Options, number, parameter, gradient, velocity));
    }

    private FunctionResult<T> Adam()
    {
        var optimizer = new Adam(Rate, recorded.Options.Number("beta1"), recorded.Options.Number("beta2"), recorded.Options.Number("eps"), Decay);
        var (first, second) = (State(), State());
        return Updates((number, gradient, parameter) => Networks.Adam.Update(optimizer.Options, number, parameter, gradient, first, second));
    }

    private FunctionResult<T> AdamW()
    {
        var optimizer = new AdamW(Rate, recorded.Options.Number("beta1"), recorded.Options.Number("beta2"), recorded.Options.Number("eps"), Decay);
        var (first, second) = (State(), State());
        return Updates((number, gradient, parameter) => Networks.AdamW.Update(optimizer.Options, number, parameter, gradient, first, second));
    }

    /// <summary>What an optimizer keeps for the parameter.</summary>
    private T[] State() => new T[recorded.Input("parameters").Values.Length];

    /// <summary>The parameter after each update.</summary>
    private FunctionResult<T> Updates(Update update)
    {
        var parameter = Array.ConvertAll(recorded.Input("parameters").Values, T.CreateChecked);
        var gradients = recorded.Input("gradients");
        var after = new List<double>();
        for (var n = 0; n < gradients.Steps; n++)
        {
            update(n + 1, Array.ConvertAll(Arrays.Row(gradients.Values, n, gradients.Width), T.CreateChecked), parameter);
            after.AddRange(Array.ConvertAll(parameter, double.CreateChecked));
        }

        return FunctionResult<T>.Of(Arrays.Tensor<T>([.. after], after.Count));
    }

    private Schedule Warmup() => recorded.Number("end_factor", 1) == 1
        ? Networks.Schedule.LinearWarmup(recorded.Options.Count("total_iters"), recorded.Options.Number("start_factor"))
        : throw recorded.Options.Error("end_factor", "a warm-up ends at the whole rate, 1");

    private FunctionResult<T> Schedule(Schedule schedule)
    {
        double[] values = [.. recorded.Output("learning_rate").Values.Select((_, n) => schedule.At(Rate, n))];
        return FunctionResult<T>.Of(new Dictionary<string, Tensor<T>> { ["learning_rate"] = Arrays.Tensor<T>(values, values.Length) });
    }

    private FunctionResult<T> Clipping()
    {
        var gradients = recorded.Inputs.Keys.ToDictionary(name => name, Input);
        var norm = NormClipping.Clip(recorded.Options.Number("max_norm"), [.. gradients.Values]);
        gradients["total_norm"] = Arrays.Tensor<T>([norm], 1);
        return FunctionResult<T>.Of(gradients);
    }

    private Tensor<T> Input(string name) => Arrays.Tensor<T>(recorded.Input(name).Values, recorded.Input(name).Shape);
}
