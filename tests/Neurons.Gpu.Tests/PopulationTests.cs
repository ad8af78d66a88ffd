using System.Numerics;
using Neurons.Simulation;

namespace Neurons.Gpu.Tests;

/// <summary>Simulations on a device have the bits of the processor's.</summary>
[Collection(nameof(Exclusive))]
public class PopulationTests
{
    private static Device Device => TestDevice.Device;

    [DeviceTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Spikes_states_and_what_is_on_its_way_are_the_processors_in_float32(int seed) => AreTheProcessors<float>((ulong)seed);

    [DeviceFact]
    public void Spikes_states_and_what_is_on_its_way_are_the_processors_in_float64() => AreTheProcessors<double>(3);

    private static void AreTheProcessors<T>(ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var here = Network<T>(seed);
        using var there = Network<T>(seed);
        using var onDevice = there.On(Device);
        var (expected, actual) = (new Recorders<T>(here), new Recorders<T>(there));
        // the last steps are more than are run at once
        foreach (var duration in (double[])[0.1, 0.3, 40])
        {
            var one = here.Run(duration);
            var other = there.Run(duration, every: 3.7);
            Assert.Equal((one.Steps, one.Spikes, one.Deliveries), (other.Steps, other.Spikes, other.Deliveries));
            Same(here, there);
        }

        expected.Same(actual);
        Assert.All(expected.Spikes[..^1], spikes => Assert.NotEqual(0, spikes.Count));

        // on from there on the processor
        onDevice.Dispose();
        Assert.Null(there.Device);
        here.Run(5);
        there.Run(5);
        expected.Same(actual);
        Same(here, there);
    }

    [DeviceFact]
    public void Who_is_told_of_the_progress_sees_the_states_of_that_time()
    {
        double[][] Seen(Func<Simulator<double>, IDisposable?> place)
        {
            using var net = Network<double>(4);
            using var placed = place(net);
            var seen = new List<double[]>();
            net.Run(10, every: 2.5, progress: new Told(() => seen.Add(net.State(net.Populations[1], "V").ToArray())));
            return [.. seen];
        }

        Assert.Equal(Seen(_ => null), Seen(net => net.On(Device)));
    }

    private sealed class Told(Action act) : IProgress<double>
    {
        public void Report(double value) => act();
    }

    [DeviceFact]
    public void A_device_that_is_disposed_of_where_a_run_asks_whether_it_is_done_leaves_a_simulation_that_goes_on()
    {
        using var here = Network<float>(4);
        using var there = Network<float>(4);
        using var onDevice = there.On(Device);
        here.Run(1);
        Assert.Throws<ObjectDisposedException>(() => there.Run(
            5,
            until: _ =>
            {
                onDevice.Dispose();
                return false;
            },
            every: 1));
        Same(here, there);
        here.Run(4);
        there.Run(4);
        Same(here, there);
    }

    [DeviceTheory]
    [InlineData("Lif")]
    [InlineData("ExtendedLif")]
    [InlineData("AdExIf")]
    [InlineData("Izhikevich")]
    [InlineData("HodgkinHuxley")]
    [InlineData("Bernoulli")]
    public void Any_model_runs_in_populations(string name)
    {
        var entry = Models.find(name);
        var dt = entry.Definition.Dt * (entry.Definition.TimeUnit == "s" ? 1000 : 1);
        Simulator<float> Make()
        {
            var simulator = new Simulator<float>(dt, seed: 4);
            var neurons = simulator.Add("neurons", NamedNeurons.Layer(name, [70]));
            var noise = simulator.Add("noise", 40, new PoissonSpikes(100 / dt));
            foreach (var input in entry.Definition.InputNames)
            {
                simulator.Connect(noise, neurons, input, new FixedProbability(0.3), Distribution.Uniform(-1, 4), Distribution.Uniform(0, 5 * dt));
                simulator.Drive(neurons, input, 2.0);
            }

            if (entry.Definition.Spikes)
                simulator.Connect(neurons, neurons, entry.Definition.InputNames[0], new FixedProbability(0.2), 0.1, dt);
            return simulator;
        }

        using var here = Make();
        using var there = Make();
        using var onDevice = there.On(Device);
        var (one, other) = (here.Run(100 * dt), there.Run(100 * dt));
        Assert.Equal(one.Spikes, other.Spikes);
        Same(here, there);
    }

    [DeviceFact]
    public void Weights_states_and_rates_that_are_changed_where_a_run_asks_and_between_runs_are_those_of_the_device()
    {
        void Run(Simulator<float> simulator)
        {
            var neurons = simulator.Populations[0];
            simulator.Run(10, until: net =>
            {
                net.Connections[0].NormalizeWeights(3 + net.Time);
                net.State(neurons, "V")[5] = -57;
                return net.Time >= 6;
            }, every: 2);
            simulator.Connections[1].Weights.Fill(0.25f);
            ((PoissonSpikes)simulator.Populations[2].Source!).Rate = 400;
            simulator.Run(10);
        }

        using var here = Network<float>(7);
        using var there = Network<float>(7);
        using var onDevice = there.On(Device);
        Run(here);
        Run(there);
        Assert.Equal(160, there.Step);
        Same(here, there);
    }

    [DeviceFact]
    public void Synapses_with_a_rule_are_refused_by_name_and_the_simulation_runs_on()
    {
        using var simulator = new Simulator<float>();
        var inputs = simulator.Add("inputs", 10, new PoissonSpikes(15));
        var neurons = simulator.Add("neurons", new PscExpLif(5, new()));
        using var onDevice = simulator.On(Device);
        simulator.Connect(inputs, neurons, "excitatory", new AllToAll(), 0.1, 0, new StdpSynapse { WMax = 1 });
        var problem = Assert.Throws<ArgumentException>(() => simulator.Run(1));
        Assert.Contains("inputs → neurons.excitatory", problem.Message);
        Assert.Contains("StdpSynapse", problem.Message);
        Assert.Contains("StdpSynapse", Assert.Throws<ArgumentException>(() => simulator.On(Device)).Message);
        onDevice.Dispose();
        Assert.Equal(10, simulator.Run(1).Steps);
    }

    [DeviceFact]
    public void A_device_runs_the_simulation_that_it_was_made_for_alone()
    {
        using var one = Network<float>(1);
        using var other = Network<float>(2);
        using var onDevice = one.On(Device);
        one.Run(1);
        other.Device = onDevice;
        Assert.Contains("another", Assert.Throws<ArgumentException>(() => other.Run(1)).Message);
        other.Device = null;
        Assert.Equal(10, other.Run(1).Steps);
    }

    [DeviceFact]
    public void A_simulation_that_is_disposed_of_leaves_nothing_on_the_device()
    {
        var before = Exclusive.Allocated(Device);
        using var simulator = Network<float>(1);
        using (simulator.On(Device))
        {
            simulator.Run(1);
            Assert.NotEqual(before, Device.Allocated);
        }

        Assert.Equal(before, Exclusive.Allocated(Device));
    }

    /// <summary>Every kind of source, drive, connectivity, delay and weight, on wholes and parts.</summary>
    private static Simulator<T> Network<T>(ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var simulator = new Simulator<T>(seed: seed);
        var start = new Dictionary<string, SimulationParameter> { ["V"] = Distribution.Uniform(-60, -50) };
        var currents = simulator.Add("currents", new PscExpLif(300, new() { Inhibition = true, Current = true }), start);
        var conductances = simulator.Add("conductances", new CondExpLif(77, new() { Inhibition = true, Current = true }), start);
        var noise = simulator.Add("noise", 100, new PoissonSpikes(200));
        var given = simulator.Add("given", 3, new SpikeTimes([0, 0, 3, 250], [0, 2, 1, 2]));
        simulator.Connect(
            currents[..200], currents, "excitatory", new FixedProbability(0.1), Distribution.Normal(1, 0.3), Distribution.Uniform(0, 5));
        simulator.Connect(currents[200..], currents[50..], "inhibitory", new FixedInDegree(20), Distribution.Normal(-3, 0.3), 0.3);
        simulator.Connect(noise, currents, "excitatory", new FixedTotal(900), 0.7, 0);
        simulator.Connect(currents, conductances, "excitatory", new FixedInDegree(30) { AllowMultiple = true }, 0.3, Distribution.Uniform(1, 2));
        simulator.Connect(conductances, currents, "inhibitory", new AllToAll(), -0.1, 1.2);
        simulator.Connect(given, conductances[..30], "inhibitory", new AllToAll(), 2.5, 0.4);
        simulator.Connect(given, conductances, "excitatory", new FixedOutDegree(0), 2.5, 0.4);
        simulator.DrivePoisson(currents[100..299], "excitatory", Distribution.Uniform(5, 20).Draw(199, seed), 0.5, sources: 100);
        simulator.DrivePoisson(conductances, "excitatory", 500, Distribution.Uniform(0, 0.2).Draw(77, seed), sources: 1000);
        simulator.Drive(currents, "current", new OrnsteinUhlenbeckCurrent(22, 5, 10));
        simulator.Drive(currents[..40], "current", new SineCurrent(3, 50));
        simulator.Drive(currents[40..41], "current", new double[] { 2 });
        simulator.Drive(conductances, "current", 15.0);
        simulator.Drive(conductances[..7], "current", new double[] { 1, 2, 3, 4, 5, 6, 7 });
        return simulator;
    }

    private static void Same<T>(Simulator<T> expected, Simulator<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Step, actual.Step);
        foreach (var (one, other) in expected.Populations.Zip(actual.Populations))
        {
            foreach (var state in one.States)
            {
                TestDevice.SameBits(
                    System.Numerics.Tensors.Tensor.Create(expected.State(one, state).ToArray()),
                    System.Numerics.Tensors.Tensor.Create(actual.State(other, state).ToArray()), $"{one.Name}.{state}");
            }
        }

        // what is on its way, too
        var (path, otherPath) = (Path.GetTempFileName(), Path.GetTempFileName());
        expected.Snapshot().Save(path);
        actual.Snapshot().Save(otherPath);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(otherPath));
        File.Delete(path);
        File.Delete(otherPath);
    }

    private sealed class Recorders<T>(Simulator<T> simulator)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly RateRecorder<T> _rate = simulator.RecordRate(simulator.Populations[0], 1);
        private readonly StateRecorder<T> _states =
            simulator.RecordStates(simulator.Populations[0][3..9], ["V", "excitatory", "inhibitory"], every: 0.7);

        public SpikeRecorder<T>[] Spikes { get; } = [.. simulator.Populations.Select(population => simulator.RecordSpikes(population))];

        public void Same(Recorders<T> other)
        {
            foreach (var (one, two) in Spikes.Zip(other.Spikes))
            {
                Assert.Equal(one.Steps.ToArray(), two.Steps.ToArray());
                Assert.Equal(one.Neurons.ToArray(), two.Neurons.ToArray());
            }

            Assert.Equal(_rate.Counts, other._rate.Counts);
            Assert.Equal(_states.Steps, other._states.Steps);
            foreach (var name in _states.Names) TestDevice.SameBits(_states[name], other._states[name], name);
        }
    }
}
