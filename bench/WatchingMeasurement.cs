using System.Diagnostics;
using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Bench;

/// <summary>
/// What it costs to look at a training: a step of it as it is, with three reduced quantities of every layer recorded, and with its operations
/// counted, in turn: <c>dotnet run -c Release --project bench -- watching [NAME]</c>. Printed are the medians of some rounds.
/// </summary>
internal static class WatchingMeasurement
{
    private const int Rounds = 12;
    private const double LeastSeconds = 0.08, WarmSeconds = 0.6;

    /// <param name="name">The beginning of the name of what is measured; "" for all.</param>
    public static int Run(string name)
    {
        (string Name, Func<Sequential> Network, nint[] Shape, int? Steps)[] all =
        [
            ("dense, T = 25, constant", Dense, [128, 784], 25),
            ("dense, T = 25, spikes", Dense, [25, 128, 784], null),
            ("convolutions, T = 8, constant", Convolutional, [32, 1, 28, 28], 8),
        ];
        foreach (var one in all.Where(one => one.Name.Contains(name, StringComparison.Ordinal)))
            Measure(one.Name, one.Network(), one.Shape, one.Steps);
        return 0;
    }

    private static Sequential Dense() => new(seed: 1, new Linear(784, 1000), new Leaky(), new Linear(1000, 10), new LeakyIntegrator());

    private static Sequential Convolutional() => new(
        seed: 1,
        new Input(1, 28, 28),
        new Conv2d(1, 16, kernel: 3, padding: 1), new Leaky(), new MaxPool2d(2),
        new Conv2d(16, 32, kernel: 3, padding: 1), new Leaky(), new MaxPool2d(2),
        new Flatten(), new Linear(32 * 7 * 7, 10), new LeakyIntegrator());

    private static void Measure(string name, Sequential network, nint[] shape, int? steps)
    {
        var random = new RandomStream(1, 0);
        var values = new float[(int)TensorPrimitives.Product<nint>(shape)];
        random.FillUniform(values, 0, 1);
        if (steps is null) TensorPrimitives.Round(values, values);
        var input = Tensor.Create(values, shape);
        var classes = Enumerable.Range(0, (int)shape[steps is null ? 1 : 0]).Select(sample => sample % 10).ToArray();
        // the weights stay as they are, and with them the spikes and what a step costs
        var (loss, optimizer, workspace) = (Loss.MaxMembraneCrossEntropy(), new Adam(1e-9), new Workspace());
        void Step()
        {
            var run = steps is { } t ? network.Forward(input, t, workspace) : network.Forward(input, workspace);
            optimizer.Step(network, run.Pullback(loss.Evaluate(run.Output, classes).Gradient));
        }

        double Seconds(IDisposable? watching, double least = LeastSeconds)
        {
            using (watching)
            {
                Step();
                var (times, all) = (new List<double>(), Stopwatch.StartNew());
                while (times.Count < 5 || all.Elapsed.TotalSeconds < least)
                {
                    var clock = Stopwatch.StartNew();
                    Step();
                    times.Add(clock.Elapsed.TotalSeconds);
                }

                // what other programs disturb is above it
                times.Sort();
                return times[times.Count / 4];
            }
        }

        (string Name, Func<IDisposable> Watch)[] ways =
        [
            ("rates", () => network.Monitor("*", Reduce.Rate)),
            ("potentials", () => network.Monitor("*.Mem", Reduce.Mean)),
            ("gradients", () => network.Monitor("*.gradient", Reduce.Norm)),
            ("all three", () => network.Monitor("*", Reduce.Rate).Add("*.Mem", Reduce.Mean).Add("*.gradient", Reduce.Norm)),
            ("operations", () => new OperationCounter(network)),
        ];
        foreach (var (_, watch) in ways) Seconds(watch(), WarmSeconds);        // all is compiled, and compiled well
        var plain = new List<double>();
        var ratios = ways.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var w = 0; w < ways.Length; w++)
            {
                var (before, watched, after) = (Seconds(null), Seconds(ways[w].Watch()), Seconds(null));
                plain.AddRange(before, after);
                ratios[w].Add(2 * watched / (before + after));
            }
        }

        var costs = ways.Select((way, w) => $"{way.Name} {100 * (Median(ratios[w]) - 1):+0.0;-0.0} %");
        Console.WriteLine($"{name}: {1e3 * Median(plain):0.00} ms; {string.Join(", ", costs)}");
    }

    private static double Median(List<double> numbers)
    {
        numbers.Sort();
        return numbers[numbers.Count / 2];
    }
}
