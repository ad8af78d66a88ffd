namespace Neurons.Simulation.Tests;

/// <summary>What drives neurons: rates, means and deviations are what they should be.</summary>
public sealed class DriveTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(500)]
    public void Poisson_neurons_have_their_rate(double rate)
    {
        using var simulator = new Simulator<double>(seed: 3);
        var source = simulator.Add("source", 1000, new PoissonSpikes(rate));
        var spikes = simulator.RecordSpikes(source);
        simulator.Run(2000);
        var expected = -double.ExpM1(-rate * 1e-4) * 1e4 * 2000;
        Assert.InRange(spikes.Count, expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
    }

    [Theory]
    [InlineData(8, 200)]
    [InlineData(8, 2000)]
    [InlineData(8, 20_000)]
    [InlineData(8, 500_000)]
    [InlineData(100, 1)]
    public void A_background_has_the_events_of_all_its_sources(double rate, double sources)
    {
        // a neuron without leak that only counts
        using var simulator = new Simulator<double>(seed: 4);
        var neurons = simulator.Add("neurons", new PscDeltaLif(640, new() { Tau = 1e12, VTh = 1e12 }));
        simulator.DrivePoisson(neurons, "synaptic", rate, 1, sources);
        simulator.Run(100.1);
        var counts = simulator.State(neurons, "V").ToArray();
        var expected = rate * sources * 0.1;
        var mean = counts.Average();
        var variance = counts.Average(count => (count - mean) * (count - mean));
        Assert.InRange(mean, expected - 5 * Math.Sqrt(expected / 640), expected + 5 * Math.Sqrt(expected / 640));
        Assert.InRange(variance / expected, 0.7, 1.3);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.8)]
    [InlineData(20)]
    public void Rates_of_a_background_may_differ_and_its_neurons_are_independent(double events)
    {
        // rates of 1, ¾, ½ and ¼ of the highest, in turn; numbers of events of single steps
        const int Size = 640, Steps = 400;
        using var simulator = new Simulator<double>(seed: 5);
        var neurons = simulator.Add("neurons", new PscDeltaLif(Size, new() { Tau = 1e12, VTh = 1e12 }));
        double[] rates = [.. Enumerable.Range(0, Size).Select(n => events * 1e4 * (4 - n % 4) / 4)];
        simulator.DrivePoisson(neurons, "synaptic", rates, 1);
        var recorder = simulator.RecordStates(neurons, ["synaptic"]);
        simulator.Run(Steps * simulator.Dt);
        var counts = recorder["synaptic"];
        for (var part = 0; part < 4; part++)
        {
            var (mean, samples) = (events * (4 - part) / 4, Steps * Size / 4);
            double[] mine =
                [.. from step in Enumerable.Range(0, Steps) from n in Enumerable.Range(0, Size) where n % 4 == part select counts[step, n]];
            Assert.InRange(mine.Average(), mean - 5 * Math.Sqrt(mean / samples), mean + 5 * Math.Sqrt(mean / samples));
            foreach (var few in new[] { 0, 1, 2 })
            {
                var expected = samples * Math.Exp(-mean) * Math.Pow(mean, few) / (few == 2 ? 2 : 1);
                Assert.InRange(mine.Count(count => count == few), expected - 5 * Math.Sqrt(expected) - 3, expected + 5 * Math.Sqrt(expected) + 3);
            }
        }
        // the sum of a group has the variance of a Poisson number, too, so that no two neurons have to do with each other
        var sums = Enumerable.Range(0, Steps * Size / 64)
            .Select(i => Enumerable.Range(0, 64).Sum(n => counts[i / (Size / 64), i % (Size / 64) * 64 + n])).ToArray();
        var of = sums.Average();
        Assert.InRange(sums.Average(sum => (sum - of) * (sum - of)) / of, 0.89, 1.11);
    }

    [Fact]
    public void A_background_of_a_part_leaves_the_others_alone()
    {
        using var simulator = new Simulator<double>(seed: 4);
        var neurons = simulator.Add("neurons", new PscDeltaLif(300, new() { VTh = 1e12 }));
        simulator.DrivePoisson(neurons[100..170], "synaptic", 5000, Distribution.Uniform(1, 2));
        simulator.Run(50);
        var v = simulator.State(neurons, "V").ToArray();
        for (var n = 0; n < 300; n++) Assert.Equal(n is >= 100 and < 170, v[n] > 0);
    }

    [Fact]
    public void Currents_are_added_up()
    {
        var course = Course(simulator =>
        {
            simulator.Drive(simulator.Populations[0], "current", 1.0);
            simulator.Drive(simulator.Populations[0], "current", new double[] { 0, 10 });
            simulator.Drive(simulator.Populations[0][1..], "current", new StepCurrent(100, 0.2, 0.4));
            simulator.Drive(simulator.Populations[0], "current", new RecordedCurrent([1000, 0, 0, 2000]));
        });
        Assert.Equal([1001, 1, 1, 2001, 1, 1], course(0));
        Assert.Equal([1011, 11, 111, 2111, 11, 11], course(1));
    }

    [Fact]
    public void A_sine_is_one()
    {
        var course = Course(simulator => simulator.Drive(simulator.Populations[0], "current", new SineCurrent(2, 2500, offset: 1)));
        Assert.Equal([1, 3, 1, -1, 1, 3], course(0).Select(value => Math.Round(value, 9)));
    }

    [Fact]
    public void Noise_of_Ornstein_and_Uhlenbeck_has_its_mean_deviation_and_memory()
    {
        var current = new OrnsteinUhlenbeckCurrent(3, 2, 1);
        var (values, state) = (new double[20_000], Enumerable.Repeat(double.NaN, 20_000).ToArray());
        current.Fill(new(0, 0.1, 0, 1, 2), values, state);
        var first = (double[])values.Clone();
        for (var step = 1; step <= 5; step++) current.Fill(new(step, 0.1, 0, 1, 2), values, state);
        foreach (var some in new[] { first, values })
        {
            Assert.InRange(some.Average(), 2.9, 3.1);
            Assert.InRange(some.Average(value => (value - 3) * (value - 3)), 3.8, 4.2);
        }
        Assert.InRange(first.Zip(values).Average(pair => (pair.First - 3) * (pair.Second - 3)) / 4, Math.Exp(-0.5) - 0.03, Math.Exp(-0.5) + 0.03);
    }

    [Fact]
    public void A_run_ends_when_it_is_done_or_cancelled_and_goes_on()
    {
        using var simulator = new Simulator<double>();
        simulator.Add("source", 10, new PoissonSpikes(100));
        Assert.Equal(300, simulator.Run(1000, until: now => now.Time >= 25).Steps);
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => simulator.Run(
            1000, until: _ => { cancellation.Cancel(); return false; }, cancellation: cancellation.Token));
        Assert.Equal(400, simulator.Step);
        simulator.Run(10);
        Assert.Equal(500, simulator.Step);
    }

    [Fact]
    public void A_source_that_fails_ends_the_run_on_any_number_of_threads()
    {
        foreach (var threads in new[] { 1, 3 })
        {
            using var simulator = new Simulator<double> { Threads = threads };
            simulator.Add("source", 1000, new Failing());
            Assert.Equal("not now", Assert.Throws<InvalidOperationException>(() => simulator.Run(10)).Message);
            Assert.Contains("failed", Assert.Throws<InvalidOperationException>(() => simulator.Run(10)).Message, StringComparison.Ordinal);
            Assert.Contains("failed", Assert.Throws<InvalidOperationException>(simulator.Snapshot).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rates_are_counted_in_bins()
    {
        using var simulator = new Simulator<double>();
        var source = simulator.Add("source", 4, new SpikeTimes([0, 9, 10, 35], [0, 1, 2, 3]));
        var rate = simulator.RecordRate(source, bin: 1);
        simulator.Run(4);
        Assert.Equal([2, 1, 0, 1], rate.Counts);
        Assert.Equal([500, 250, 0, 250], rate.Rates);
        Assert.Equal([0, 1, 2, 3], rate.Times);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npz");
        rate.Save(path);
        Assert.Equal([500.0, 250, 0, 250], IO.NpzReader.Read<double>(path)["rate"]);
        File.Delete(path);
    }

    [Fact]
    public void Rates_may_change_between_runs()
    {
        using var simulator = new Simulator<float>(seed: 2);
        var poisson = new PoissonSpikes(0);
        var source = simulator.Add("source", 100, poisson);
        var spikes = simulator.RecordSpikes(source);
        simulator.Run(100);
        Assert.Equal(0, spikes.Count);
        double[] rates = [.. Enumerable.Range(0, 100).Select(neuron => neuron < 50 ? 0.0 : 200)];
        poisson.Rate = rates;
        simulator.Run(1000);
        // a Poisson number of 10,000 expected, at steps of which 2 % have a second event
        Assert.InRange(spikes.Count, 9900 - 400, 9900 + 400);
        Assert.All(spikes.Neurons.ToArray(), neuron => Assert.True(neuron >= 50));
        Assert.Contains("rate has 3 numbers", Assert.Throws<ArgumentException>(() => poisson.Rate = new double[3]).Message);
        Assert.Contains("rate is -1", Assert.Throws<ArgumentOutOfRangeException>(() => poisson.Rate = -1).Message);
    }

    /// <summary>The current of each neuron at the first six steps, of neurons that show it.</summary>
    private static Func<int, double[]> Course(Action<Simulator<double>> drive)
    {
        var shows = NeuronModel.Define<ShowParameters<Expr>, ShowParameters<Quantity>, ShowState<Expr>>(
            "Shows", ["current"], (o, p, s, x) => (Expr.NewConstant(0), new(p.Gain * x[0])), new(1.0), _ => new(0.0), dt: 0.1);
        using var simulator = new Simulator<double>();
        simulator.Add("neurons", shows.Layer(2));
        drive(simulator);
        var states = simulator.RecordStates(simulator.Populations[0], ["V"]);
        simulator.Run(0.6);
        var values = states["V"];
        return neuron => [.. Enumerable.Range(0, 6).Select(step => values[step, neuron])];
    }

    private sealed record ShowParameters<T>(T Gain);

    private sealed record ShowState<T>(T V);

    private sealed class Failing : SpikeSource
    {
        public override void Emit(long step, int start, int end, SpikeList spikes)
        {
            if (step == 5 && start == 0) throw new InvalidOperationException("not now");
        }
    }
}
