using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Plots.Tests;

/// <summary>The C# of docs/biophysical.md, compiled and run.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class BiophysicalGuideTests : IDisposable
{
    private readonly WorkingFolder _folder = new();

    [Fact]
    public void Every_snippet_of_the_guide_is_in_this_file()
    {
        var guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../docs/biophysical.md"));
        var code = Flush(File.ReadAllText(ThisFile()));
        var snippets = Regex.Matches(guide, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToArray();

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet), code));
    }

    [Fact]
    public void An_axon_is_drawn()
    {
        var axon = new HodgkinHuxley(1);
        var current = Tensor.Create([10f], [1, 1]);                                        // µA/cm²
        var (record, _) = axon.Record(NeuronInput.Constant(current, steps: 5000), "V", "M", "H", "N");      // 50 ms
        Plot.Trace(record, axon).Save("axon.svg");

        Assert.Equal([5000, 1, 1], record["V"].Lengths.ToArray());
        Assert.Contains("time (ms)", File.ReadAllText("axon.svg"));
    }

    [Fact]
    public void Rates_over_currents_jump_to_fifty_hertz()
    {
        var currents = Enumerable.Range(0, 61).Select(k => 4 + k / 6f).ToArray();         // 4 to 14 µA/cm²
        var axons = new HodgkinHuxley(61);
        var (rates, _) = axons.SpikeCounts(NeuronInput.Constant(Tensor.Create(currents, [1, 61]), steps: 100_000));   // in one second
        Plot.Curves("current (µA/cm²)", "rate (Hz)", new Curve("Hodgkin and Huxley's axon", currents, rates)).Save("rates.svg");

        Assert.InRange(rates[0, 0], 1, 2);
        Assert.InRange(rates[0, 14], 50, 56);
        Assert.InRange(rates[0, 36], 67, 69);
        Assert.True(File.Exists("rates.svg"));
    }

    [Fact]
    public void One_set_of_Morris_and_Lecar_rests_where_the_other_fires()
    {
        var hopf = new MorrisLecar(1, new() { VCa = 120 });
        var saddleNode = new MorrisLecar(1, new() { VCa = 120, GCa = 4, V3 = 12, V4 = 17.4, Phi = 1 / 15.0 });

        var current = NeuronInput.Constant(Tensor.Create([60f], [1, 1]), steps: 10_000);
        Assert.InRange(hopf.SpikeCounts(current).Counts[0, 0], 0, 1);
        Assert.InRange(saddleNode.SpikeCounts(current).Counts[0, 0], 15, 19);
    }

    /// <summary>Lines without their indentation.</summary>
    private static string Flush(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    public void Dispose() => _folder.Dispose();
}
