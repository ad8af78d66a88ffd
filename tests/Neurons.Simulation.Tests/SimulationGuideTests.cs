using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Simulation.Tests;

/// <summary>The code of docs/simulation.md.</summary>
public sealed class SimulationGuideTests
{
    [Fact]
    public void Every_line_of_the_page_is_in_these_files()
    {
        var folder = Path.GetDirectoryName(ThisFile())!;
        static string[] Lines(string code) =>
        [
            .. code.Split('\n').Select(line => Regex.Replace(line, "//.*", "").Trim())
                .Where(line => line.Length > 0 && !line.StartsWith("using Neurons", StringComparison.Ordinal)),
        ];
        string[] tested =
            [.. Lines(File.ReadAllText(ThisFile())), .. Lines(File.ReadAllText(Path.Combine(folder, "Analysis/AnalysisGuideTests.cs")))];
        var page = File.ReadAllText(Path.Combine(folder, "../../docs/simulation.md"));
        var snippets = Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline);
        Assert.NotEmpty(snippets);
        foreach (var line in snippets.SelectMany(snippet => Lines(snippet.Groups[1].Value)))
            Assert.True(tested.Contains(line) || tested.Contains($"private sealed {line}"), line);
    }

    [Fact]
    public void Coba()
    {
        using var net = new Simulator<float>(dt: 0.1, seed: 1);
        var start = new Dictionary<string, SimulationParameter> { ["V"] = Distribution.Uniform(-60, -50) };
        var neurons = net.Add("neurons", new CondExpLif(4000, new() { Inhibition = true, Current = true }), start);
        var (e, i) = (neurons[..3200], neurons[3200..]);
        net.Connect(e, neurons, "excitatory", new FixedProbability(0.02), weight: 0.6, delay: 0.1);
        net.Connect(i, neurons, "inhibitory", new FixedProbability(0.02), weight: 6.7, delay: 0.1);
        net.Drive(neurons, "current", 20.0);
        var spikes = net.RecordSpikes(e);
        net.Run(1000);
        Console.WriteLine($"{spikes.Rate(200, 1000):F1} Hz");
        Assert.InRange(spikes.Rate(200, 1000), 18, 24);
    }

    [Fact]
    public void Cuba()
    {
        using var net = new Simulator<float>(dt: 0.1, seed: 1);
        var start = new Dictionary<string, SimulationParameter> { ["V"] = Distribution.Uniform(-60, -50) };
        var neurons = net.Add("neurons", new PscExpLif(4000, new() { VRest = -49, Inhibition = true }), start);
        net.Connect(neurons[..3200], neurons, "excitatory", new FixedProbability(0.02), weight: 1.62, delay: 0.1);
        net.Connect(neurons[3200..], neurons, "inhibitory", new FixedProbability(0.02), weight: -9, delay: 0.1);
        var rate = net.RecordRate(neurons, bin: 10);
        net.Run(1000);
        // Brian2's mean over five seeds is 5.6 Hz, with a standard deviation of 0.14
        Assert.InRange(rate.Rates[20..].Average(), 4.9, 6.3);
    }

    [Fact]
    public void Running()
    {
        using var net = new Simulator<double>(seed: 1);
        var source = net.Add("source", 100, new PoissonSpikes(20));
        var neurons = net.Add("neurons", new PscDeltaLif(10));
        net.Connect(source, neurons, "synaptic", new FixedProbability(0.5), Distribution.Normal(1, 0.2), Distribution.Uniform(1, 5));
        var v = net.RecordStates(neurons[..3], ["V"], every: 1);

        var run = net.Run(5000, until: now => v.Count >= 100, every: 10);
        var snapshot = net.Snapshot();
        net.Run(100);
        double[] once = [.. v["V"]];
        net.Restore(snapshot);
        v.Clear();
        net.Run(100);
        double first = v["V"][0, 0];
        Assert.Equal(once[^300], first);
        Assert.Equal(1000, run.Steps);
        Assert.Equal(once[^300..], v["V"]);
    }

    [Fact]
    public void Competing_synapses()
    {
        using var net = new Simulator<float>(dt: 0.1, seed: 1);
        var inputs = net.Add("inputs", 1000, new PoissonSpikes(15));
        var neuron = net.Add("neuron", new CondExpLif(1, new() { VRest = -74, VTh = -54, VReset = -60, TauRef = 0, Inhibition = true }));
        var rule = new StdpSynapse { APlus = 2e-4, AMinus = 2.1e-4, WMax = 0.01 };
        var synapses = net.Connect(inputs, neuron, "excitatory", new AllToAll(), Distribution.Uniform(0, 0.01), delay: 0, rule);
        net.Drive(neuron, "inhibitory", 0.0);
        var weights = net.RecordWeights(synapses, [0, 1, 2], every: 1000);
        net.Run(50_000);
        var strong = 0;
        foreach (var w in synapses.Weights) strong += w > 0.008f ? 1 : 0;
        var weak = 0;
        foreach (var w in synapses.Weights) weak += w < 0.002f ? 1 : 0;
        Console.WriteLine($"{weak} weak, {strong} strong");
        Assert.Equal(50, weights.Count);
        // some 400 at first; plain loops end at 529
        Assert.InRange(strong + weak, 460, 620);
    }

    [Fact]
    public void Streaming()
    {
        Assert.False(Directory.Exists("spikes"));
        using var net = new Simulator<float>(dt: 0.1, seed: 1);
        var source = net.Add("source", 1000, new PoissonSpikes(20));
        var spikes = net.RecordSpikes(source);
        spikes.StreamTo("spikes");
        net.Run(10_000);
        Console.WriteLine($"{spikes.Count} spikes on disk");
        Assert.InRange(spikes.Count, 195_000, 205_000);
        Assert.Equal(spikes.Count, IO.Npy.Read<float>(Path.Combine("spikes", "neuron.npy")).FlattenedLength);
        Directory.Delete("spikes", recursive: true);
    }

    [Fact]
    public void A_rule_of_ones_own()
    {
        var model = SynapseModel.Define<Numbers<Expr>, Numbers<Quantity>, Synapse<Expr>>(
            "Hebb",
            parameters: new(Tau: 20.0.In("ms", above: 0), Rate: 0.05, Least: 0.0, Most: 2.0),
            onPre: (p, s) => (s.Weight, s with { Trace = s.Trace + 1.0, Weight = s.Weight - 0.1 * p.Rate }),
            onPost: (p, s) => s with { Weight = s.Weight + p.Rate * s.Trace },
            decay: (p, s, elapsed) => s with { Trace = s.Trace * Expr.Exp(-elapsed / p.Tau) },
            bounds: ("Least", "Most"));

        using var net = new Simulator<float>(seed: 1);
        var inputs = net.Add("inputs", 100, new PoissonSpikes(30));
        var neurons = net.Add("neurons", new PscExpLif(50, new() { Inhibition = true }));
        var rule = model.Rule(new Dictionary<string, SimulationParameter> { ["Tau"] = Distribution.Uniform(10, 30) });
        var synapses = net.Connect(inputs, neurons, "excitatory", new FixedProbability(0.5), 1.5, delay: Distribution.Uniform(0, 5), rule);
        net.Drive(neurons, "inhibitory", 0.0);
        net.Run(1000);
        Assert.InRange(synapses.Weights.ToArray().Max(), 1.6f, 2f);
        Assert.InRange(synapses.Weights.ToArray().Min(), 0f, 1.4f);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private sealed record Numbers<T>(T Tau, T Rate, T Least, T Most);

    private sealed record Synapse<T>(T Weight, T Trace);
}
