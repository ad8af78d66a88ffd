using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class BatchNormFoldingTests
{
    public static TheoryData<string> Networks => Analogue.Names;

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_folded_network_gives_what_the_network_gives_in_evaluation(string name)
    {
        var (network, data) = Analogue.Of(name);
        var folded = BatchNormFolding.Fold(network);
        var (expected, actual) = (Samples.Flat(network.Predict(data, 2)), Samples.Flat(folded.Predict(data, 2)));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, Math.Abs(pair.First))));
    }

    [Theory]
    [InlineData("normalisation and dropout", 2, 0)]
    [InlineData("convolutions, in groups", 1, 0)]
    [InlineData("a normalisation of spikes", 1, 1)]
    [InlineData("a normalisation that others pass by", 1, 1)]
    public void Only_what_follows_weights_that_nothing_else_takes_is_folded(string name, int before, int after)
    {
        var network = Analogue.Of(name).Network;
        Assert.Equal(before, network.Layers.OfType<BatchNorm>().Count());
        Assert.Equal(after, BatchNormFolding.Fold(network).Layers.OfType<BatchNorm>().Count());
    }

    [Fact]
    public void Neurons_stay_with_what_they_have_learnt()
    {
        var network = new Sequential(
            1, new Linear(4, 5, bias: false), new BatchNorm(5), new Leaky(5, new() { Beta = Learnable.PerNeuron(0.7) }), new Linear(5, 2));
        var beta = network.Layers[2].StoredParameters[0];
        for (var i = 0; i < 5; i++) Differences.Write(beta, i, 0.5f + 0.1f * i);
        network.Forward(Samples.Uniform(1, 0, 3, 6, 8, 4));
        var folded = BatchNormFolding.Fold(network);
        Assert.Equal(3, folded.Layers.Count);
        var input = Samples.Uniform(2, 0, 3, 7, 3, 4);
        var (expected, actual) = (Samples.Flat(network.Predict(input)), Samples.Flat(folded.Predict(input)));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void A_circle_and_an_output_by_name_are_refused()
    {
        var circle = new Graph(
            1, new Node("x", new Input(3)), new("a", new Linear(3, 3), "x", "b"), new("b", new Leaky(3), "a"));
        Assert.Contains("is part of a circle", Assert.Throws<ArgumentException>(() => BatchNormFolding.Fold(circle)).Message);
        var named = new Graph(1, new Node("x", new Input(3)), new("a", new Leaky(3), "x"), new("b", new Linear(3, 2), "a.mem"));
        Assert.Contains("Node 'b' takes 'a.mem'", Assert.Throws<ArgumentException>(() => BatchNormFolding.Fold(named)).Message);
    }
}
