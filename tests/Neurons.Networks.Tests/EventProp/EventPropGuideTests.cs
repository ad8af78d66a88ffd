using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Networks.Tests;

/// <summary>The code of docs/eventprop.md, compiled and run. Every snippet of that page stands here as well, word for word.</summary>
public class EventPropGuideTests
{
    [Fact]
    public void Every_snippet_of_the_page_is_in_this_file() => Guide.Check("eventprop.md", ThisFile());

    [Fact]
    public void The_yin_yang_is_learnt_as_on_the_page()
    {
        var data = YinYang.Load(1000, 42);

        TimedSpike[] point = TimedSpike.Of(data.Sample(0), first: 0.01, last: 0.04, bias: 0.02);

        Assert.Equal(5, point.Length);
        var all = Enumerable.Range(0, data.Count).Select(i => TimedSpike.Of(data.Sample(i), 0.01, 0.04, 0.02)).ToArray();
        var batches = Enumerable.Range(0, 20).Select(b => (all[(50 * b)..(50 * (b + 1))], data.Labels[(50 * b)..(50 * (b + 1))].ToArray()));
        batches = Enumerable.Repeat(batches.ToArray(), 6).SelectMany(epoch => epoch);

        var network = new EventPropNetwork(
            seed: 1,
            new(Inputs: 5, Outputs: 120, TauSyn: 0.005, Weights: Initializer.Normal(1.5, 0.78)),
            new(Inputs: 120, Outputs: 3, TauSyn: 0.005, Weights: Initializer.Normal(0.93, 0.1)));
        var loss = Loss.SpikeTimeCrossEntropy(scale: 0.0005, early: 0.003, earlyScale: 0.0064);
        var adam = new Adam(0.005);
        foreach (var (spikes, labels) in batches)
        {
            var run = network.Forward(spikes, duration: 0.07);
            var (value, gradient) = loss.Evaluate(run.FirstSpikes, labels);            // the first spike of each output, [batch, 3] in s
            adam.Step(run.Pullback(new() { FirstSpikes = gradient }));
        }

        var classes = loss.Classes(network.Forward(all, 0.07).FirstSpikes);
        Assert.InRange(classes.Zip(data.Labels.ToArray()).Count(pair => pair.First == pair.Second) / 1000.0, 0.5, 1);
    }

    [Fact]
    public void A_layer_is_a_function_of_its_weights()
    {
        var layer = new ExactLif(new(Inputs: 1, Outputs: 1, TauMem: 0.02, TauSyn: 0.01));
        var single = layer.Forward(weight: [6], recurrent: [], input: [new TimedSpike(0.005, 0)], duration: 0.1);
        double[] weightGradient = [0], timeGradient = [0];
        layer.Backward([6], [], single, new(Times: [1]), weightGradient, [], timeGradient);

        Assert.True(weightGradient[0] < 0, "a larger weight fires earlier");
        Assert.Equal(1, timeGradient[0], 1e-12);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
