using System.Numerics.Tensors;
using Neurons.Cli.Training;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>
/// How fast networks learn: the one that <c>neurons train</c> trains by default, and 784-1000-10 Leaky neurons, T = 25, B = 128, on images
/// as bright as Fashion-MNIST's, with an account of a step; <c>.long</c> for T = 250, <c>recurrent</c> for 128 neurons that all reach each other.
/// </summary>
internal static class TrainingBenchmarks
{
    private const int Epochs = 7, Pixels = 784, Hidden = 1000, Recurrent = 128, Classes = 10, Steps = 25, LongSteps = 250, Batch = 128;

    public static IEnumerable<Benchmark> All() =>
    [
        new("train.digits", Digits),
        Wide("train.784-1000-10.constant", InputEncoding.Direct, Steps),
        Wide("train.784-1000-10.rate", InputEncoding.Rate(), Steps),
        Wide("train.784-1000-10.constant.long", InputEncoding.Direct, LongSteps),
        Wide("train.784-1000-10.rate.long", InputEncoding.Rate(), LongSteps),
        new("train.recurrent", workload => Measure("train.recurrent", new Feedback(new Leaky(Recurrent)), Recurrent, InputEncoding.Direct, Steps, workload)),
    ];

    /// <summary>Samples a second: the median over epochs, of which the first, which compiles, is left out.</summary>
    private static Measurement Digits(Workload workload)
    {
        var network = DefaultNetwork.Create(RunData.Load(RunData.Digits, 1, Steps), hidden: 128, seed: 1);
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(1e-3));
        var rates = Rates(trainer, Neurons.Digits.Load(), Epochs).GetAwaiter().GetResult().Skip(1).Order().ToArray();
        return new("train.digits", trainer.TimeSteps, 128, workload.Threads, rates[rates.Length / 2], "samples/s");
    }

    private static Benchmark Wide(string name, InputEncoding encoding, int steps) =>
        new(name, workload => Measure(name, new Leaky(Hidden), Hidden, encoding, steps, workload));

    private static Measurement Measure(string name, Layer neurons, int hidden, InputEncoding encoding, int steps, Workload workload)
    {
        var network = new Sequential(
            1, new Linear(Pixels, hidden), neurons, new Linear(hidden, Classes), new Leaky(Classes, new() { Reset = MembraneReset.None }) { Output = "Mem" });
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(1e-3)) { TimeSteps = steps, BatchSize = Batch, Encoding = encoding };
        var data = LikeFashion(images: Batch * Math.Max(4, 32 * Steps / steps));
        Rates(trainer, data, 1).GetAwaiter().GetResult();
        trainer.Account = new StepAccount();
        var rates = Rates(trainer, data, 3).GetAwaiter().GetResult().Order().ToArray();
        return new(name, steps, hidden, workload.Threads, rates[rates.Length / 2], "samples/s")
        {
            Step = trainer.Account.Parts,
            Memory = trainer.Memory(),
        };
    }

    /// <summary>Half of the pixels are black, the mean is 0.286.</summary>
    private static Dataset LikeFashion(int images)
    {
        var pixels = new float[images * Pixels];
        new RandomStream(1, 0).FillUniform(pixels, -1, 1);
        TensorPrimitives.Max<float>(pixels, 0, pixels);
        TensorPrimitives.Multiply<float>(pixels, 1.144f, pixels);
        TensorPrimitives.Min<float>(pixels, 1, pixels);
        return new Dataset(Tensor.Create(pixels, [images, Pixels]), [.. Enumerable.Range(0, images).Select(image => image % Classes)]);
    }

    private static async Task<List<double>> Rates(Trainer trainer, Dataset data, int epochs)
    {
        var rates = new List<double>();
        await foreach (var epoch in trainer.TrainAsync(data, epochs).ConfigureAwait(false))
            rates.Add(epoch.SamplesPerSecond);
        return rates;
    }
}
