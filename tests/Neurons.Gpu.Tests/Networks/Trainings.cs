using Neurons.Networks;

namespace Neurons.Gpu.Tests;

/// <summary>A network that is trained on the processor and on the device: weights and losses have the same bits.</summary>
internal static class Trainings
{
    /// <summary>Numbers for a network with one input, of as many classes as its output has.</summary>
    public static Dataset Data(Network network, int count)
    {
        var classes = network.OutputShape[0];
        return new(
            Tensors.Uniform<float>([count, .. network.InputShape], 0, 1, (ulong)count), [.. Enumerable.Range(0, count).Select(i => i % classes)]);
    }

    /// <summary>The training of most tests.</summary>
    public static Trainer Of(Network network, TrainingMethod? method = null, double rate = 0.1) =>
        new(network, Loss.CountCrossEntropy(), new Sgd(rate)) { TimeSteps = 7, BatchSize = 5, Method = method ?? new Bptt() };

    public static Task AreTheSame(Func<Network> make) => AreTheSame(make, network => Of(network), network => Data(network, 8));

    public static Task AreTheSame(Func<Network> make, Func<Network, Trainer> train) => AreTheSame(make, train, network => Data(network, 8));

    public static async Task AreTheSame(Func<Network> make, Func<Network, Trainer> train, Func<Network, Dataset> dataOf)
    {
        var (expected, actual) = (make(), make());
        var data = dataOf(expected);
        var one = await Run(train(expected), data);
        var trainer = train(actual);
        using var device = actual.On(TestDevice.Device);
        trainer.Device = device;
        var other = await Run(trainer, data);
        Assert.Contains(expected.Parameters, parameter => parameter.IsLearnable && parameter.Version > 1);
        foreach (var (mine, its) in expected.Parameters.Zip(actual.Parameters)) TestDevice.SameBits(mine.Value, its.Value, mine.Name);
        Assert.Equal(one.Loss, other.Loss);
        Assert.Equal(one.Test!.Loss, other.Test!.Loss);
    }

    private static async Task<Epoch> Run(Trainer trainer, Dataset data)
    {
        Epoch? last = null;
        await foreach (var epoch in trainer.TrainAsync(data, 2, data)) last = epoch;
        return last!;
    }
}
