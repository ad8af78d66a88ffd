using System.Numerics;

namespace Neurons.Simulation.Tests;

/// <summary>Rows whose targets lie side by side are added to and scaled by vectors; with one target left out, they are not.</summary>
public sealed class GaplessRowTests
{
    private const int Sources = 40, Targets = 150, Gap = 71;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void Rows_without_a_gap_have_the_bits_of_rows_with_one(bool isPlastic, int threads)
    {
        Agree<float>(isPlastic, threads);
        Agree<double>(isPlastic, threads);
    }

    private static void Agree<T>(bool isPlastic, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (whole, wholeSynapses) = Network<T>(hasGap: false, isPlastic, threads);
        var (gapped, gappedSynapses) = Network<T>(hasGap: true, isPlastic, threads);
        using (whole)
        using (gapped)
        {
            for (var round = 0; round < 3; round++)
            {
                wholeSynapses.NormalizeWeights(300);
                gappedSynapses.NormalizeWeights(300);
                Assert.Equal(wholeSynapses.Weights.ToArray(), gappedSynapses.Weights.ToArray());
                var before = wholeSynapses.Weights.ToArray();
                var spikes = whole.RecordSpikes(whole.Populations[1]);
                whole.Run(50);
                gapped.Run(50);
                Assert.NotEqual(0, spikes.Neurons.Length);
                Assert.Equal(isPlastic, !before.AsSpan().SequenceEqual(wholeSynapses.Weights));
                Assert.Equal(wholeSynapses.Weights.ToArray(), gappedSynapses.Weights.ToArray());
                var mine = gapped.State(gapped.Populations[1], "V").ToArray().Where((_, n) => n != Gap);
                Assert.Equal(whole.State(whole.Populations[1], "V").ToArray(), mine);
            }
        }
    }

    private static (Simulator<T> Net, Connection<T> Synapses) Network<T>(bool hasGap, bool isPlastic, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(5, 5);
        var weights = Enumerable.Range(0, Sources * Targets).Select(_ => 0.1 + random.NextDouble()).ToArray();
        var net = new Simulator<T>(dt: 0.5) { Threads = threads };
        var source = net.Add("source", Sources, new PoissonSpikes(40));
        var target = net.Add("target", new PscExpLif(hasGap ? Targets + 1 : Targets, new() { Dt = 0.5 }));
        Connectivity rows = new AllToAll();
        if (hasGap)
        {
            var pairs = Enumerable.Range(0, Sources * Targets).ToArray();
            int TargetOf(int pair) => pair % Targets is var n && n < Gap ? n : n + 1;
            rows = GivenConnectivity.FromList(Array.ConvertAll(pairs, pair => pair / Targets), Array.ConvertAll(pairs, TargetOf));
        }
        return (net, isPlastic
            ? net.Connect(source, target, "excitatory", rows, weights, delay: 1, new StdpSynapse { WMax = 30 })
            : net.Connect(source, target, "excitatory", rows, weights, delay: 1));
    }
}
