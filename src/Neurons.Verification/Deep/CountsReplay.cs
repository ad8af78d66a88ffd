using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>
/// Operations of small spiking networks, counted as SpikingJelly's counters count them, each module by itself; and the energies that follow. What
/// a step of its neurons costs is that of its operators on a CPU.
/// </summary>
internal static class CountsReplay
{
    private static readonly UpdateCost _leaky = new(6, 10, 98 + 16, 4), _integrating = new(3, 5, 50 + 16, 4, IsLeaky: false);

    private static readonly (string Counter, Func<LayerOperations, long> Count)[] _counters =
    [
        ("mac", done => done.MultiplyAccumulates), ("ac", done => done.Accumulates), ("synop", done => done.SynapticOperations),
        ("flop", done => done.FloatingPointOperations), ("memory_bytes", done => done.MemoryBytes),
    ];

    private static readonly (string Name, Func<LemaireCounts, long> Count)[] _lemaireCounts =
    [
        ("synop", all => all.SynapticOperations), ("mac", all => all.MultiplyAccumulates), ("ac", all => all.Accumulates),
        ("read_in_bytes", all => all.InputBytes), ("write_out_bytes", all => all.OutputBytes), ("read_params_bytes", all => all.ParameterBytes),
        ("read_potential_bytes", all => all.PotentialReadBytes), ("write_potential_bytes", all => all.PotentialWriteBytes),
        ("acc_addr", all => all.AddressAccumulates), ("mac_addr", all => all.AddressMultiplies),
    ];

    private static readonly (string Name, Func<LemaireCounts, double> Energy)[] _lemaireEnergies =
    [
        ("ops_pj", all => all.OperationPicojoules), ("addressing_pj", all => all.AddressPicojoules), ("inout_pj", all => all.QueuePicojoules),
        ("params_pj", all => all.ParameterPicojoules), ("potential_pj", all => all.PotentialPicojoules),
    ];

    public static void Run(DeepCase recorded, Comparison comparison)
    {
        var modules = recorded.Json.Records("layers");
        var network = Build(recorded, modules);
        var work = new List<LayerWork>();
        using var counter = new OperationCounter(
            network, [LemaireEnergy.Cmos45], neurons => neurons is LifBox ? _leaky : _integrating, work.Add);
        using var spikes = network.Monitor("*");
        var input = Arrays.Tensor<float>(recorded.Numbers("input"), Array.ConvertAll(recorded.Shape("input"), length => (nint)length));
        comparison.State("output", recorded.Numbers("output"), Arrays.Flat(network.Predict(input)));
        foreach (var module in modules.Where(IsNeurons).Select(module => module.Text("name")))
            comparison.Spikes(recorded.Numbers($"spikes.{module}"), Arrays.Flat(spikes[Node(module)].Last));

        foreach (var (name, count) in _counters)
        {
            var of = recorded.Json.Record("counters").Record(name);
            comparison.Counts($"{name} in all", [of.Number("total")], [count(counter.Counts.Total)]);
            var byModule = of.Record("by_module");
            foreach (var module in modules.Select(module => module.Text("name")))
            {
                // a parent has what its children have, and here the sums
                var own = counter.Counts.Layers.Where(row => row.Place == Node(module)
                    || row.Place.StartsWith($"{module}/", StringComparison.Ordinal) || (row.Place == "" && module == "2"));
                comparison.Counts(
                    $"{name} of {module}", [byModule.Has(module) ? byModule.Number(module) : 0], [own.Sum(row => count(row.Operations))]);
            }
        }

        Simple(recorded, comparison, counter.Counts.Total, ProfilerSums(modules));
        Lemaire(recorded, comparison, [.. work.Select(layer => LemaireEnergy.Of(layer))]);
        comparison.State("total of lemaire_energy",
            [recorded.Json.Record("lemaire_energy").Number("total_pj")], [1000 * counter.Counts.NanojoulesPerSample[0] * counter.Counts.Samples]);
    }

    private static void Simple(DeepCase recorded, Comparison comparison, LayerOperations done, long profilerSums)
    {
        foreach (var (name, table) in new[]
        {
            ("fp32", CostTable.Cmos45Float32), ("fp16", CostTable.Cmos45Float16), ("int8", CostTable.Cmos45Int8),
        })
        {
            var of = recorded.Json.Record("simple_energy").Record(name);
            var counts = of.Record("counts");
            var counted = done with { Accumulates = done.Accumulates + profilerSums };
            comparison.Counts("counts of simple_energy",
                [
                    counts.Number("mac"), counts.Number("ac"), counts.Number("synop"), counts.Number("weight_read_bytes"),
                    counts.Number("bias_read_bytes"), counts.Number("neuron_state_read_bytes"), counts.Number("memory_access_bytes"),
                ],
                [
                    counted.MultiplyAccumulates, counted.Accumulates, counted.SynapticOperations, 4 * counted.WeightReads, 4 * counted.BiasReads,
                    4 * counted.NeuronUpdates, counted.AccessBytes,
                ]);
            comparison.State($"simple_energy of {name}", [of.Number("total_pj")], [table.Picojoules(new() { Operations = counted })]);
        }
    }

    private static void Lemaire(DeepCase recorded, Comparison comparison, LemaireCounts[] layers)
    {
        var of = recorded.Json.Record("lemaire_energy");
        foreach (var (name, count) in _lemaireCounts)
            comparison.Counts($"{name} of lemaire_energy", [of.Record("counts").Number(name)], [layers.Sum(count)]);
        foreach (var (name, energy) in _lemaireEnergies)
            comparison.State($"{name} of lemaire_energy", [of.Record("breakdown_pj").Number(name)], [layers.Sum(energy)]);
    }

    /// <summary>SpikingJelly's simple estimate counts the sums of its own profiler, too: of a convolution of spikes, one output channel.</summary>
    private static long ProfilerSums(JsonRecord[] modules) =>
        modules.Where(module => module.Text("type") == "Conv2d" && module.Flag("input_binary")).Sum(module =>
        {
            var shape = module.Numbers("output_shape");
            return (long)(shape[0] * shape[1] * shape[3] * shape[4]) - 1;
        });

    private static bool IsNeurons(JsonRecord module) => module.Text("type") is "LIFNode" or "IFNode";

    private static string Node(string module) => module.Replace('.', '/');

    private static Graph Build(DeepCase recorded, JsonRecord[] modules)
    {
        int[] input = recorded.Shape("input")[2..];
        List<Node> nodes = [new("input", new Input(input))];
        string[] from = ["input"];
        var before = from;
        foreach (var module in modules)
        {
            var name = module.Text("name");
            if (module.Text("type") == "SewBlock")
            {
                // x + y is what feeds the next node; x (1 − y) is a layer
                if (recorded.Json.Text("network") == "residual_add")
                {
                    from = [.. before, .. from];
                    continue;
                }
                nodes.Add(new(Node(name), new InhibitedAnd(), before) { ["y"] = from });
            }
            else
            {
                if (name == "2.conv") before = from;
                nodes.Add(new(Node(name), Layer(recorded, module), from));
            }
            from = [Node(name)];
        }
        var network = new Graph(1, [.. nodes]);
        foreach (var parameter in network.Parameters)
        {
            var name = parameter.Name.Replace('/', '.').Replace("running_variance", "running_var", StringComparison.Ordinal);
            var numbers = recorded.Numbers($"weights.{name}");
            Arrays.Tensor<float>(numbers, parameter.Shape).CopyTo(parameter.Value);
            parameter.Changed();
        }
        return network;
    }

    private static Layer Layer(DeepCase recorded, JsonRecord module)
    {
        var name = module.Text("name");
        int[] shape = [.. module.Numbers("input_shape").Skip(2).Select(length => (int)length)];
        int[] output = [.. module.Numbers("output_shape").Skip(2).Select(length => (int)length)];
        var hasBias = recorded.Tensors.Names.Contains($"weights.{name}.bias");
        return module.Text("type") switch
        {
            "Linear" => new Linear(shape[0], output[0], hasBias),
            "Conv2d" => new Conv2d(shape[0], output[0], 3, stride: (shape[1] + output[1] - 1) / output[1], padding: 1, bias: hasBias),
            "BatchNorm2d" => new BatchNorm(shape[0]),
            "AvgPool2d" => new AveragePool2d(2),
            "Flatten" => new Flatten(),
            "LIFNode" => new LifBox(options: LifBoxOptions.SpikingjellyLif with { TauMemInv = 0.5 }),
            "IFNode" => new Iaf(options: IafOptions.SpikingjellyIf with { Reset = SpikeReset.Subtract }),
            var other => throw recorded.Json.Error("layers", $"there is a {other}, which no counter is recorded of"),
        };
    }

    /// <summary>x (1 − y) of two layers of spikes, as in a SEW block.</summary>
    private sealed class InhibitedAnd : Layer, IManyInputs, ICountsOperations
    {
        public IReadOnlyList<string> InputNames { get; } = ["x", "y"];

        public override int[] OutputShape(int[] input) => input;

        public int[] Build(IReadOnlyList<int[]> inputs) => inputs[0];

        public override string ToString() => "x (1 − y)";

        public override LayerRun Forward(Signal input, Pass pass) => throw new NotSupportedException();

        public LayerRun Forward(IReadOnlyList<Signal> inputs, Pass pass)
        {
            var output = pass.Take(this, "output", inputs[0].Lengths);
            Tensor.Subtract<float>(1, inputs[1].Values, output);
            Tensor.Multiply<float>(inputs[0].Values, output, output);
            return new(Signal.EachStep(output));
        }

        public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output)
        {
            var count = (long)output.Values.FlattenedLength;
            return new() { Accumulates = count, FloatingPointOperations = 2 * count, MemoryBytes = 20 * count };
        }
    }
}
