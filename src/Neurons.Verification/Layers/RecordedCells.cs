using System.Globalization;

namespace Neurons.Verification;

/// <summary>The recorded cells: layers that are graphs of weights and neurons.</summary>
internal static class RecordedCells
{
    private const string Input = "input", Lif = "lif";

    public static CellReplay Leaky { get; } = new(golden => Recurrent(golden, "RLeaky", ("mem", "Mem")));

    public static CellReplay Synaptic { get; } = new(golden => Recurrent(golden, "Synaptic", ("syn", "Syn"), ("mem", "Mem")));

    /// <summary>Neurons behind weights.</summary>
    public static CellReplay Weighted { get; } = new(golden =>
    {
        var neurons = RecordedCell.Neurons(golden, golden.Model);
        neurons.Build([golden.Neurons]);
        return new(golden)
        {
            Nodes = [new("in", new Linear(golden.Inputs, golden.Neurons, bias: false), [[Input]]), new(Lif, neurons, [["in"]])],
            Output = Lif,
            Weights = { [Replay.InputWeights] = [new("in", "weight")] },
            States = Named(golden, neurons),
        };
    });

    public static CellReplay Lstm { get; } = new(golden =>
    {
        var layer = new SpikingLstm(new SpikingLstmOptions(golden.Neurons, RecordedCell.Neurons(golden, "LstmMembrane")));
        return new(golden)
        {
            Layer = layer,
            Nodes = RecordedCell.NodesOf(layer, [golden.Inputs]),
            Output = "lstm",
            Weights =
            {
                ["weight_ih"] = [new("ih", "weight")],
                ["bias_ih"] = [new("ih", "bias")],
                ["weight_hh"] = [new("hh", "weight")],
                ["bias_hh"] = [new("hh", "bias")],
            },
            States = RecordedCell.Same(("syn", "lstm.Syn"), ("mem", "lstm.Mem")),
        };
    });

    public static CellReplay ConvLstm { get; } = new(golden =>
    {
        if (golden.WeightShapes.GetValueOrDefault("weight") is not [_, _, _, _] shape)
            throw new ArgumentException($"{golden.Name}: the weight of a convolution is missing.");
        var (channels, inputs, area) = (shape[0] / 4, golden.InputShape[0], shape[2] * shape[3]);
        var pooling = RecordedCell.Option(golden, "pool") switch
        {
            "none" => LstmPooling.None,
            "max" => LstmPooling.Max,
            "avg" => LstmPooling.Average,
            var other => throw new ArgumentException($"{golden.Name}: the pool '{other}' is not known."),
        };
        var layer = new SpikingConvLstm(new SpikingConvLstmOptions(
            channels, shape[2], pooling, Neurons: RecordedCell.Neurons(golden, "LstmMembrane")));
        return new(golden)
        {
            Layer = layer,
            Nodes = RecordedCell.NodesOf(layer, golden.InputShape),
            Output = pooling == LstmPooling.None ? "lstm" : "firing",
            Weights =
            {
                ["weight"] = [new("input_gates", "weight", Of(0, inputs)), new("hidden_gates", "weight", Of(inputs, shape[1]))],
                ["bias"] = [new("input_gates", "bias")],
            },
            Numbers = { ["firing.Beta"] = 0 },
            States = RecordedCell.Same(("syn", "lstm.Syn"), ("mem", "lstm.Mem")),
        };

        // the places of some input channels
        int[] Of(int from, int to) => [.. Enumerable.Range(0, shape[0] * shape[1] * area).Where(
            at => at / area % shape[1] >= from && at / area % shape[1] < to)];
    });

    public static CellReplay CobaLif { get; } = new(golden =>
    {
        var layer = new RecurrentCobaLif(new RecurrentCobaLifOptions(golden.Neurons, RecordedCell.Neurons(golden, "CobaLif", ("Separate", "true"))));
        var weights = new Dictionary<string, RecordedWeight[]> { [Replay.RecurrentWeights] = [new("back", "weight")] };
        // a fault of that version, in which the input does not arrive: its weights are 0
        if (!golden.HasOption("input_lost")) weights[Replay.InputWeights] = [new("in", "weight")];
        return new(golden)
        {
            Layer = layer,
            Nodes = RecordedCell.NodesOf(layer, [golden.Inputs]),
            Output = Lif,
            Weights = weights,
            States = RecordedCell.Same(("z", Lif), ("v", "lif.V"), ("g_e", "lif.GE"), ("g_i", "lif.GI")),
        };
    });

    public static CellReplay Compartments { get; } = new(golden => Compartment(golden, "CompartmentLif"));

    public static CellReplay RefractoryCompartments { get; } = new(golden => Compartment(golden, "CompartmentLifRefractory"));

    public static CellReplay CorrelationSensor { get; } = new(golden =>
    {
        var (pre, post) = Ends(golden);
        var layer = new Pairwise(new(RecordedCell.Neurons(golden, "CorrelationSensor")));
        return new(golden)
        {
            Layer = layer,
            Nodes = RecordedCell.NodesOf(layer, [pre], [post]),
            Sources = [("pre", pre), ("post", post)],
            Output = "synapses",
            States = Sensor("", "synapses"),
        };
    });

    public static CellReplay CorrelatedLif { get; } = new(golden =>
    {
        var layer = new CorrelatedLif(new CorrelatedLifOptions(
            golden.Neurons, RecordedCell.Neurons(golden, "CubaLif"), RecordedCell.Neurons(golden, "CorrelationSensor")));
        return new(golden)
        {
            Layer = layer,
            Nodes = RecordedCell.NodesOf(layer, [golden.Inputs]),
            Output = Lif,
            Weights = Synapses(),
            States = RecordedCell.Same(("z", Lif), ("v", "lif.V"), ("i", "lif.I"))
                .Concat(Sensor("in_", "input_sensors")).Concat(Sensor("rec_", "recurrent_sensors")).ToDictionary(),
        };
    });

    public static CellReplay StdpSensor { get; } = new(golden =>
    {
        var (pre, post) = Ends(golden);
        var layer = new StdpTraces(new(RecordedCell.Neurons(golden, "DecayingTrace"), RecordedCell.Neurons(golden, "DecayingTrace")));
        return new(golden)
        {
            Layer = layer,
            Nodes = RecordedCell.NodesOf(layer, [pre], [post]),
            Sources = [("pre", pre), ("post", post)],
            Output = "both",
            Names =
            {
                ["pre_trace.TauInv"] = "tau_c_inv",
                ["pre_trace.Amplitude"] = "eta_p",
                ["post_trace.TauInv"] = "tau_c_inv",
                ["post_trace.Amplitude"] = "eta_m",
            },
            States = RecordedCell.Same(("a_pre", "pre_trace.Trace"), ("a_post", "post_trace.Trace")),
        };
    });

    public static CellReplay Stdp { get; } = new(golden =>
    {
        var (pre, post) = Ends(golden);
        var layer = new PlasticSynapses(new(
            RecordedCell.Neurons(
                golden, "PlasticSynapse", ("Change", RecordedCell.Option(golden, "algorithm")),
                ("HardBounds", RecordedCell.Option(golden, "hardbound"))),
            RecordedCell.Neurons(golden, "DecayingTrace"), RecordedCell.Neurons(golden, "DecayingTrace")));
        double Amplitude(string end) => golden.Dt * RecordedCell.Number(golden, $"tau_{end}_inv") * RecordedCell.Number(golden, $"a_{end}");
        return new(golden)
        {
            Layer = layer,
            Nodes = RecordedCell.NodesOf(layer, [pre], [post]),
            Sources = [("pre", pre), ("post", post)],
            Output = "synapses",
            Names = { ["pre_trace.TauInv"] = "tau_pre_inv", ["post_trace.TauInv"] = "tau_post_inv" },
            Numbers =
            {
                ["pre_trace.Amplitude"] = Amplitude("pre"),
                ["post_trace.Amplitude"] = Amplitude("post"),
                ["synapses.Mu"] = double.TryParse(RecordedCell.Option(golden, "mu"), NumberStyles.Float, CultureInfo.InvariantCulture, out var mu)
                    ? mu : throw new ArgumentException($"{golden.Name}: the option mu is no number."),
            },
            States = RecordedCell.Same(("w", "synapses.W"), ("t_pre", "pre_trace.Trace"), ("t_post", "post_trace.Trace")),
        };
    });

    /// <summary>snnTorch's recurrent neurons, whose spikes come back to all or to each itself.</summary>
    private static RecordedCell Recurrent(GoldenCase golden, string model, params (string Recorded, string State)[] states)
    {
        var isAllToAll = RecordedCell.Option(golden, "recurrent") == "all_to_all";
        (string, string)[] timing = golden.Options.GetValueOrDefault("reset_delay") == "false"
            ? [("Timing", "Immediate")]
            : [];
        var neurons = RecordedCell.Neurons(golden, model, timing);
        neurons.Build([golden.Neurons]);
        return new(golden)
        {
            Layer = isAllToAll ? new Feedback(neurons.Again()) : Feedback.OneToOne(neurons.Again()),
            Nodes =
            [
                new("back", isAllToAll ? new Linear(golden.Neurons, golden.Neurons) : null, [[Lif]]),
                new(Lif, neurons, [[Input, "back"]]),
            ],
            Output = Lif,
            Weights = isAllToAll
                ? new() { [Replay.RecurrentWeights] = [new("back", "weight")], ["recurrent_bias"] = [new("back", "bias")] }
                : new() { ["V"] = [new("back", "weight")] },
            States = RecordedCell.Same([("spk", Lif), .. states.Select(state => (state.Recorded, $"{Lif}.{state.State}"))]),
        };
    }

    private static RecordedCell Compartment(GoldenCase golden, string model)
    {
        var isAfter = golden.Options.GetValueOrDefault("coupling") == "after";
        var neurons = RecordedCell.Neurons(golden, model);
        var layer = new MultiCompartment(new MultiCompartmentOptions(
            golden.Neurons, neurons, golden.IsRecurrent, isAfter ? CompartmentCoupling.AfterReset : CompartmentCoupling.BeforeStep));
        var states = Named(golden, neurons);
        // what is stored there is coupled already
        if (isAfter) states["v"] = [("lif.V", 1), ("coupling", golden.Dt)];
        return new(golden)
        {
            Layer = layer,
            Nodes = RecordedCell.NodesOf(layer, [golden.Inputs]),
            Output = Lif,
            Weights = Synapses().Append(new("g_coupling", [new("coupling", "weight")]))
                .Where(weight => golden.Weights.ContainsKey(weight.Key)).ToDictionary(),
            States = states,
        };
    }

    private static Dictionary<string, RecordedWeight[]> Synapses() => new()
    {
        [Replay.InputWeights] = [new("in", "weight")],
        [Replay.RecurrentWeights] = [new("back", "weight")],
    };

    /// <summary>The states of neurons under their recorded names, and z, their spikes.</summary>
    private static Dictionary<string, (string, double)[]> Named(GoldenCase golden, NeuronLayer neurons) => RecordedCell.Same(
        [.. golden.States.Keys.Select(name => (name, name == Replay.SpikeState ? Lif : $"{Lif}.{BoundCase.Find(neurons.Model.StateNames, name)}"))]);

    private static Dictionary<string, (string, double)[]> Sensor(string prefix, string node) => RecordedCell.Same(
        ($"{prefix}post_pre", $"{node}.PostPre"), ($"{prefix}correlation", $"{node}.Correlation"),
        ($"{prefix}anti_correlation", $"{node}.AntiCorrelation"));

    private static (int Pre, int Post) Ends(GoldenCase golden) => (RecordedCell.Count(golden, "pre"), RecordedCell.Count(golden, "post"));
}
