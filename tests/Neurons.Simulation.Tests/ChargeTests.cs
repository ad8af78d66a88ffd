namespace Neurons.Simulation.Tests;

/// <summary>What arrives is what was sent: no spike is lost on its way, and none comes twice.</summary>
public sealed class ChargeTests
{
    /// <summary>A neuron that adds up all that arrives.</summary>
    private static readonly NeuronModel<Nothing<Expr>, Charge<Expr>> _sum = NeuronModel.Define<Nothing<Expr>, Nothing<Quantity>, Charge<Expr>>(
        "Sum", (_, p, s, x) => (s.Q + x, new(s.Q + x)), new(0.0), _ => new(0.0), dt: 0.1, timeUnit: "ms", spikes: false);

    private static readonly SynapseModel _constant = SynapseModel.Define<Nothing<Expr>, Nothing<Quantity>, Kept<Expr>>(
        "Constant", new(0.0), onPre: (_, s) => (s.Weight, s), onPost: null, decay: null);

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 7)]
    [InlineData(true, 0)]
    [InlineData(true, 7)]
    public void Charge_is_conserved(bool isPlastic, double longestDelay)
    {
        for (var seed = 0UL; seed < 12; seed++)
        {
            using var net = new Simulator<double>(seed: seed) { Threads = 1 + (int)(seed % 3) };
            var random = new RandomStream(seed, 5);
            var poisson = new PoissonSpikes(Distribution.Uniform(0, 300));
            var sources = net.Add("sources", 1 + random.NextInt(300), poisson);
            var targets = net.Add("targets", _sum.Layer(1 + random.NextInt(200)));
            Connectivity rule = random.NextInt(2) == 0 ? new FixedProbability(0.2) : new FixedTotal(random.NextInt(3000));
            // whole numbers, so that sums are exact in any order
            var count = rule is FixedTotal total ? (int)total.Count : -1;
            SimulationParameter weight = count < 0 ? 3 : Enumerable.Range(0, count).Select(_ => random.NextInt(64) - 20.0).ToArray();
            SimulationParameter delay = longestDelay == 0 ? 0.4 : Distribution.Uniform(0, longestDelay);
            var part = sources[(sources.Size / 3)..];
            var connection = isPlastic
                ? net.Connect(part, targets, "x", rule, weight, delay, _constant.Rule())
                : net.Connect(part, targets, "x", rule, weight, delay);
            var spikes = net.RecordSpikes(part);

            net.Run(13.7);
            net.Run(10);
            poisson.Rate = 0;
            net.Run(longestDelay + 1);
            var sent = 0.0;
            foreach (var neuron in spikes.Neurons)
            {
                var source = neuron - part.Start;
                for (var k = connection.Rows[source]; k < connection.Rows[source + 1]; k++) sent += connection.WeightOf(k);
            }
            Assert.Equal(sent, net.State(targets, "Q").ToArray().Sum());
        }
    }

    private sealed record Nothing<T>(T None);

    private sealed record Charge<T>(T Q);

    private sealed record Kept<T>(T Weight);
}
