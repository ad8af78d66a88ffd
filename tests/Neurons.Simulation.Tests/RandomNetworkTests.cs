namespace Neurons.Simulation.Tests;

/// <summary>Random small networks, against plain loops, on any number of threads, and interrupted.</summary>
public sealed class RandomNetworkTests
{
    private const int Networks = 10_000;

    [Fact]
    public void Random_networks_fire_as_plain_loops_say()
    {
        var unclear = 0;
        for (var seed = 0UL; seed < Networks; seed++)
        {
            var one = new RandomNetwork(seed);
            one.Naive.Run(one.Steps);
            if (one.Naive.Nearest < 1e-9)
            {
                unclear++;
                continue;
            }
            using var simulator = one.Simulator<double>();
            var spikes = simulator.RecordSpikes(simulator.Populations[0]);
            simulator.Run(one.Steps * simulator.Dt);
            Assert.True(one.Naive.Spikes.SequenceEqual(RandomNetwork.Pairs(spikes)), $"seed {seed}: other spikes");
            var v = simulator.State(simulator.Populations[0], "V");
            for (var n = 0; n < v.Length; n++) Assert.True(Math.Abs(v[n] - one.Naive.V[n]) < 1e-9, $"seed {seed}: V of neuron {n}");
        }
        Assert.InRange(unclear, 0, Networks / 100);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var results = new List<(string Spikes, float[] V)>();
            foreach (var threads in new[] { 1, 2, 3, 7 })
            {
                using var simulator = Large(seed, threads);
                var spikes = simulator.RecordSpikes(simulator.Populations[0]);
                simulator.Run(20);
                results.Add((string.Join(',', RandomNetwork.Pairs(spikes)), simulator.State(simulator.Populations[0], "V").ToArray()));
            }
            Assert.NotEqual("", results[0].Spikes);
            foreach (var (spikes, v) in results[1..])
            {
                Assert.True(results[0].Spikes == spikes, $"seed {seed}: other spikes");
                Assert.True(results[0].V.AsSpan().SequenceEqual(v), $"seed {seed}: other potentials");
            }
        }
    }

    [Fact]
    public void A_snapshot_goes_on_as_if_nothing_had_been()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        for (var seed = 0UL; seed < 5; seed++)
        {
            using var whole = Large(seed, 2);
            var all = whole.RecordSpikes(whole.Populations[0]);
            whole.Run(20);

            using var first = Large(seed, 2);
            var before = first.RecordSpikes(first.Populations[0]);
            first.Run(7.3);
            first.Snapshot().Save(path);
            using var second = Large(seed, 3);
            second.Restore(SimulationSnapshot.Load(path));
            var after = second.RecordSpikes(second.Populations[0]);
            second.Run(12.7);

            Assert.Equal(200, second.Step);
            Assert.NotEqual(0, after.Count);
            Assert.Equal(RandomNetwork.Pairs(all), RandomNetwork.Pairs(before).Concat(RandomNetwork.Pairs(after)));
            Assert.Equal(whole.State(whole.Populations[0], "V").ToArray(), second.State(second.Populations[0], "V").ToArray());
        }
        File.Delete(path);
    }

    [Fact]
    public void Runs_in_pieces_are_one_run()
    {
        using var whole = Large(3, 2);
        using var pieces = Large(3, 2);
        var (one, other) = (whole.RecordSpikes(whole.Populations[0]), pieces.RecordSpikes(pieces.Populations[0]));
        whole.Run(10);
        for (var i = 0; i < 100; i++) pieces.Run(0.1);
        Assert.Equal(RandomNetwork.Pairs(one), RandomNetwork.Pairs(other));
    }

    [Fact]
    public void Sparse_is_dense()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var random = new RandomStream(seed, 0);
            var (size, rows, targets) = (40, new List<int>(), new List<int>());
            var weights = new double[size * size];
            for (var i = 0; i < size * size; i++)
            {
                if (random.NextDouble() > 0.3) continue;
                weights[i] = random.NextInt(64) / 8.0;
                rows.Add(i / size);
                targets.Add(i % size);
            }
            var given = weights.Where((_, i) => rows.Zip(targets).Contains((i / size, i % size))).ToArray();
            using var sparse = Small(seed, GivenConnectivity.FromList([.. rows], [.. targets]), given);
            using var dense = Small(seed, new AllToAll(), weights);
            sparse.Run(50);
            dense.Run(50);
            Assert.Equal(dense.State(dense.Populations[0], "V").ToArray(), sparse.State(sparse.Populations[0], "V").ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void A_delay_is_a_shift(int delay)
    {
        int[] spikes = [0, 3, 4, 50, 51, 400];
        double[] Course(int[] steps, double delayed)
        {
            using var simulator = new Simulator<double>();
            var source = simulator.Add("source", 1, new SpikeTimes(steps, new int[steps.Length]));
            var target = simulator.Add("target", new PscExpLif(1, new() { VTh = 1000 }));
            simulator.Connect(source, target, "excitatory", new AllToAll(), 2.0, delayed);
            var v = simulator.RecordStates(target, ["V"]);
            simulator.Run(100);
            return [.. v["V"]];
        }
        Assert.Equal(Course(Array.ConvertAll(spikes, step => step + delay), 0), Course(spikes, delay * 0.1));
    }

    private static Simulator<float> Large(ulong seed, int threads)
    {
        var simulator = new Simulator<float>(seed: seed) { Threads = threads };
        var start = new Dictionary<string, SimulationParameter> { ["V"] = Distribution.Uniform(-60, -50) };
        var neurons = simulator.Add("neurons", new PscExpLif(700, new() { Inhibition = true, Current = true }), start);
        var noise = simulator.Add("noise", 100, new PoissonSpikes(200));
        simulator.Connect(neurons[..500], neurons, "excitatory", new FixedProbability(0.1), Distribution.Normal(1, 0.3), Distribution.Uniform(0, 5));
        simulator.Connect(neurons[500..], neurons, "inhibitory", new FixedInDegree(20), Distribution.Normal(-3, 0.3), 0.3);
        simulator.Connect(noise, neurons, "excitatory", new FixedTotal(3000), 0.7, 1);
        simulator.DrivePoisson(neurons[100..300], "excitatory", 10, 0.5, sources: 100);
        simulator.Drive(neurons, "current", new OrnsteinUhlenbeckCurrent(5, 3, 10));
        return simulator;
    }

    private static Simulator<double> Small(ulong seed, Connectivity connectivity, double[] weights)
    {
        var simulator = new Simulator<double>(seed: seed);
        var neurons = simulator.Add("neurons", new PscExpLif(40, new() { Current = true }));
        simulator.Drive(neurons, "current", new ConstantCurrent(Distribution.Uniform(5, 15).Draw(40, seed)));
        simulator.Connect(neurons, neurons, "excitatory", connectivity, weights, 0.5);
        return simulator;
    }
}
