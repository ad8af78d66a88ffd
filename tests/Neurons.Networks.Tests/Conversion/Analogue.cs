using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

/// <summary>Analogue networks to convert, whose normalisations have seen data.</summary>
internal static class Analogue
{
    private static readonly Dictionary<string, Func<Network>> _networks = new()
    {
        ["layers with weights alone"] = () => new Sequential(1, new Linear(6, 12), Relu(), new Linear(12, 9), Relu(), new Linear(9, 4)),
        ["normalisation and dropout"] = () => new Sequential(
            2, new Linear(6, 12, bias: false), new BatchNorm(12), Relu(), new Dropout(), new Linear(12, 9), new BatchNorm(9, affine: false), Relu(),
            new Linear(9, 4)),
        ["convolutions, in groups"] = () => new Sequential(
            3, new Input(2, 6, 5), new Conv2d(2, 6, 3, padding: 1, groups: 2, bias: false), new BatchNorm(6), Relu(), new AveragePool2d(2),
            new Conv2d(6, 4, 2, groups: 2), Relu(), new Flatten(), new Linear(8, 3)),
        ["lines"] = () => new Sequential(
            4, new Input(2, 9), new Conv1d(2, 4, 3, padding: 1), new BatchNorm(4), Relu(), new MaxPool1d(2), new Conv1d(4, 3, 2), Relu(),
            new Flatten(), new Linear(9, 3)),
        ["largest of currents"] = () => new Sequential(
            5, new Input(2, 6, 6), new Conv2d(2, 4, 3, padding: 1), new MaxPool2d(2), Relu(), new Flatten(), new Linear(36, 3)),
        ["largest of spikes"] = () => new Sequential(
            6, new Input(2, 6, 6), new Conv2d(2, 4, 3, padding: 1), Relu(), new MaxPool2d(2), new Flatten(), new Linear(36, 3)),
        ["a residual connection before the activation"] = () => new Sequential(
            7, new Linear(6, 8), Relu(), new Residual(new Linear(8, 8), new BatchNorm(8), Relu(), new Linear(8, 8), new BatchNorm(8)), Relu(),
            new Linear(8, 3)),
        ["a residual connection of spikes"] = () => new Sequential(
            8, new Linear(6, 8), Relu(), new Residual(new Linear(8, 8), Relu()), new Linear(8, 3)),
        ["a residual connection of currents"] = () => new Sequential(
            9, new Linear(6, 8), new Residual(Relu(), new Linear(8, 5), Relu(), new Linear(5, 8)), Relu(), new Linear(8, 3)),
        ["branches with images"] = () => new Sequential(
            10, new Input(2, 6, 6), new Conv2d(2, 4, 3, padding: 1), Relu(),
            new Branches(Merge.Sum, new Block(new Conv2d(4, 6, 3, padding: 1), new BatchNorm(6)), new Conv2d(4, 6, 1, bias: false)), Relu(),
            new Branches(Merge.Concatenate, new Block(), new Block(new Conv2d(6, 2, 1), Relu())), new AveragePool2d(2), new Flatten(),
            new Linear(72, 3)),
        ["an end in spikes"] = () => new Sequential(11, new Linear(6, 8), Relu(), new Linear(8, 3), Relu()),
        ["a normalisation of spikes"] = () => new Sequential(12, new Linear(6, 8), Relu(), new BatchNorm(8), new Linear(8, 3)),
        ["a normalisation that others pass by"] = () => new Graph(
            13, new Node("x", new Input(6)), new("shared", new Linear(6, 7), "x"), new("norm", new BatchNorm(7), "shared"), new("a", Relu(), "norm"),
            new("b", Relu(), "shared"), new("both", new Concatenate(), "a") { ["1"] = ["b"] }, new("out", new Linear(14, 3), "both")),
        ["relu6"] = () => new Sequential(
            14, new Linear(6, 8), new Activation(ActivationFunction.Relu6), new Activation(ActivationFunction.Identity), new Linear(8, 3)),
    };

    public static TheoryData<string> Names => [.. _networks.Keys];

    /// <summary>A network whose running statistics are those of some data, and data like it.</summary>
    public static (Network Network, Tensor<float> Data) Of(string name)
    {
        var network = _networks[name]();
        var shape = network.InputShape.ToArray().Select(length => (nint)length).ToArray();
        var random = new Random(name.Length);
        foreach (var parameter in network.Parameters.Where(parameter => parameter.Name.EndsWith("weight", StringComparison.Ordinal)))
        {
            if (parameter.Shape.Length == 1) for (var i = 0; i < parameter.Shape[0]; i++) Differences.Write(parameter, i, 0.5f + random.NextSingle());
        }
        for (var k = 0; k < 30; k++) network.Forward(Samples.Uniform((ulong)k, -1, 2, [16, .. shape]), 1);
        return (network, Samples.Uniform(77, -1, 2, [24, .. shape]));
    }

    private static Activation Relu() => new(ActivationFunction.Relu);
}
