using System.Diagnostics;
using System.Numerics.Tensors;
using Neurons.Cli.Training;
using Neurons.Gpu;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>
/// How fast networks learn: the one that <c>neurons train</c> trains by default, and 784-1000-10 Leaky neurons, T = 25, B = 128, on images
/// of Fashion-MNIST, with an account of a step; <c>.long</c> for T = 250, <c>recurrent</c> for 128 neurons that all reach each other.
/// </summary>
internal static class TrainingBenchmarks
{
    private const string FashionMnist = "/usr/share/datasets/fashion-mnist";
    private const int Epochs = 7, Pixels = 784, Hidden = 1000, Recurrent = 128, Classes = 10, Steps = 25, LongSteps = 250, Batch = 128;

    private static readonly Lazy<Dataset?> _fashion = new(() => Mnist.IsIn(FashionMnist) ? Mnist.Load(FashionMnist).Training : null);

    // The runtime compiles what is called often once more, beside the training.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(2);

    public static IEnumerable<Benchmark> All() =>
    [
        new("train.digits", Digits),
        Wide("train.784-1000-10.constant", InputEncoding.Direct, Steps),
        Wide("train.784-1000-10.rate", InputEncoding.Rate(), Steps),
        Wide("train.784-1000-10.constant.long", InputEncoding.Direct, LongSteps),
        Wide("train.784-1000-10.rate.long", InputEncoding.Rate(), LongSteps),
        new("train.recurrent", workload =>
            Measure("train.recurrent", () => new Feedback(new Leaky(Recurrent)), Recurrent, InputEncoding.Direct, Steps, workload)),
    ];

    /// <summary>784-1000-10 with all of a training on a device.</summary>
    public static IEnumerable<Benchmark> On(Device device) =>
    [
        Wide("train.784-1000-10.constant", InputEncoding.Direct, Steps, device),
        Wide("train.784-1000-10.rate", InputEncoding.Rate(), Steps, device),
    ];

    /// <summary>Samples a second of the epochs but the first, which compiles.</summary>
    private static Measurement Digits(Workload workload)
    {
        var network = DefaultNetwork.Create(RunData.Load(RunData.Digits, 1, Steps), hidden: 128, seed: 1);
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(1e-3));
        var rates = Rates(trainer, Networks.Digits.Load(), Epochs).GetAwaiter().GetResult().Skip(1);
        return new("train.digits", trainer.TimeSteps, 128, workload.Threads, Spread.Of(rates), "samples/s");
    }

    private static Benchmark Wide(string name, InputEncoding encoding, int steps, Device? device = null) =>
        new(name, workload => Measure(name, () => new Leaky(Hidden), Hidden, encoding, steps, workload, device));

    /// <summary>Samples a second of the epochs of all runs after a warm-up in each; the account is that of the last run.</summary>
    private static Measurement Measure(string name, Func<Layer> neurons, int hidden, InputEncoding encoding, int steps, Workload workload,
        Device? device = null)
    {
        var data = Images(Batch * Math.Max(4, 32 * Steps / steps));
        var rates = new List<double>();
        for (var run = 1; ; run++)
        {
            var network = new Sequential(
                1, new Linear(Pixels, hidden), neurons(), new Linear(hidden, Classes),
                new Leaky(Classes, new() { Reset = MembraneReset.None }) { Output = "Mem" });
            var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(1e-3))
            {
                TimeSteps = steps,
                BatchSize = Batch,
                Encoding = encoding
            };
            using var onDevice = device is null ? null : network.On(device);
            trainer.Device = onDevice;
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < _warmUp;) Rates(trainer, data, 1).GetAwaiter().GetResult();
            trainer.Account = new StepAccount();
            rates.AddRange(Rates(trainer, data, 3).GetAwaiter().GetResult());
            if (run >= workload.Runs)
                return new(name, steps, hidden, workload.Threads, Spread.Of(rates), "samples/s")
                {
                    Step = trainer.Account.Parts,
                    Memory = trainer.Memory()
                };
        }
    }

    /// <summary>
    /// Fashion-MNIST where Debian's package has installed it. Else noise as bright, of which half of the pixels are black; its hidden
    /// neurons come to fire twice as often, as there is nothing to learn.
    /// </summary>
    private static Dataset Images(int images)
    {
        if (_fashion.Value is { } all) return all.Take([.. Enumerable.Range(0, Math.Min(images, all.Count))]);
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
