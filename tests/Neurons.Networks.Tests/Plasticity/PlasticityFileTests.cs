using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>Rules of plasticity in network files.</summary>
public sealed class PlasticityFileTests
{
    private const string Network = """
        seed: 3
        layers:
          - {type: linear, inputs: 6, outputs: 4, bias: false, weights: {name: uniform, low: 0, high: 1}}
          - {type: leaky}

        """;

    public static TheoryData<string> Rules => [.. _rules.Keys];

    private static readonly Dictionary<string, PlasticityRule> _rules = new()
    {
        ["{rule: pair_stdp}"] = new PairStdp(),
        ["{rule: {name: pair_stdp, eta_plus: 0.03, dependence: multiplicative_relu, is_nearest: true}}"] =
            new PairStdp { EtaPlus = 0.03, Dependence = StdpDependence.MultiplicativeRelu, IsNearest = true },
        ["{name: triplet_stdp, pair_plus: 0.01, weight_max: 2}"] = new TripletStdp { PairPlus = 0.01, WeightMax = 2 },
        ["{rule: {name: reward_modulated, tau_eligibility: 0.2, rule: {name: pair_stdp, eta_minus: 0.02}}}"] =
            new RewardModulated(new PairStdp { EtaMinus = 0.02 }) { TauEligibility = 0.2 },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_of_a_file_learns_as_the_value_does(string text)
    {
        var file = Write($"plasticity:\n  0: {text}\n");
        var read = NetworkFile.ReadLearning(file);
        var made = new LocalLearning(NetworkFile.Read(file)).Bind("0", _rules[text]);
        var spikes = Samples.Uniform(3, 0, 2, 40, 1, 6);
        double[] reward = _rules[text] is RewardModulated ? [.. Enumerable.Range(0, 40).Select(t => t % 3 == 0 ? 1.0 : 0)] : [];
        var before = Samples.Weights(read.Network);
        read.Learn(spikes, reward: reward);
        made.Learn(spikes, reward: reward);
        Assert.Equal(Samples.Weights(made.Network), Samples.Weights(read.Network));
        Assert.NotEqual(before, Samples.Weights(read.Network));
        // its text is read again
        if (_rules[text] is not RewardModulated) Assert.Equal(_rules[text], PlasticityRule.Kinds.Parse(PlasticityRule.Kinds.TextOf(_rules[text])));
    }

    [Fact]
    public void How_a_rule_is_bound_stands_beside_it()
    {
        var learning = NetworkFile.ReadLearning(Write("plasticity:\n  0: {rule: pair_stdp, dt: 0.002, batch: 2, weight_sum: 1.5, neurons: 1}\n"));
        Assert.Equal(new PlasticityOptions(0.002, 2, 1.5), learning.Layers.Single().Options);
        learning.Normalize();
        Assert.All(Samples.Weights(learning.Network).Chunk(6), row => Assert.Equal(1.5f, row.Sum(), 1e-5f));
    }

    [Theory]
    [InlineData("plasticity:\n  7: pair_stdp\n", "there is no layer '7'")]
    [InlineData("plasticity:\n  0: stdp\n", "it must be one of pair_stdp")]
    [InlineData("plasticity:\n  0: {rule: {name: pair_stdp, eta: 1}}\n", "has no 'eta'")]
    [InlineData("plasticity:\n  0: {rule: pair_stdp, sum: 1}\n", "has no 'sum'")]
    [InlineData("plasticity:\n  0: {rule: {name: pair_stdp, weight_max: -1}}\n", "WeightMax is -1")]
    [InlineData("plasticity: {}\n", "binds no rule")]
    [InlineData("", "no named values plasticity")]
    public void What_is_wrong_is_said_with_the_file(string text, string expected)
    {
        var file = Write(text);
        var error = Assert.Throws<FormatError>(() => NetworkFile.ReadLearning(file));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    private static string Write(string more)
    {
        var file = Samples.TemporaryFile("net.yaml");
        File.WriteAllText(file, Network + more);
        return file;
    }
}
