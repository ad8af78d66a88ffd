using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Simulation.Tests;

/// <summary>Which neurons are connected: each rule is what it says, and the same on any number of threads.</summary>
public sealed class ConnectivityTests
{
    private static readonly double[,] _line = Line(300), _points = Line(400);

    public static TheoryData<Connectivity> Rules =>
    [
        new AllToAll(), new FixedProbability(0.03), new FixedProbability(1), new FixedProbability(0), new FixedOutDegree(17),
        new FixedOutDegree(17) { AllowMultiple = true }, new FixedInDegree(17), new FixedInDegree(17) { AllowMultiple = true }, new FixedTotal(5000),
        new DistanceDependent(_line, _points, distance => Math.Exp(-distance / 20)),
    ];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rows_ascend_and_do_not_depend_on_threads(Connectivity rule)
    {
        var before = Parallelism.Threads;
        try
        {
            Parallelism.Threads = 1;
            var one = rule.Build(new(300, 400, null, 5, 7));
            Parallelism.Threads = 7;
            var many = rule.Build(new(300, 400, null, 5, 7));
            Assert.Equal(one.Start, many.Start);
            Assert.Equal(one.Targets, many.Targets);
            for (var row = 0; row < 300; row++)
            {
                var targets = one.Targets[one.Start[row]..one.Start[row + 1]];
                Assert.Equal(targets.Order(), targets);
                Assert.All(targets, target => Assert.InRange(target, 0, 399));
                if (rule is not (FixedTotal or FixedOutDegree { AllowMultiple: true } or FixedInDegree { AllowMultiple: true }))
                    Assert.Equal(targets.Length, targets.Distinct().Count());
            }
        }
        finally
        {
            Parallelism.Threads = before;
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void No_neuron_is_connected_to_itself_where_that_is_not_allowed(Connectivity rule)
    {
        if (rule is DistanceDependent) rule = new DistanceDependent(_line, _line, distance => Math.Exp(-distance / 20));
        var (size, self) = rule is DistanceDependent ? (300, 0) : (400, 30);
        var rows = (rule with { AllowSelf = false }).Build(new(300, size, self, 5, 7));
        for (var source = 0; source < 300; source++)
            Assert.DoesNotContain(source + self, rows.Targets[rows.Start[source]..rows.Start[source + 1]]);
    }

    [Fact]
    public void Degrees_and_totals_are_kept()
    {
        var task = new ConnectivityTask(300, 400, 0, 1, 2);
        foreach (var multiple in new[] { false, true })
        {
            var outgoing = new FixedOutDegree(31) { AllowMultiple = multiple, AllowSelf = false }.Build(task);
            for (var row = 0; row < 300; row++) Assert.Equal(31, outgoing.Start[row + 1] - outgoing.Start[row]);
            var incoming = new FixedInDegree(31) { AllowMultiple = multiple, AllowSelf = false }.Build(task);
            Assert.All(incoming.Targets.CountBy(target => target), count => Assert.Equal(31, count.Value));
            Assert.Equal(31 * 400, incoming.Count);
        }
        Assert.Equal(12345, new FixedTotal(12345).Build(task).Count);
        Assert.Equal(300 * 400 - 300, (new AllToAll() with { AllowSelf = false }).Build(task).Count);
    }

    [Fact]
    public void A_fixed_probability_is_that_of_every_pair()
    {
        var counts = new int[50 * 40];
        for (var seed = 0UL; seed < 2000; seed++)
        {
            var rows = new FixedProbability(0.2).Build(new(50, 40, null, seed, 0));
            for (var source = 0; source < 50; source++)
            {
                foreach (var target in rows.Targets[rows.Start[source]..rows.Start[source + 1]]) counts[source * 40 + target]++;
            }
        }
        // each count is binomial: mean 400, standard deviation 17.9; that of 2000 such counts is known to 1.6 %
        Assert.InRange(counts.Average(), 398, 402);
        var mean = counts.Average();
        Assert.InRange(Math.Sqrt(counts.Average(count => (count - mean) * (count - mean))), 16.5, 19.3);
        Assert.All(counts, count => Assert.InRange(count, 400 - 5.5 * 17.9, 400 + 5.5 * 17.9));
    }

    [Fact]
    public void What_is_drawn_without_repetition_is_every_partner_alike()
    {
        var counts = new int[20];
        for (var seed = 0UL; seed < 500; seed++)
        {
            foreach (var target in new FixedOutDegree(5).Build(new(10, 20, null, seed, 0)).Targets) counts[target]++;
        }
        Assert.All(counts, count => Assert.InRange(count, 1250 - 180, 1250 + 180));
    }

    [Fact]
    public void Given_synapses_keep_their_weights_and_delays()
    {
        using var simulator = new Simulator<double>();
        var neurons = simulator.Add("neurons", new PscExpLif(5));
        int[] sources = [3, 0, 3, 1, 3], targets = [4, 2, 0, 1, 4];
        var connection = simulator.Connect(
            neurons, neurons, "excitatory", GivenConnectivity.FromList(sources, targets), new double[] { 1, 2, 3, 4, 5 },
            new[] { 0.1, 0.2, 0.3, 0.4, 0.5 });
        Assert.Equal([0, 1, 2, 2, 5, 5], connection.Rows.ToArray());
        var synapses = Enumerable.Range(0, 5).Select(
            k => (connection.TargetOf(k), connection.WeightOf(k), connection.DelayOf(k), connection.GivenIndexOf(k)));
        Assert.Equal([(2, 2.0, 2, 1), (1, 4.0, 4, 3), (0, 3.0, 3, 2), (4, 1.0, 1, 0), (4, 5.0, 5, 4)], synapses);
    }

    [Fact]
    public void Synapses_are_found_by_target()
    {
        using var simulator = new Simulator<double>();
        var neurons = simulator.Add("neurons", new PscExpLif(60));
        var connection = simulator.Connect(neurons[..50], neurons[10..], "excitatory", new FixedTotal(400), 1, Distribution.Uniform(0, 3));
        for (var target = 0; target < 50; target++)
            Assert.Equal(Enumerable.Range(0, 400).Where(k => connection.TargetOf(k) == target), connection.Arriving(target).ToArray());
        for (var k = 0; k < 400; k++)
            Assert.InRange(k, connection.Rows[connection.SourceOf(k)], connection.Rows[connection.SourceOf(k) + 1] - 1);
    }

    [Fact]
    public void Weights_are_scaled_to_a_sum_of_each_target()
    {
        using var net = new Simulator<double>(seed: 3);
        var source = net.Add("source", 50, new PoissonSpikes(1));
        var target = net.Add("target", new PscDeltaLif(20));
        var synapses = net.Connect(source, target, "synaptic", new FixedProbability(0.3), Distribution.Normal(0, 1), Distribution.Uniform(0, 2));
        foreach (var k in synapses.Arriving(7)) synapses.Weights[k] = 0;
        var before = synapses.Weights.ToArray();
        synapses.NormalizeWeights(5);
        for (var n = 0; n < 20; n++)
        {
            var mine = synapses.Arriving(n).ToArray();
            Assert.Equal(n == 7 ? 0 : 5, mine.Sum(k => Math.Abs(synapses.Weights[k])), 1e-12);
            var scale = n == 7 ? 1 : 5 / mine.Sum(k => Math.Abs(before[k]));
            Assert.All(mine, k => Assert.Equal(before[k] * scale, synapses.Weights[k], 1e-12));
        }
        for (var k = 0; k < synapses.Count; k++) synapses.Weights[k] = double.Epsilon;
        synapses.NormalizeWeights(5);
        Assert.Equal(5, synapses.Arriving(3).ToArray().Sum(k => synapses.Weights[k]), 1e-12);
        Assert.Contains("sum is 0; it must be > 0", Assert.Throws<ArgumentOutOfRangeException>(() => synapses.NormalizeWeights(0)).Message);
        var shared = net.Connect(source, target, "synaptic", new AllToAll(), 1, 0);
        Assert.Contains("share one weight", Assert.Throws<InvalidOperationException>(() => shared.NormalizeWeights(1)).Message);

        using var single = new Simulator<float>();
        var few = single.Add("few", new PscDeltaLif(2));
        var given = single.Connect(few, few, "synaptic", new AllToAll(), new double[] { 1, 2, 3, 4 }, 0);
        Assert.Contains("finite as a Single", Assert.Throws<ArgumentOutOfRangeException>(() => given.NormalizeWeights(1e39)).Message);
        (given.Weights[1], given.Weights[3]) = (0, 0);
        given.NormalizeWeights(8);
        Assert.Equal([2, 0, 6, 0], given.Weights.ToArray());
    }

    [Fact]
    public void A_synapse_takes_eight_bytes_at_most()
    {
        using var simulator = new Simulator<float>();
        var neurons = simulator.Add("neurons", new PscExpLif(70_000));
        var rule = new FixedOutDegree(100);
        Assert.InRange(simulator.Connect(neurons, neurons, "excitatory", rule, 1, 0.1).BytesPerSynapse, 4, 4.1);
        Assert.InRange(simulator.Connect(neurons, neurons[..60_000], "excitatory", rule, 1, 0.1).BytesPerSynapse, 2, 2.1);
        var own = simulator.Connect(neurons, neurons, "excitatory", rule, Distribution.Normal(1, 0.1), Distribution.Uniform(0.1, 100));
        Assert.InRange(own.BytesPerSynapse, 8, 8.1);
        // and the place in the list that it was given in
        var (sources, targets) = (Enumerable.Range(0, 70_000).ToArray(), new int[70_000]);
        var given = GivenConnectivity.FromList(sources, targets);
        Assert.InRange(simulator.Connect(neurons, neurons, "excitatory", given, 1, 0.1).BytesPerSynapse, 12, 12.1);
    }

    [Fact]
    public void Synapses_are_read_from_files()
    {
        var folder = Directory.CreateTempSubdirectory("neurons-connectivity-").FullName;
        string At(string name) => Path.Combine(folder, name);
        NpzArray Row(string name, params int[] values) => NpzArray.Of(name, Tensor.Create(values, [values.Length]));
        Npy.Write(At("pairs.npy"), Tensor.Create([2.0, 0, 0, 1, 0, 0, 2, 1], [4, 2]));
        NpzWriter.Write(At("list.npz"), [Row("source", 2, 0, 0, 2), Row("target", 0, 1, 0, 1)]);
        NpzWriter.Write(At("rows.npz"), [Row("row_ptr", 0, 2, 2, 4), Row("target", 1, 0, 0, 1)]);
        foreach (var name in new[] { "pairs.npy", "list.npz", "rows.npz" })
        {
            var rows = GivenConnectivity.FromFile(At(name)).Build(new(3, 2, null, 0, 0));
            Assert.Equal([0, 2, 2, 4], rows.Start);
            Assert.Equal([0, 1, 0, 1], rows.Targets);
        }

        Npy.Write(At("three.npy"), Tensor.Create([2.0, 0, 0], [1, 3]));
        Npy.Write(At("half.npy"), Tensor.Create([0.5, 0], [1, 2]));
        Npy.Write(At("nan.npy"), Tensor.Create([0, double.NaN], [1, 2]));
        NpzWriter.Write(At("none.npz"), [Row("source", 1)]);
        foreach (var (name, message) in new[]
        {
            ("three.npy", "has the shape [1, 3]; pairs of a source and a target"), ("half.npy", "has 0.5 in its pairs; it must be a whole number"),
            ("nan.npy", "has NaN in its pairs"), ("none.npz", "lacks 'target'"),
        })
            Assert.Contains(message, Assert.Throws<FormatError>(() => GivenConnectivity.FromFile(At(name))).Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Places_on_a_torus_are_near_across_its_edge()
    {
        var places = Line(10);
        var rows = new DistanceDependent(places, places, distance => distance < 1.5 ? 1 : 0, [10]).Build(new(10, 10, 0, 0, 0));
        Assert.Equal([0, 1, 9], rows.Targets[..3]);
    }

    private static double[,] Line(int count)
    {
        var places = new double[count, 1];
        for (var i = 0; i < count; i++) places[i, 0] = i;
        return places;
    }
}
