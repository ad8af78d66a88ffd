namespace Neurons.Verification;

/// <summary>Recorded functions that are runs of a model: they are replayed as such, by every engine, with their gradients.</summary>
internal static class FunctionTrace
{
    private const string Surrogate = "surrogate.";

    /// <summary>How a call of the function becomes a run; null where it is none.</summary>
    public static Func<FunctionCase, GoldenCase>? Find(string function) =>
        function.StartsWith(Surrogate, StringComparison.Ordinal) ? OfSurrogate
        : function == "synapse.tsodyks_markram" ? OfTsodyksMarkram
        : null;

    /// <summary>One step of a neuron whose potential, less the threshold, is its input u.</summary>
    private static GoldenCase OfSurrogate(FunctionCase recorded)
    {
        var input = recorded.Input("u");
        return Run(recorded, "CubaLifEncoder", steps: 1, input, recorded.Output("output")) with
        {
            Options = new Dictionary<string, string>
            {
                ["surrogate"] = RecordedSurrogate.Find(recorded).ToString(),
                ["comparison"] = RecordedSurrogate.Comparison(recorded),
            },
            Parameters = Shared(("tau_mem_inv", 1), ("v_leak", 0), ("v_th", 0), ("v_reset", 0)),
        };
    }

    private static GoldenCase OfTsodyksMarkram(FunctionCase recorded)
    {
        var spikes = recorded.Input("spikes");
        var neurons = spikes.Width;
        double[] Start(string option) => [.. Enumerable.Repeat(recorded.Options.Number(option), neurons)];
        return Run(recorded, "TsodyksMarkram", spikes.Steps, spikes, recorded.Output("output")) with
        {
            Parameters = Shared(
                ("tau_f_inv", recorded.Options.Number("tau_f_inv")),
                ("tau_d_inv", recorded.Options.Number("tau_d_inv")),
                ("u_se", recorded.Options.Number("U"))),
            InitialState = new Dictionary<string, double[]> { ["u"] = Start("u0"), ["x"] = Start("x0") },
            States = new Dictionary<string, double[]> { ["u"] = recorded.Output("u").Values, ["x"] = recorded.Output("x").Values },
            UpstreamStates = recorded.Upstream.Where(one => one.Key != "output").ToDictionary(one => one.Key, one => one.Value.Values),
        };
    }

    private static GoldenCase Run(FunctionCase recorded, string model, int steps, FunctionArray input, FunctionArray output) =>
        new(recorded.Name, model)
        {
            Options = new Dictionary<string, string>(),
            Dt = recorded.Number("dt", 1),
            Steps = steps,
            Neurons = input.Values.Length / steps,
            Inputs = input.Values.Length / steps,
            Parameters = new Dictionary<string, GoldenValue>(),
            Weights = new Dictionary<string, double[]>(),
            InitialState = new Dictionary<string, double[]>(),
            Input = input.Values,
            Output = output.Values,
            States = new Dictionary<string, double[]>(),
            UpstreamOutput = Values(recorded.Upstream, "output", input),
            UpstreamFinalState = new Dictionary<string, double[]>(),
            InputGradient = Values(recorded.Gradients, recorded.Inputs.Keys.First(), input),
            ParameterGradients = new Dictionary<string, GoldenValue>(),
            InitialStateGradients = new Dictionary<string, double[]>(),
            WeightGradients = new Dictionary<string, double[]>(),
            Tolerance = recorded.Tolerance,
        };

    /// <summary>Without upstream, all gradients are zero.</summary>
    private static double[] Values(IReadOnlyDictionary<string, FunctionArray> group, string name, FunctionArray like) =>
        group.TryGetValue(name, out var array) ? array.Values : new double[like.Values.Length];

    private static Dictionary<string, GoldenValue> Shared(params (string Name, double Value)[] parameters) =>
        parameters.ToDictionary(parameter => parameter.Name, parameter => new GoldenValue([parameter.Value], IsShared: true));
}
