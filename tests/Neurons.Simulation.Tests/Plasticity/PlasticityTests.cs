using System.Numerics;

namespace Neurons.Simulation.Tests;

/// <summary>Synapses that learn: by events as by clocks, on any number of threads, interrupted or not, within their bounds.</summary>
public sealed class PlasticityTests
{
    private const int Networks = 2000;

    public static TheoryData<string> Names => Rules.Names;

    [Fact]
    public void Random_networks_learn_as_plain_loops_say()
    {
        var (unclear, changed) = (0, 0);
        for (var seed = 0UL; seed < Networks; seed++)
        {
            var naive = new NaivePlasticNetwork(seed);
            var (simulator, connection) = naive.Simulator(1 + (int)(seed % 2));
            naive.Run();
            using (simulator)
            {
                if (naive.Nearest < 1e-9)
                {
                    unclear++;
                    continue;
                }
                var spikes = simulator.RecordSpikes(simulator.Populations[0]);
                var before = connection.Weights.ToArray();
                simulator.Run(naive.Steps * simulator.Dt);
                Assert.True(naive.Spikes.SequenceEqual(RandomNetwork.Pairs(spikes)), $"seed {seed}: other spikes");
                for (var k = 0; k < connection.Count; k++)
                {
                    var given = connection.GivenIndexOf(k);
                    Near(naive.Weights[given], connection.Weights[k], $"seed {seed}: weight of synapse {given}");
                }
                if (!connection.Weights.SequenceEqual(before)) changed++;
                connection.Settle();
                var pre = connection.State("Pre");
                var post = connection.State("Post");
                // the loops end a step before the one that begins
                var (later, laterPost) = (naive.Decay("TauPlus"), naive.Decay("TauMinus"));
                for (var k = 0; k < connection.Count; k++)
                {
                    var given = connection.GivenIndexOf(k);
                    Near(naive.Pre[given] * later, pre[k], $"seed {seed}: Pre of synapse {given}");
                    Near(naive.Post[given] * laterPost, post[k], $"seed {seed}: Post of synapse {given}");
                }
            }
        }
        Assert.InRange(unclear, 0, Networks / 100);
        Assert.InRange(changed, Networks / 2, Networks);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Events_are_as_good_as_a_clock(string rule)
    {
        for (var seed = 0UL; seed < 3; seed++)
        {
            var (events, same, mixed) = Rules.Network<double>(rule, seed, 1, 60);
            var (clock, clockedSame, clockedMixed) = Rules.Network<double>(rule, seed, 1, 60);
            using (events)
            using (clock)
            {
                var before = same.Weights.ToArray();
                Run(events, []);
                Run(clock, [clockedSame, clockedMixed]);
                foreach (var connection in new[] { same, mixed, clockedSame, clockedMixed }) connection.Settle();
                var (mine, clocked) = (Rules.Numbers(same, mixed), Rules.Numbers(clockedSame, clockedMixed));
                for (var i = 0; i < mine.Length; i++) Near(clocked[i], mine[i], $"{rule}, seed {seed}: number {i}", 1e-7);
                Assert.Equal(rule == "tsodyks", same.Weights.SequenceEqual(before));
            }
        }
        static void Run(Simulator<double> simulator, PlasticConnection<double>[] settled) => simulator.Run(
            60,
            until: now =>
            {
                foreach (var connection in settled) connection.Settle();
                Reward(now, 20);
                return false;
            },
            every: simulator.Dt);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_number_of_threads_changes_no_bit(string rule)
    {
        var results = new List<(string Spikes, float[] Numbers)>();
        foreach (var threads in new[] { 1, 2, 3, 7 })
        {
            var (simulator, same, mixed) = Rules.Network<float>(rule, 3, threads);
            using (simulator)
            {
                var spikes = simulator.RecordSpikes(simulator.Populations[0]);
                simulator.Run(20);
                Reward(simulator, 20);
                simulator.Threads = 1 + threads % 3;
                simulator.Run(20);
                results.Add((string.Join(',', RandomNetwork.Pairs(spikes)), Rules.Numbers(same, mixed)));
            }
        }
        Assert.NotEqual("", results[0].Spikes);
        foreach (var (spikes, numbers) in results[1..])
        {
            Assert.True(results[0].Spikes == spikes, $"{rule}: other spikes");
            Assert.True(results[0].Numbers.AsSpan().SequenceEqual(numbers), $"{rule}: other states");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_snapshot_goes_on_as_if_nothing_had_been(string rule)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        var (whole, wholeSame, wholeMixed) = Rules.Network<float>(rule, 5, 2);
        var (first, _, _) = Rules.Network<float>(rule, 5, 1);
        var (second, same, mixed) = Rules.Network<float>(rule, 5, 3);
        using (whole)
        using (first)
        using (second)
        {
            whole.Run(17.3);
            Reward(whole, 17.3);
            whole.Run(20);
            first.Run(17.3);
            first.Snapshot().Save(path);
            // it has been elsewhere, with spikes under way
            second.Run(5.1);
            second.Restore(SimulationSnapshot.Load(path));
            Reward(second, 17.3);
            second.Run(20);
            Assert.Equal(Rules.Numbers(wholeSame, wholeMixed), Rules.Numbers(same, mixed));
            Assert.Equal(whole.State(whole.Populations[0], "V").ToArray(), second.State(second.Populations[0], "V").ToArray());
        }
        File.Delete(path);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_stay_in_their_bounds_and_numbers_finite(string rule)
    {
        var (simulator, same, mixed) = Rules.Network<float>(rule, 9, 2);
        using (simulator)
        {
            for (var i = 0; i < 10; i++)
            {
                simulator.Run(10);
                foreach (var connection in simulator.Connections.Cast<PlasticConnection<float>>())
                {
                    if (connection.Rule is StdpDopamineSynapse or { Model.Name: "Own" }) connection.Modulate(i % 2 == 0 ? 50 : -50);
                    connection.Settle();
                    foreach (var weight in connection.Weights) Assert.InRange(weight, 0, 2);
                }
            }
            Assert.DoesNotContain(Rules.Numbers(same, mixed), number => !float.IsFinite(number));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Delays_that_all_share_are_as_good_as_delays_of_their_own(string rule)
    {
        Assert.Equal(Course(mixed: false), Course(mixed: true));

        // one synapse more, of a source that never fires, makes delays differ
        float[] Course(bool mixed)
        {
            using var simulator = new Simulator<float>(seed: 2);
            var neurons = simulator.Add("neurons", new PscExpLif(20, new() { Inhibition = true, Current = true }));
            var source = simulator.Add("source", 31, new PoissonSpikes(Enumerable.Range(0, 31).Select(n => n < 30 ? 200.0 : 0).ToArray()));
            int[] sources = [.. Enumerable.Range(0, 600).Select(k => k / 20), 30], targets = [.. Enumerable.Range(0, 600).Select(k => k % 20), 0];
            var delays = Enumerable.Repeat(0.7, 600).Append(mixed ? 3 : 0.7).ToArray();
            var connection = simulator.Connect(
                source, neurons, "excitatory", GivenConnectivity.FromList(sources, targets), 1.0, delays, Rules.All[rule]());
            simulator.Drive(neurons, "inhibitory", 0.0);
            simulator.Drive(neurons, "current", 12.0);
            simulator.Run(100);
            return Rules.Numbers(connection);
        }
    }

    [Fact]
    public void A_rule_of_ones_own_is_one_of_the_library()
    {
        var own = SynapseModel.Define<Pairs<Expr>, Pairs<Quantity>, PairState<Expr>>(
            "Pairs",
            // as many as the library's, as what is drawn later depends on how many there are
            new(0.1, 0.12, 20.0.In("ms", above: 0), 20.0.In("ms", above: 0), 0.0, 2.0, Unused: 0.0),
            onPre: (p, s) => (s.Weight, s with { Pre = s.Pre + 1.0, Weight = s.Weight - p.AMinus * s.Post }),
            onPost: (p, s) => s with { Post = s.Post + 1.0, Weight = s.Weight + p.APlus * s.Pre },
            decay: (p, s, elapsed) => s with { Pre = s.Pre * Expr.Exp(-elapsed / p.TauPlus), Post = s.Post * Expr.Exp(-elapsed / p.TauMinus) },
            bounds: ("Least", "Most"));
        Rules.All["copied"] = () => own.Rule();
        try
        {
            var (mine, same, mixed) = Rules.Network<float>("copied", 4, 1);
            var (library, librarySame, libraryMixed) = Rules.Network<float>("additive", 4, 1);
            using (mine)
            using (library)
            {
                mine.Run(50);
                library.Run(50);
                Assert.Equal(Rules.Numbers(librarySame, libraryMixed), Rules.Numbers(same, mixed));
            }
        }
        finally
        {
            Rules.All.Remove("copied");
        }
    }

    [Fact]
    public void A_synapse_of_spike_timing_takes_24_bytes_at_most()
    {
        var (simulator, same, mixed) = Rules.Network<float>("additive", 1, 1);
        using (simulator)
        {
            Assert.InRange(same.BytesPerSynapse, 22, 23);
            Assert.InRange(mixed.BytesPerSynapse, 24, 24.5);
        }
    }

    [Fact]
    public void Recorded_weights_are_the_weights()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npz");
        var (simulator, _, mixed) = Rules.Network<double>("additive", 6, 2);
        using (simulator)
        {
            int[] chosen = [17, 3, mixed.Count - 1];
            var recorder = simulator.RecordWeights(mixed, chosen, every: 1);
            var expected = new List<double>();
            for (var i = 0; i < 10; i++)
            {
                simulator.Run(0.1);
                foreach (var k in chosen) expected.Add(mixed.Weights[k]);
                simulator.Run(0.9);
            }
            Assert.Equal(10, recorder.Count);
            Assert.Equal(expected, recorder["Weight"]);
            recorder.Save(path);
            var saved = IO.NpzReader.Read<double>(path);
            Assert.Equal(expected, saved["Weight"]);
            Assert.Equal([17.0, 3, mixed.Count - 1], saved["synapse"]);
        }
        File.Delete(path);
    }

    /// <summary>A reward at a time, to those synapses that know one.</summary>
    private static void Reward<T>(Simulator<T> simulator, double time)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Math.Abs(simulator.Time - time) > 1e-6) return;
        foreach (var connection in simulator.Connections.OfType<PlasticConnection<T>>())
        {
            if (connection.Rule is StdpDopamineSynapse or { Model.Name: "Own" }) connection.Modulate(0.5);
        }
    }

    private static void Near(double expected, double value, string what, double tolerance = 1e-9) =>
        Assert.True(Math.Abs(expected - value) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{what} is {value}, not {expected}");

    private sealed record Pairs<T>(T APlus, T AMinus, T TauPlus, T TauMinus, T Least, T Most, T Unused);

    private sealed record PairState<T>(T Weight, T Pre, T Post);
}
