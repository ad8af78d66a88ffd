using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

/// <summary>What all layers of whole sequences have in common.</summary>
public class SequenceLayerTests
{
    private const int Steps = 7;

    private static readonly Dictionary<string, Func<Layer>> _layers = new()
    {
        ["psn"] = () => new Psn(Steps),
        ["masked psn"] = () => new MaskedPsn(Steps, 3),
        ["masked psn with half a mask"] = () => new MaskedPsn(Steps, 3, warmup: 2),
        ["sliding psn"] = () => new SlidingPsn(3),
        ["leaky sum"] = () => new LeakySum(0.8, perFeature: true, learnable: true),
        ["leaky parallel"] = () => new LeakyParallel(6, 6, 0.9),
        ["leaky parallel, all to all"] = () => new LeakyParallel(new LeakyParallelOptions(6, 6, AllToAll: true, LearnThreshold: true)),
        ["dsr if"] = () => new DsrIf(0.5),
        ["dsr lif"] = () => new DsrLif(0.2, 2, 0.5),
        ["few spikes"] = () => new FewSpike(4),
        ["gated few spikes"] = () => new GatedFewSpike(4, 0, 0.5),
        ["few spikes with outliers"] = () => new OutlierFewSpike(5, 0.6),
        ["normalised potentials"] = () => new MpbnLif(6),
        ["normalised potentials, subtracted, with thresholds"] = () => new MpbnLif(new MpbnLifOptions(
            6, 3, 0.7, MpbnReset.Subtract, DecayInput: true, DetachReset: true, LearnThreshold: true)),
        ["connections within populations"] = () => new IntraLayerConnections(new Leaky(new LeakyOptions { Threshold = 0.3 }), 2),
    };

    public static TheoryData<string> Layers => [.. _layers.Keys];

    /// <summary>Those of which a sequence may come in pieces.</summary>
    public static TheoryData<string> InPieces =>
    [
        "masked psn", "sliding psn", "leaky sum", "leaky parallel", "leaky parallel, all to all", "normalised potentials",
        "normalised potentials, subtracted, with thresholds", "connections within populations",
    ];

    /// <summary>Those that need it whole.</summary>
    public static TheoryData<string> Whole => ["psn", "masked psn with half a mask", "dsr if", "dsr lif", "few spikes", "gated few spikes"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_number_of_threads_changes_no_bit(string name)
    {
        var x = Samples.Uniform(2, -1, 2, Steps, 180, 6); // several tiles
        var results = WithThreads(() => All(Network(name), network => network.Forward(x)));
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
        Assert.Contains(results[0], value => value != 0);
        Assert.DoesNotContain(results[0], float.IsNaN);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void An_input_that_stays_the_same_is_that_input_at_every_step(string name)
    {
        var once = Samples.Uniform(3, -1, 2, 4, 6);
        var written = Tensor.Create(Sequences.Repeated(Samples.Flat(once), Steps), [Steps, 4, 6]);
        var (constant, each) = (Network(name).Forward(once, Steps), Network(name).Forward(written));
        TestTensors.AssertEqual(each.Output, constant.Output);
        var outer = Samples.Uniform(4, -1, 1, each.Output.Lengths);
        var (single, whole) = (constant.PullbackWithInputs(outer), each.PullbackWithInputs(outer));
        for (var p = 0; p < single.Parameters.Parameters.Count; p++)
            Close(1e-5, Samples.Doubles(whole.Parameters[p]), Samples.Flat(single.Parameters[p]));
        var sums = Samples.Flat(whole.Inputs.Single().Value).Chunk(24).Aggregate((sum, step) => [.. sum.Zip(step, (a, b) => a + b)]);
        Close(1e-5, Array.ConvertAll(sums, sum => (double)sum), Samples.Flat(single.Inputs.Single().Value));
    }

    [Theory]
    [MemberData(nameof(InPieces))]
    public void Pieces_are_the_whole(string name)
    {
        var network = Network(name);
        var x = Samples.Uniform(5, -1, 2, Steps, 3, 6);
        var (first, state) = network.Predict(TestTensors.Steps(x, 0, 2), null);
        var (second, next) = network.Predict(TestTensors.Steps(x, 2, 3), state);
        var (third, _) = network.Predict(TestTensors.Steps(x, 3, Steps), next);
        Assert.Equal(Samples.Flat(network.Predict(x)), (float[])[.. Samples.Flat(first), .. Samples.Flat(second), .. Samples.Flat(third)]);
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void What_needs_a_whole_sequence_refuses_to_go_on(string name)
    {
        var network = Network(name);
        var x = Samples.Uniform(5, -1, 2, Steps, 3, 6);
        var (_, state) = network.Predict(x, null);
        Assert.Contains("has to come whole", Assert.Throws<ArgumentException>(() => network.Predict(x, state)).Message);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_workspace_that_is_used_again_changes_nothing(string name)
    {
        var (network, twin, workspace) = (Network(name), Network(name), new Workspace());
        for (var k = 0; k < 3; k++)
        {
            var x = Samples.Uniform((ulong)k, -1, 2, Steps, 3, 6);
            Assert.Equal(All(twin, of => of.Forward(x)), All(network, of => of.Forward(x, workspace)));
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void It_says_what_it_does(string name)
    {
        var network = Network(name);
        using var counter = new OperationCounter(network);
        network.Predict(Samples.Uniform(1, -1, 2, Steps, 3, 6));
        Assert.True(counter.Counts.Total.FloatingPointOperations > 0, $"{counter.Counts.Total}");
    }

    private static Sequential Network(string name) => new(3, new Input(6), _layers[name]());

    /// <summary>Output, gradients of the parameters and of the input.</summary>
    private static float[] All(Sequential network, Func<Sequential, NetworkRun> forward)
    {
        var run = forward(network);
        var gradients = run.PullbackWithInputs(Samples.Uniform(9, -1, 1, run.Output.Lengths));
        var parameters = Enumerable.Range(0, gradients.Parameters.Parameters.Count).SelectMany(p => Samples.Flat(gradients.Parameters[p]));
        return [.. Samples.Flat(run.Output), .. parameters, .. Samples.Flat(gradients.Inputs.Single().Value)];
    }
}
