namespace Neurons.Simulation.Tests;

/// <summary>Rules of plasticity against what their papers say.</summary>
public sealed class RuleTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(-5)]
    [InlineData(-20)]
    public void A_pair_of_spikes_changes_a_weight_by_an_exponential_of_its_interval(double interval)
    {
        var change = Change(new StdpSynapse { APlus = 0.1, AMinus = 0.2, TauPlus = 15, TauMinus = 25 }, [50], [50 + interval]);
        Assert.Equal(interval > 0 ? 0.1 * Math.Exp(-interval / 15) : -0.2 * Math.Exp(interval / 25), change, 1e-12);
    }

    [Fact]
    public void A_triplet_grows_by_the_slow_trace_of_the_spike_before()
    {
        var rule = new StdpTripletSynapse { PairPlus = 0.01, TripletPlus = 0.1, PairMinus = 0, TripletMinus = 0 };
        var change = Change(rule, [30], [10, 35]);
        Assert.Equal(Math.Exp(-5 / 16.8) * (0.01 + 0.1 * Math.Exp(-25 / 125.0)), change, 1e-12);
    }

    [Fact]
    public void Nearest_spikes_pair_once()
    {
        var rule = new StdpSynapse { APlus = 0.1, AMinus = 0, IsNearest = true };
        Assert.Equal(0.1 * Math.Exp(-5 / 20.0), Change(rule, [10, 20, 30], [35]), 1e-12);
        double[] intervals = [5, 15, 25];
        Assert.Equal(0.1 * intervals.Sum(interval => Math.Exp(-interval / 20)), Change(rule with { IsNearest = false }, [10, 20, 30], [35]), 1e-12);
    }

    [Fact]
    public void Reward_makes_weight_of_what_was_eligible()
    {
        var rule = new StdpDopamineSynapse { APlus = 0.1, Rate = 0.02 };
        Assert.Equal(0, Change(rule, [10], [15]), 1e-15);
        // 100 ms after the pair comes the reward, and 85 ms later the end
        var (eligible, time) = (0.1 * Math.Exp(-5 / 20.0) * Math.Exp(-100 / 1000.0), 1 / (1 / 1000.0 + 1 / 200.0));
        Assert.Equal(0.02 * eligible * 3 * time * (1 - Math.Exp(-85 / time)), Change(rule, [10], [15], reward: (115, 3)), 1e-12);
    }

    [Fact]
    public void Inhibition_learns_to_keep_its_targets_at_a_rate()
    {
        using var simulator = new Simulator<double>(seed: 3);
        var neurons = simulator.Add("neurons", new CondExpLif(50, new() { Inhibition = true, Current = true }));
        var inhibition = simulator.Add("inhibition", 100, new PoissonSpikes(20));
        var rule = new VogelsSprekelerSynapse { TargetRate = 8, Eta = 0.0005, WMax = 50 };
        simulator.Connect(inhibition, neurons, "inhibitory", new FixedProbability(0.5), 0.001, 0.5, rule);
        simulator.Drive(neurons, "excitatory", 0.0);
        simulator.Drive(neurons, "current", new OrnsteinUhlenbeckCurrent(14, 4, 10));
        var rate = simulator.RecordRate(neurons, bin: 1000);
        simulator.Run(30_000);
        Assert.InRange(rate.Rates[0], 12, 100);
        Assert.InRange(rate.Rates[20..].Average(), 7, 9);
    }

    [Fact]
    public void Scaling_brings_neurons_to_a_rate()
    {
        using var simulator = new Simulator<double>(seed: 3);
        var neurons = simulator.Add("neurons", new PscExpLif(50, new() { Inhibition = true }));
        var input = simulator.Add("input", 200, new PoissonSpikes(20));
        var rule = new ScalingSynapse { TargetRate = 8, TauScaling = 2000, WMax = 100 };
        simulator.Connect(input, neurons, "excitatory", new FixedProbability(0.5), 0.4, 0.5, rule);
        simulator.Drive(neurons, "inhibitory", 0.0);
        var rate = simulator.RecordRate(neurons, bin: 1000);
        simulator.Run(30_000);
        Assert.InRange(rate.Rates[0], 0, 4);
        Assert.InRange(rate.Rates[20..].Average(), 7, 9);
    }

    [Fact]
    public void A_synapse_that_is_used_up_releases_less()
    {
        using var simulator = new Simulator<double>();
        var source = simulator.Add("source", 1, new SpikeTimes([0.0, 10.0], [0, 0]));
        var target = simulator.Add("target", new PscExpLif(1, new() { VTh = 1000, Inhibition = true }));
        simulator.Connect(source, target, "excitatory", new AllToAll(), 2.0, 0.0, new TsodyksSynapse { Use = 0.4, TauDepression = 50 });
        simulator.Drive(target, "inhibitory", 0.0);
        var arrived = simulator.RecordStates(target, ["excitatory"]);
        simulator.Run(20);
        Assert.Equal(2 * 0.4, arrived["excitatory"][0, 0], 1e-12);
        Assert.Equal(2 * 0.4 * (1 - 0.4 * Math.Exp(-10 / 50.0)), arrived["excitatory"][100, 0], 1e-12);
    }

    /// <summary>
    /// What spikes of a source, and of a neuron that is made to fire, at times in ms make of a weight of 0.5 until 200 ms. The synapse has no delay.
    /// </summary>
    private static double Change(SynapseRule rule, double[] pre, double[] post, (double Time, double Value)? reward = null)
    {
        using var simulator = new Simulator<double>();
        var source = simulator.Add("source", 1, new SpikeTimes(pre, new int[pre.Length]));
        // a jump over the threshold one step before
        var trigger = simulator.Add("trigger", 1, new SpikeTimes(Array.ConvertAll(post, time => time - 0.1), new int[post.Length]));
        var target = simulator.Add("target", new PscDeltaLif(1, new() { TauRef = 0 }));
        simulator.Connect(trigger, target, "synaptic", new AllToAll(), 100.0, 0.0);
        var connection = simulator.Connect(source, target, "synaptic", new AllToAll(), 0.5, 0.0, rule);
        var spikes = simulator.RecordSpikes(target);
        if (reward is var (time, value))
        {
            simulator.Run(time);
            connection.Modulate(value);
        }
        simulator.Run(200 - simulator.Time);
        connection.Settle();
        Assert.Equal(post, spikes.Times.Select(fired => Math.Round(fired, 6)));
        return connection.Weights[0] - 0.5;
    }
}
