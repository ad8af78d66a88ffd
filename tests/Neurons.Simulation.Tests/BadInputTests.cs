namespace Neurons.Simulation.Tests;

/// <summary>What is not possible is an error that says so, before anything runs.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Simulator<float> _simulator = new();
    private readonly Population _neurons;

    public BadInputTests() => _neurons = _simulator.Add("neurons", new PscExpLif(10, new() { Inhibition = true }));

    public void Dispose() => _simulator.Dispose();

    [Fact]
    public void A_target_out_of_range() =>
        Says("the target of synapse 1 is 10; it must be in 0 .. 9", () => Connect(GivenConnectivity.FromList([0, 1], [0, 10])));

    [Fact]
    public void A_source_out_of_range() =>
        Says("the source of synapse 0 is -1; it must be in 0 .. 9", () => Connect(GivenConnectivity.FromList([-1], [0])));

    [Fact]
    public void Rows_that_descend() =>
        Says("row 1 begins at 2 and the next at 1", () => GivenConnectivity.FromRows([0, 2, 1, 2], [0, 1]));

    [Fact]
    public void A_negative_delay() => Says("delay is -0.1; it must be ≥ 0", () => Connect(new AllToAll(), delay: -0.1));

    [Fact]
    public void A_negative_delay_that_is_drawn() =>
        Says("it must be ≥ 0 and at most 65535 steps", () => Connect(new AllToAll(), delay: Distribution.Normal(0, 1)));

    [Fact]
    public void A_delay_over_the_limit() =>
        Says("delay is 6554; it must be ≥ 0 and at most 65535 steps, 6553.5 ms", () => Connect(new AllToAll(), delay: 6554));

    [Fact]
    public void A_delay_between_two_steps() =>
        Says("delay is 0.15 ms; it must be a whole number of steps of 0.1 ms", () => Connect(new AllToAll(), delay: 0.15));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e39)]
    public void A_weight_that_is_not_finite(double weight) => Says("it must be finite", () => Connect(new AllToAll(), weight));

    [Fact]
    public void A_NaN_among_weights() =>
        Says("weight is NaN at 1; it must be finite", () => Connect(GivenConnectivity.FromList([0, 1], [0, 1]), new[] { 1, double.NaN }));

    [Fact]
    public void Too_few_weights() =>
        Says("weight has 3 numbers; it must have one, or 100", () => Connect(new AllToAll(), new double[] { 1, 2, 3 }));

    [Fact]
    public void Two_to_the_31_synapses()
    {
        var many = _simulator.Add("many", new PscExpLif(50_000));
        Says("2500000000 synapses; at most 2147483583", () => _simulator.Connect(many, many, "excitatory", new AllToAll(), 1, 1));
        Says("at most 2147483583", () => _simulator.Connect(many, many, "excitatory", new FixedProbability(0.99), 1, 1));
        Says("at most 2147483583", () => _simulator.Connect(many, many, "excitatory", new FixedTotal(1L << 31), 1, 1));
        Says("at most 2147483583", () => _simulator.Connect(many, many, "excitatory", new FixedInDegree(45_000), 1, 1));
    }

    [Fact]
    public void An_input_that_there_is_not() =>
        Says("has no input exitatory. Did you mean excitatory?", () => _simulator.Connect(_neurons, _neurons, "exitatory", new AllToAll(), 1, 1));

    [Fact]
    public void An_input_that_nothing_feeds()
    {
        Connect(new AllToAll());
        Says("Nothing feeds the input neurons.inhibitory", () => _simulator.Run(1));
    }

    [Fact]
    public void Another_time_step() =>
        Says("the time step of PscExpLif is 0.2 ms; it must be 0.1 ms", () => _simulator.Add("other", new PscExpLif(3, new() { Dt = 0.2 })));

    [Fact]
    public void A_unit_of_seconds() =>
        Says("the time step of CubaLif is 0.001 s; it must be 0.0001 s", () => _simulator.Add("other", new CubaLif(3)));

    [Fact]
    public void A_name_that_is_taken() => Says("There is a population neurons already", () => _simulator.Add("neurons", new PscExpLif(1)));

    [Fact]
    public void A_population_of_another_simulation()
    {
        using var other = new Simulator<float>();
        Says("neurons is a population of another simulation", () => other.Connect(_neurons, _neurons, "excitatory", new AllToAll(), 1, 1));
    }

    [Fact]
    public void More_partners_than_there_are()
    {
        Says("degree is 11; there are 10 targets, so it must be at most 10", () => Connect(new FixedOutDegree(11)));
        Says("it must be at most 9", () => Connect(new FixedInDegree(10) { AllowSelf = false }));
    }

    [Fact]
    public void Probabilities_and_rates_out_of_range()
    {
        Says("probability is 1.5; it must be in [0, 1]", () => _ = new FixedProbability(1.5));
        Says("rate is -1; it must be ≥ 0", () => _simulator.DrivePoisson(_neurons, "excitatory", -1, 1));
        Says("rate is 10000000; it must be at most 5000000 Hz", () => _simulator.DrivePoisson(_neurons, "excitatory", 1e7, 1));
        Says("fires twice in step 3", () => _simulator.Add("twice", 1, new SpikeTimes([3, 3], [0, 0])));
        Says("neurons is 1; it must be in 0 .. 0", () => _simulator.Add("beyond", 1, new SpikeTimes([3], [1])));
    }

    [Fact]
    public void A_state_that_there_is_not() =>
        Says("has no state W", () => _simulator.Add("other", new PscExpLif(3), new Dictionary<string, SimulationParameter> { ["W"] = 1 }));

    [Fact]
    public void A_source_of_two_populations()
    {
        var source = new PoissonSpikes(10);
        _simulator.Add("one", 3, source);
        Says("two: its source of spikes is that of one already", () => _simulator.Add("two", 3, source));
    }

    [Fact]
    public void An_input_to_be_recorded_at_which_no_events_arrive()
    {
        Connect(new AllToAll());
        _simulator.Drive(_neurons, "inhibitory", 0.0);
        _simulator.RecordStates(_neurons, ["inhibitory"]);
        Says("No events arrive at neurons.inhibitory", () => _simulator.Run(1));
        // not that a run failed
        Says("No events arrive at neurons.inhibitory", () => _simulator.Run(1));
    }

    [Fact]
    public void A_recorder_that_is_full()
    {
        Connect(new AllToAll());
        _simulator.Drive(_neurons, "inhibitory", 0.0);
        Says("it may have 100", () =>
        {
            _simulator.RecordStates(_neurons, ["V"], most: 100);
            _simulator.Run(5);
        });
    }

    [Fact]
    public void A_description_that_has_been_run()
    {
        Connect(new AllToAll());
        _simulator.Drive(_neurons, "inhibitory", 0.0);
        _simulator.Run(1);
        Says("no more populations, connections or drives can be added", () => Connect(new AllToAll()));
    }

    private void Connect(Connectivity connectivity, SimulationParameter? weight = null, SimulationParameter? delay = null) =>
        _simulator.Connect(_neurons, _neurons, "excitatory", connectivity, weight ?? 1.0, delay ?? 0.1);

    private static void Says(string message, Action action)
    {
        var thrown = Xunit.Record.Exception(action);
        Assert.True(thrown is ArgumentException or InvalidOperationException, $"{thrown}");
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
    }
}
