using Neurons.Cli.Training;

namespace Neurons.Cli.Bench;

/// <summary>How fast the network that <c>neurons train</c> trains by default learns.</summary>
internal static class TrainingBenchmarks
{
    private const int Epochs = 7;

    public static IEnumerable<Benchmark> All() => [new("train.digits", Digits)];

    /// <summary>Samples a second: the median over epochs, of which the first, which compiles, is left out.</summary>
    private static Measurement Digits(Workload workload)
    {
        var network = DefaultNetwork.Create(RunData.Load(RunData.Digits, 1, 25), hidden: 128, seed: 1);
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(1e-3));
        var rates = Rates(trainer).GetAwaiter().GetResult().Skip(1).Order().ToArray();
        return new("train.digits", trainer.TimeSteps, 128, workload.Threads, rates[rates.Length / 2], "samples/s");
    }

    private static async Task<List<double>> Rates(Trainer trainer)
    {
        var rates = new List<double>();
        await foreach (var epoch in trainer.TrainAsync(Neurons.Digits.Load(), Epochs).ConfigureAwait(false))
            rates.Add(epoch.SamplesPerSecond);
        return rates;
    }
}
