using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Neurons.IO;

namespace Neurons.Cli.Tests;

public sealed class PopulationsTests
{
    private const string Small = """
        seed: 3
        populations:
          source: {type: poisson_spikes, size: 50, rate: 40}
          cells: {type: PscDeltaLif, size: 20, parameters: {v_th: {type: normal, mean: 15, deviation: 1, least: 11}}, initial: {v: 1}}
        connections:
          - {from: source, to: "cells[..10]", input: synaptic, connectivity: all_to_all, weight: "normal:mean=2,deviation=0.1", delay: 1}
          - {from: cells, to: cells, input: synaptic, connectivity: "fixed_in_degree:degree=3", allow_self: false, weight: 0.5, delay: 2}
        drive:
          - {to: cells, input: synaptic, poisson: {rate: 100, weight: 1, sources: 5}}
        record:
          - {spikes: cells}
          - {states: [V], of: "cells[0..2]", every: 1, name: few}
        run: {duration: 200, from: 50}
        """;

    public static TheoryData<string> Examples => [.. Directory.GetFiles(ExampleFolder(), "*.yaml").Select(path => Path.GetFileName(path))];

    [Fact]
    public void A_file_is_run_and_what_it_records_is_written()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("small.yaml", Small);
        var result = Cli.Run("network", file, "--json", "--out", folder["a.svg"], "--out", folder["a.npz"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        var json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((2000, 70), (json.GetProperty("steps").GetInt32(), json.GetProperty("neurons").GetInt32()));
        Assert.Equal(3, json.GetProperty("seed").GetInt32());
        Assert.Equal(50 * 10 + 20 * 3, json.GetProperty("synapses").GetInt32());
        var recorded = json.GetProperty("recorded")[0];
        Assert.Equal(("cells", 20), (recorded.GetProperty("name").GetString(), recorded.GetProperty("neurons").GetInt32()));
        Assert.True(recorded.GetProperty("rate_hz").GetDouble() > 1);
        var arrays = NpzReader.Read<double>(folder["a.npz"]);
        Assert.Equal([200, 2], arrays["few/V"].Lengths.ToArray());
        Assert.Equal(arrays["cells/step"].FlattenedLength, arrays["cells/neuron"].FlattenedLength);
        Assert.Contains("rate (Hz)", File.ReadAllText(folder["a.svg"]));
    }

    [Fact]
    public void Rates_are_the_spikes_in_bins_and_what_goes_to_a_folder_is_what_is_kept_otherwise()
    {
        using var folder = new TemporaryFolder();
        var kept = folder.Write("kept.yaml", Small.Replace("- {spikes: cells}", "- {spikes: cells}\n  - {rates: cells, bin: 5, name: rates}"));
        var streamed = folder.Write(
            "streamed.yaml",
            Small.Replace("- {spikes: cells}", "- {spikes: cells, folder: on/disk}").Replace("name: few", "name: few, folder: states"));
        Assert.Equal(0, Cli.Run("network", kept, "--out", folder["kept.npz"]).Code);
        var result = Cli.Run("network", streamed, "--out", folder["streamed.svg"], "--out", folder["streamed.npz"]);
        Assert.Equal((0, $"neurons: {folder["streamed.svg"]} is not drawn, as no spikes are kept in memory.\n"), (result.Code, result.Error));

        var arrays = NpzReader.Read<double>(folder["kept.npz"]);
        var steps = Numbers(arrays["cells/step"]);
        Assert.Equal(steps.Length, Numbers(arrays["rates/spikes"]).Sum());
        for (var bin = 0; bin < 40; bin++)
        {
            var spikes = steps.Count(step => (int)(step / 50) == bin);
            Assert.Equal(spikes, arrays["rates/spikes"][bin]);
            Assert.Equal(spikes / 20.0 / 0.005, arrays["rates/rate"][bin], 1e-9);
            Assert.Equal(5.0 * bin, arrays["rates/time"][bin], 1e-9);
        }
        Assert.DoesNotContain("cells/step", NpzReader.Read<double>(folder["streamed.npz"]).Keys);
        foreach (var (array, file) in new[] { ("cells/step", "on/disk/step"), ("cells/neuron", "on/disk/neuron"), ("few/V", "states/V") })
            Assert.Equal(Numbers(arrays[array]), Numbers(Npy.Read<double>(folder[$"{file}.npy"])));

        static double[] Numbers(Tensor<double> tensor)
        {
            var numbers = new double[tensor.FlattenedLength];
            tensor.FlattenTo(numbers);
            return numbers;
        }
    }

    [Theory]
    [InlineData("- {states: [V], of: cells, folder: on/disk, name: more}", "record[2].folder is 'on/disk'; it must be another")]
    [InlineData("- {rates: cells, bin: 0}", "record[2]: bin is 0; it must be > 0")]
    [InlineData("- {spikes: source, folder: ''}", "record[2].folder is \"\"; it must be the name of a folder")]
    [InlineData("- {spikes: source, folder: wrong.yaml}", "record[2].folder: ")]
    public void A_file_that_is_refused_leaves_what_an_earlier_one_has_recorded(string record, string message)
    {
        using var folder = new TemporaryFolder();
        var streamed = Small.Replace("- {spikes: cells}", "- {spikes: cells, folder: on/disk}");
        Assert.Equal(0, Cli.Run("network", folder.Write("right.yaml", streamed), "--out", folder["right.npz"]).Code);
        var before = File.ReadAllBytes(folder["on/disk/step.npy"]);
        var wrong = streamed.Replace("name: few}", $"name: few}}\n  {record}");
        if (record.Contains("wrong.yaml")) wrong = wrong.Replace("on/disk", "on/other");
        Assert.Contains(message, Cli.Refused("network", folder.Write("wrong.yaml", wrong), "--out", folder["wrong.npz"]));
        var unfed = streamed.Replace("PscDeltaLif, size: 20", "PscDeltaLif, size: 20, options: {current: true}");
        Assert.Contains("current", Cli.Refused("network", folder.Write("unfed.yaml", unfed), "--out", folder["wrong.npz"]));
        Assert.Equal(before, File.ReadAllBytes(folder["on/disk/step.npy"]));
    }

    [Theory]
    [InlineData("step", (8 * 3) - 2)]
    [InlineData("step, probability: 0", 0)]
    [InlineData("step, period: [8]", 8 * 3)]
    public void Neurons_are_connected_by_their_distance(string profile, int synapses)
    {
        using var folder = new TemporaryFolder();
        Npy.Write(folder["x.npy"], Tensor.Create(Enumerable.Range(0, 8).Select(number => (double)number).ToArray(), [8, 1]));
        var file = folder.Write("near.yaml", $$"""
            populations:
              cells: {type: PscDeltaLif, size: 8}
            connections:
              - from: cells
                to: cells
                input: synaptic
                connectivity: {type: distance_dependent, sources: x.npy, targets: x.npy, width: 1.5, profile: {{profile}}}
                weight: 1
                delay: 1
            run: {duration: 10}
            """);
        var result = Cli.Run("network", file, "--json", "--out", folder["near.npz"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(synapses, JsonDocument.Parse(result.Output).RootElement.GetProperty("synapses").GetInt32());
    }

    [Theory]
    [InlineData("width: 0", "connections[0].connectivity: width is 0")]
    [InlineData("width: 1, probability: 2", "connections[0].connectivity: probability is 2; it must be in 0 .. 1")]
    [InlineData("width: 1, profile: cone", "connections[0].connectivity.profile is \"cone\"; it must be one of gaussian, exponential, step")]
    [InlineData("width: 1, period: [1, 1]", "1 dimensions, targets 1 and the period 2")]
    [InlineData("width: 1, kernel: 3", "connections[0].connectivity has no 'kernel'")]
    public void A_wrong_distance_is_refused_where_it_stands(string values, string message)
    {
        using var folder = new TemporaryFolder();
        Npy.Write(folder["x.npy"], Tensor.Create([1.0, 2, 3], [3, 1]));
        var file = folder.Write("wrong.yaml", $$"""
            populations:
              cells: {type: PscDeltaLif, size: 3}
            connections:
              - from: cells
                to: cells
                input: synaptic
                weight: 1
                delay: 1
                connectivity: {type: distance_dependent, sources: x.npy, targets: x.npy, {{values}}}
            run: {duration: 10}
            """);
        Assert.Contains(message, Cli.Refused("network", file, "--out", folder["wrong.npz"]));
    }

    [Fact]
    public void Seed_duration_and_threads_are_those_of_the_command_and_threads_change_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("small.yaml", Small);
        double[] Steps(params string[] options)
        {
            Assert.Equal(0, Cli.Run(["network", file, "--out", folder["b.npz"], .. options]).Code);
            var steps = NpzReader.Read<double>(folder["b.npz"])["cells/step"];
            var numbers = new double[steps.FlattenedLength];
            steps.FlattenTo(numbers);
            return numbers;
        }
        var one = Steps("--threads", "1");
        Assert.Equal(one, Steps("--threads", "3"));
        Assert.Equal(one, Steps("--seed", "3"));
        Assert.NotEqual(one, Steps("--seed", "4"));
        Assert.Equal(one.Where(step => step < 1000), Steps("--duration", "100"));
        Assert.Contains("cells", Cli.Run("network", file, "--out", folder["b.npz"]).Output);
    }

    [Theory]
    [InlineData("rate: 40", "rat: 40", "populations.source.rate is missing; it must be a number, a list or a distribution")]
    [InlineData("rate: 40", "rate: -4", "populations.source: PoissonSpikes: rate is -4; it must be ≥ 0 and finite")]
    [InlineData("rate: 40", "rate: 40, size_of: 3", "populations.source has no 'size_of'; it has type, size, rate")]
    [InlineData("type: PscDeltaLif", "type: PscDeltaLf", "populations.cells.type is 'PscDeltaLf'; it must be poisson_spikes, spike_times or a model")]
    [InlineData("v_th:", "v_thr:", "populations.cells: PscDeltaLif has no parameter v_thr")]
    [InlineData("type: normal", "type: normale", "populations.cells.parameters.v_th: distribution is 'normale'; it must be one of exponential")]
    [InlineData("least: 11", "least: x", "populations.cells.parameters.v_th.least is \"x\"; it must be a finite number")]
    [InlineData("size: 20", "size: 2.5", "populations.cells.size is 2.5; it must be a whole number")]
    [InlineData("initial: {v: 1}", "initial: {u: 1}", "populations.cells: PscDeltaLif has no state u")]
    [InlineData("from: source", "from: sources", "connections[0].from is 'sources'; it must be one of source, cells")]
    [InlineData("cells[..10]", "cells[..30]", "connections[0].to: cells has 20 neurons; 0..30 is not within them")]
    [InlineData("input: synaptic, connectivity: all", "input: synapse, connectivity: all", "connections[0]:")]
    [InlineData("all_to_all", "all_to_some", "connections[0].connectivity: The connectivity is 'all_to_some'")]
    [InlineData("degree=3", "degree=30", "connections[1]: FixedInDegree: degree is 30; there are 20 sources")]
    [InlineData("allow_self: false", "allow_self: 3", "connections[1].allow_self is 3; it must be true or false")]
    [InlineData("delay: 1}", "delay: -1}", "connections[0]:")]
    [InlineData("weight: 0.5, ", "", "connections[1].weight is missing")]
    [InlineData("poisson: {", "current: 1, poisson: {", "drive[0] must have either 'current' or 'poisson'")]
    [InlineData("spikes: cells}", "spikes: cells, name: few}", "record[1].name is 'few'; it must be another")]
    [InlineData("states: [V]", "states: [W]", "record[1]: cells has no state or input W")]
    [InlineData("from: 50}", "from: 250}", "run: from is 250; it must be ≥ 0 and below the duration, 200 ms")]
    [InlineData("duration: 200", "duration: 200.03", "duration is 200.03")]
    [InlineData("from: 50}", "from: 50, bin: 0.15}", "run: bin is 0.15; it must be a whole number of steps of 0.1 ms")]
    [InlineData("from: 50}", "from: 50, bin: 151}", "run: bin is 151; it must be > 0 and at most 150 ms")]
    [InlineData("seed: 3", "seeds: 3", "the file has no 'seeds'; it has")]
    [InlineData("seed: 3", "precision: float16", "precision is \"float16\"; it must be one of float32, float64")]
    [InlineData("seed: 3", "dt: 0", "dt: Simulator: dt is 0; it must be > 0")]
    public void What_is_wrong_is_named_with_its_place_before_anything_runs(string right, string wrong, string message)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(right, Small);
        var file = folder.Write("small.yaml", Small.Replace(right, wrong));
        Assert.Contains(message, Cli.Refused("network", file, "--out", folder["a.npz"]));
        Assert.False(File.Exists(folder["a.npz"]));
    }

    [Fact]
    public void An_input_that_nothing_feeds_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("silent.yaml", "populations: {cells: {type: PscExpLif, size: 3}}\nrun: {duration: 10}");
        Assert.Contains("excitatory", Cli.Refused("network", file, "--out", folder["a.npz"]));
        Assert.Contains(".txt: the ending is not known", Cli.Refused("network", file, "--out", "a.txt"));
        Assert.Contains("--duration is -1", Cli.Refused("network", file, "--duration", "-1"));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Examples_run(string name)
    {
        using var folder = new TemporaryFolder();
        if (name.StartsWith("brunel", StringComparison.Ordinal))
        {
            // a tenth of the neurons and synapses, as the point is that the file is understood
            File.WriteAllText(folder[name], File.ReadAllText(Path.Combine(ExampleFolder(), name)).Replace("000}", "00}").Replace("2500}", "250}")
                .Replace("degree=1000", "degree=100").Replace("degree=250", "degree=25"));
        }
        else
        {
            File.Copy(Path.Combine(ExampleFolder(), name), folder[name]);
        }
        var result = Cli.Run("network", folder[name], "--duration", "250", "--out", folder["a.svg"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("deliveries", result.Output);
    }

    [Fact]
    public void The_file_of_the_guide_runs()
    {
        using var folder = new TemporaryFolder();
        var guide = File.ReadAllText(Path.Combine(ExampleFolder(), "..", "..", "docs", "simulation.md"));
        var file = folder.Write("guide.yaml", guide.Split("```yaml")[1].Split("```")[0]);
        var result = Cli.Run("network", file, "--duration", "250", "--out", folder["a.svg"], "--out", folder["a.npz"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal([250, 3], NpzReader.Read<double>(folder["a.npz"])["few/v"].Lengths.ToArray());
    }

    [Theory]
    [InlineData("coba_driven_4000", 1e9, 0, "passed")]
    [InlineData("coba_driven_4000", 1e-9, 1, "failed")]
    [InlineData("other", 1, 0, "skipped")]
    public void Statistics_of_networks_are_compared_with_those_of_a_file(string network, double error, int code, string status)
    {
        string[] measures = ["rate_hz", "rate_std_hz", "silent_fraction", "cv_isi", "count_correlation", "population_fano"];
        var values = string.Join(", ", measures.Select(measure => $$"""
            "{{measure}}": {"mean": 0.5, "standard_error": {{error}}}
            """));
        using var folder = new TemporaryFolder();
        var file = folder.Write("statistics.json", $$$"""
            {"{{{network}}}": {"window_steps": [0, 500], "seeds": [1, 2], "populations": {"E": { {{{values}}} } } } }
            """);
        var result = Cli.Run("verify", file, "--json");
        Assert.Equal(code, result.Code);
        Assert.Equal(status, JsonDocument.Parse(result.Output).RootElement.GetProperty("cases")[0].GetProperty("status").GetString());
    }

    private static string ExampleFolder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "examples", "Simulation"));
}
