using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>
/// Readouts that are a layer and neurons here: snnTorch's LinearLeaky and brainpy.state's LeakyRateReadout, a linear layer and what leaks;
/// SpikingJelly's NonSpiking nodes, what leaks and what stands for the steps.
/// </summary>
internal sealed class ReadoutReplay : ILayerReplay
{
    public Replay Run<T>(GoldenCase golden, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IEngine engine = interpreted ? new InterpreterEngine(PrecisionModule.ofType<T>()) : new KernelEngine<T>();
        return golden.Weights.ContainsKey("weight") ? BehindLinear<T>(golden, engine) : Decoded<T>(golden, engine);
    }

    /// <summary>Neurons behind a linear layer, whose weights may be recorded either way round.</summary>
    private static Replay BehindLinear<T>(GoldenCase golden, IEngine engine)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (steps, inputs, neurons) = (golden.Steps, golden.Inputs, golden.Neurons);
        var isTurned = !golden.Weights.ContainsKey("bias"); // brainpy.state's is [inputs, outputs], without a bias
        var weight = Arrays.Tensor<T>(
            isTurned ? Turned(golden.Weights["weight"], inputs, neurons) : golden.Weights["weight"], neurons, inputs);
        var bias = isTurned ? null : Arrays.Tensor<T>(golden.Weights["bias"], neurons);
        var x = Arrays.Tensor<T>(golden.Input, steps, inputs);
        var currents = Tensor.CreateFromShape<T>([steps, neurons]);
        var linear = new Linear(inputs, neurons, bias: !isTurned);
        linear.Forward(weight, bias, x, currents);
        var behind = golden with
        {
            Model = isTurned ? "Expon" : "StateLeaky",
            Inputs = neurons,
            InputShape = [neurons],
            Input = Arrays.Flat(currents),
            Weights = new Dictionary<string, double[]>(),
            WeightGradients = new Dictionary<string, double[]>(),
        };
        if (isTurned) behind = Renamed(behind, "r", "g");
        var bound = Bound(behind);
        var replay = engine.Run(bound);
        var dy = Arrays.Tensor<T>(replay.InputGradient, steps, neurons);
        Tensor<T> dx = Tensor.CreateFromShape<T>(x.Lengths), dw = Tensor.CreateFromShape<T>(weight.Lengths);
        var db = bias is null ? null : Tensor.CreateFromShape<T>(bias.Lengths);
        linear.Backward(weight, x, dy, dx, dw, db);
        var weights = new Dictionary<string, double[]> { ["weight"] = isTurned ? Turned(Arrays.Flat(dw), neurons, inputs) : Arrays.Flat(dw) };
        if (db is not null) weights["bias"] = Arrays.Flat(db);
        return new()
        {
            Output = replay.Output,
            States = isTurned ? new Dictionary<string, double[]> { ["r"] = replay.States["g"] } : replay.States,
            InputGradient = Arrays.Flat(dx),
            InitialStateGradients = isTurned
                ? new Dictionary<string, double[]> { ["r"] = replay.InitialStateGradients["g"] } : replay.InitialStateGradients,
            WeightGradients = weights,
            LayerParameterGradients = ParameterGradients(bound, replay),
        };
    }

    /// <summary>A potential without spikes, and what stands for its steps.</summary>
    private static Replay Decoded<T>(GoldenCase golden, IEngine engine)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (steps, neurons) = (golden.Steps, golden.Inputs);
        var potentials = golden with
        {
            Neurons = neurons,
            OutputShape = [neurons],
            Output = new double[steps * neurons],
            UpstreamOutput = new double[steps * neurons],
            // an integrator is a leaky neuron without a leak, whose potential is looked at
            Model = golden.Parameters.ContainsKey("tau") ? "LeakyIntegratorBox" : "Leaky",
            Options = golden.Parameters.ContainsKey("tau") ? new Dictionary<string, string>() : new Dictionary<string, string> { ["reset"] = "none" },
            Parameters = golden.Parameters.TryGetValue("tau", out var tau)
                ? new Dictionary<string, GoldenValue>
                {
                    ["tau_mem_inv"] = tau with { Values = [.. tau.Values.Select(value => 1 / value)] },
                    ["v_leak"] = new([0], IsShared: true),
                }
                : new Dictionary<string, GoldenValue> { ["beta"] = new([1], IsShared: true) },
            ParameterGradients = new Dictionary<string, GoldenValue>(),
        };
        var state = Bound(potentials).StateNames[0];
        var v = engine.Run(Bound(potentials)).States[state];
        OverTime? decode = golden.Options["decode"] switch
        {
            "max-mem" => new(Reduction.Max),
            "mean-mem" => new(Reduction.Mean),
            "last_mem" => new(Reduction.Last),
            "max-abs-mem" => new(Reduction.MaxMagnitude),
            _ => null,
        };
        var (output, upstream) = (v, golden.UpstreamOutput);
        if (decode is not null)
        {
            var sequence = InputSequence<T>.NewEachStep(Arrays.Tensor<T>(v, steps, neurons));
            Tensor<T> y = Tensor.CreateFromShape<T>([neurons]), dv = Tensor.CreateFromShape<T>([steps, neurons]);
            decode.Forward(sequence, y);
            decode.Backward(sequence, y, Arrays.Tensor<T>(golden.UpstreamOutput, neurons), dv);
            (output, upstream) = (Arrays.Flat(y), Arrays.Flat(dv));
        }
        var bound = Bound(potentials with { UpstreamStates = new Dictionary<string, double[]> { [state] = upstream } });
        var replay = engine.Run(bound);
        var rate = Array.IndexOf(bound.ParameterNames, "tau_mem_inv");
        return new()
        {
            Output = output,
            States = new Dictionary<string, double[]>(),
            InputGradient = replay.InputGradient,
            InitialStateGradients = new Dictionary<string, double[]>(),
            LayerParameterGradients = rate < 0 ? new Dictionary<string, double[]>() : new Dictionary<string, double[]>
            {
                // of 1/τ, as that of τ
                ["tau"] = [.. replay.ParameterGradients[rate]
                    .Zip(Arrays.Flat(bound.Parameters[rate]), (gradient, value) => -gradient * value * value)],
            },
        };
    }

    private static BoundCase Bound(GoldenCase golden) =>
        BoundCase.Create(golden, out var reason) ?? throw new ArgumentException($"{golden.Name}: {reason}");

    private static Dictionary<string, double[]> ParameterGradients(BoundCase bound, Replay replay) => bound.ParameterNames
        .Zip(replay.ParameterGradients).Where(pair => pair.First is not null).ToDictionary(pair => pair.First!, pair => pair.Second);

    private static GoldenCase Renamed(GoldenCase golden, string from, string to) => golden with
    {
        States = Renamed(golden.States, from, to),
        InitialState = Renamed(golden.InitialState, from, to),
        UpstreamFinalState = Renamed(golden.UpstreamFinalState, from, to),
        InitialStateGradients = Renamed(golden.InitialStateGradients, from, to),
    };

    private static Dictionary<string, double[]> Renamed(IReadOnlyDictionary<string, double[]> arrays, string from, string to) =>
        arrays.ToDictionary(pair => pair.Key == from ? to : pair.Key, pair => pair.Value);

    /// <summary>The transpose of a matrix.</summary>
    private static double[] Turned(double[] matrix, int rows, int columns) =>
        [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[i % rows * columns + i / rows])];
}
