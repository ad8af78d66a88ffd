using System.Diagnostics;
using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Bench;

/// <summary>
/// What it costs to look at a training: a step of it as it is, with three reduced quantities of every layer recorded, and with its operations
/// counted: <c>dotnet run -c Release --project bench -- watching [NAME]</c>. Two equal trainings take a step each in turn, one of them looked at, so
/// that what other programs do meets both; half of the time it is the other one. Printed are the medians of the ratios of such pairs, and of
/// the two halves.
/// </summary>
internal static class WatchingMeasurement
{
    private const double Seconds = 2.5, WarmSeconds = 0.4;

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
            Measure(one.Name, one.Network, one.Shape, one.Steps);
        return 0;
    }

    private static Sequential Dense() => new(seed: 1, new Linear(784, 1000), new Leaky(), new Linear(1000, 10), new LeakyIntegrator());

    private static Sequential Convolutional() => new(
        seed: 1,
        new Input(1, 28, 28),
        new Conv2d(1, 16, kernel: 3, padding: 1), new Leaky(), new MaxPool2d(2),
        new Conv2d(16, 32, kernel: 3, padding: 1), new Leaky(), new MaxPool2d(2),
        new Flatten(), new Linear(32 * 7 * 7, 10), new LeakyIntegrator());

    private static void Measure(string name, Func<Sequential> network, nint[] shape, int? steps)
    {
        var random = new RandomStream(1, 0);
        var values = new float[(int)TensorPrimitives.Product<nint>(shape)];
        random.FillUniform(values, 0, 1);
        if (steps is null) TensorPrimitives.Round(values, values);
        var input = Tensor.Create(values, shape);
        var classes = Enumerable.Range(0, (int)shape[steps is null ? 1 : 0]).Select(sample => sample % 10).ToArray();
        Training[] both = [new(network(), input, classes, steps), new(network(), input, classes, steps)];

        (string Name, Func<Network, IDisposable> Watch)[] ways =
        [
            ("rates", network => network.Monitor("*", Reduce.Rate)),
            ("potentials", network => network.Monitor("*.Mem", Reduce.Mean)),
            ("gradients", network => network.Monitor("*.gradient", Reduce.Norm)),
            ("mean, largest and rate of outputs", network => network.Monitor("*", Reduce.Mean, Reduce.Max, Reduce.Rate)),
            (
                "rates, potentials and gradients",
                network => network.Monitor("*", Reduce.Rate).Add("*.Mem", Reduce.Mean).Add("*.gradient", Reduce.Norm)),
            ("operations", network => new OperationCounter(network)),
        ];
        foreach (var (_, watch) in ways)
        {
            foreach (var watched in both) Ratios(watched, watched, watch, WarmSeconds);        // all is compiled, and compiled well
        }
        var costs = ways.Select(way =>
        {
            var (first, second) = (Median(Ratios(both[0], both[1], way.Watch, Seconds)), Median(Ratios(both[1], both[0], way.Watch, Seconds)));
            // what one of them is slower by as it is, such as by the place of its memory, is in the one half as in the other
            return $"{way.Name} {Percent(Math.Sqrt(first * second))} ({Percent(first)}, {Percent(second)})";
        }).ToArray();
        var plain = Enumerable.Range(0, 40).Select(i => both[i % 2].Step()).ToList();
        Console.WriteLine($"{name}: {1e3 * Median(plain):0.00} ms; {string.Join(", ", costs)}");
    }

    /// <summary>How much longer steps take with something that looks, each beside one of the other training.</summary>
    private static List<double> Ratios(Training watched, Training other, Func<Network, IDisposable> watch, double seconds)
    {
        using var watching = watch(watched.Network);
        var (ratios, clock) = (new List<double>(), Stopwatch.StartNew());
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            var (before, looked, after) = (other.Step(), watched.Step(), other.Step());
            ratios.Add(2 * looked / (before + after));
        }
        return ratios;
    }

    private static string Percent(double ratio) => $"{100 * (ratio - 1):+0.0;-0.0} %";

    /// <summary>A training whose weights stay as they are, and with them the spikes and what a step costs.</summary>
    private sealed class Training(Sequential network, Tensor<float> input, int[] classes, int? steps)
    {
        private readonly Loss _loss = Loss.MaxMembraneCrossEntropy();
        private readonly Adam _optimizer = new(1e-9);
        private readonly Workspace _workspace = new();

        public Network Network => network;

        /// <summary>The seconds of a step.</summary>
        public double Step()
        {
            var clock = Stopwatch.StartNew();
            var run = steps is { } t ? network.Forward(input, t, _workspace) : network.Forward(input, _workspace);
            _optimizer.Step(network, run.Pullback(_loss.Evaluate(run.Output, classes).Gradient));
            return clock.Elapsed.TotalSeconds;
        }
    }

    private static double Median(List<double> numbers)
    {
        numbers.Sort();
        return numbers[numbers.Count / 2];
    }
}
