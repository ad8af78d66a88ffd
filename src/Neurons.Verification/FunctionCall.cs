using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Encoders;
using Neurons.Plasticity;

namespace Neurons.Verification;

/// <summary>Recorded functions that are functions here: encoders, targets and plasticity. They are called in one element type.</summary>
internal sealed class FunctionCall<T>(FunctionCase recorded)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The outputs by name.</summary>
    public IReadOnlyDictionary<string, Tensor<T>> Run() => recorded.Function switch
    {
        "encoder.latency" => Output(LatencyModule.encode(LatencyOptions(), Input("data"))),
        "encoder.delta" => Output(DeltaModule.encode(
            new(recorded.Number("threshold", 0.1), recorded.Options.Flag("padding"), recorded.Options.Flag("off_spike")), Input("data"))),
        "encoder.rate_certain" => Output(RateModule.encode(
            RandomKeyModule.create(0, 0), InputSequence<T>.NewUnchanged(recorded.Output("output").Steps, Input("data")))),
        "encoder.constant_current_lif" => Output(ConstantCurrentLifModule.encode(
            LifOptions(), CubaLifEncoderModule.parameters, recorded.Options.Count("steps"), Input("data"))),
        "encoder.spike_latency_lif" => Output(ConstantCurrentLifModule.encodeFirst(
            LifOptions(), CubaLifEncoderModule.parameters, recorded.Options.Count("steps"), Input("data"))),
        "encoder.spike_latency" => Output(SpikeLatencyModule.encode(Input("data"))),
        "encoder.population" => Output(Population()),
        "target.rate" => Output(TargetsModule.rate<T>(recorded.Options.Count("num_classes"), Labels())),
        "target.latency" => Output(TargetsModule.latency<T>(LatencyOptions(), recorded.Options.Count("num_classes"), Labels())),
        "plasticity.stdp_linear" => DenseStdp(),
        "plasticity.stdp_conv2d" => ConvolutionStdp(),
        _ => throw new ArgumentException($"{recorded.Function} is not known."),
    };

    private Tensor<T> Input(string name) => Tensor(recorded.Input(name));

    private int[] Labels() => Array.ConvertAll(recorded.Input("targets").Values, label => (int)label);

    private LatencyModule.Options LatencyOptions() => new(
        recorded.Options.Count("num_steps"),
        recorded.Number("tau", 1),
        recorded.Number("threshold", 0.01),
        recorded.Count("first_spike_time", 0),
        recorded.Options.Flag("linear") ? LatencyCurve.Linear : LatencyCurve.Logarithmic,
        recorded.Options.Flag("normalize"),
        recorded.Options.Flag("clip"),
        recorded.Options.Flag("bypass"));

    private CubaLifEncoderModule.Options LifOptions()
    {
        var options = CubaLifEncoderModule.options;
        return new(recorded.Number("dt", options.Dt), options.Surrogate, options.Comparison, options.DetachReset);
    }

    private Tensor<T> Population()
    {
        var count = recorded.Options.Count("out_features");
        return recorded.Options.Has("scale")
            ? PopulationModule.encodeTo(recorded.Options.Number("scale"), count, Input("data"))
            : PopulationModule.encode(count, Input("data"));
    }

    private StdpModule.Parameters StdpParameters()
    {
        var options = recorded.Options;
        var dependence = options.Text("algorithm") switch
        {
            "additive" => WeightDependence.Additive,
            "additive_step" => WeightDependence.AdditiveStep,
            "multiplicative_pow" => WeightDependence.NewMultiplicativePower(options.Number("mu")),
            "multiplicative_relu" => WeightDependence.MultiplicativeRelu,
            var other => throw options.Error("algorithm", $"'{other}' is not known"),
        };
        return new(
            options.Number("tau_pre_inv"),
            options.Number("tau_post_inv"),
            options.Number("a_pre"),
            options.Number("a_post"),
            options.Number("eta_plus"),
            options.Number("eta_minus"),
            options.Number("w_min"),
            options.Number("w_max"),
            dependence,
            options.Number("dt"));
    }

    /// <summary>The weights after every step, and the last traces.</summary>
    private Dictionary<string, Tensor<T>> DenseStdp()
    {
        var (pre, post) = (recorded.Input("pre"), recorded.Input("post"));
        var weights = Input("weights");
        var traces = Traces(pre, post);
        var over = new List<double>();
        for (var t = 0; t < pre.Steps; t++)
        {
            (weights, traces) = StdpModule.step(StdpParameters(), traces, weights, Row(pre, t), Row(post, t));
            over.AddRange(Arrays.Flat(weights));
        }

        return Outputs(Arrays.Tensor<T>([.. over], over.Count), traces);
    }

    private Dictionary<string, Tensor<T>> ConvolutionStdp()
    {
        var (pre, post) = (recorded.Input("pre"), recorded.Input("post"));
        var (weights, traces) = StdpConvolutionModule.integral(
            StdpConvolutionModule.window, StdpParameters(), Traces(pre, post), Input("weights"), Tensor(pre), Tensor(post));
        return Outputs(weights, traces);
    }

    private static Traces<T> Traces(FunctionArray pre, FunctionArray post)
    {
        static int[] Shape(FunctionArray spikes) => [.. spikes.Shape.Skip(1).Select(length => (int)length)];
        return StdpModule.initial<T>(Shape(pre), Shape(post));
    }

    private static Dictionary<string, Tensor<T>> Outputs(Tensor<T> weights, Traces<T> traces) =>
        new() { ["weights"] = weights, ["trace_pre"] = traces.Pre, ["trace_post"] = traces.Post };

    private static Dictionary<string, Tensor<T>> Output(Tensor<T> output) => new() { ["output"] = output };

    private static Tensor<T> Tensor(FunctionArray array) => Arrays.Tensor<T>(array.Values, array.Shape);

    private static Tensor<T> Row(FunctionArray array, int t) =>
        Arrays.Tensor<T>(Arrays.Row(array.Values, t, array.Width), array.Shape.AsSpan(1));
}
