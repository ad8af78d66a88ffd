using System.Numerics;

namespace Neurons.Simulation.Tests;

/// <summary>A network of a few neurons that follows from a seed, twice.</summary>
internal sealed class RandomNetwork
{
    private readonly int _size;
    private readonly PscExpLifOptions _options;
    private readonly double[] _v0;
    private readonly double[] _current;
    private readonly int _threads;

    public RandomNetwork(ulong seed)
    {
        var random = new RandomStream(seed, 77);
        (_size, Steps, _threads) = (1 + random.NextInt(12), 20 + random.NextInt(60), 1 + random.NextInt(40) / 39);
        _options = new()
        {
            Dt = 0.1,
            Inhibition = true,
            Current = true,
            Tau = 5 + random.NextInt(20),
            TauE = 1.5 + random.NextInt(3),
            TauI = 2.25 + random.NextInt(3),
            TauRef = random.NextInt(10) * 0.1,
        };
        _v0 = [.. Enumerable.Range(0, _size).Select(_ => -60 + 10 * random.NextDouble())];
        _current = [.. Enumerable.Range(0, _size).Select(_ => 30 * random.NextDouble())];
        Naive = new(_size, _options, _v0, _current);
        for (var n = random.NextInt(4 * _size); n > 0; n--)
        {
            var inhibitory = random.NextInt(4) == 0;
            var weight = (inhibitory ? -1 : 1) * random.NextInt(256) / 4.0;
            Naive.Synapses.Add((random.NextInt(_size), random.NextInt(_size), weight, random.NextInt(12), inhibitory));
        }
        var external = new HashSet<(int, int)>();
        for (var n = random.NextInt(20); n > 0; n--) external.Add((random.NextInt(Steps), random.NextInt(_size)));
        foreach (var (step, neuron) in external.Order()) Naive.External.Add((step, neuron, 12.5));
    }

    public int Steps { get; }

    public NaiveNetwork Naive { get; }

    public Simulator<T> Simulator<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var simulator = new Simulator<T>(_options.Dt) { Threads = _threads };
        var neurons = simulator.Add("neurons", new PscExpLif(_size, _options), new Dictionary<string, SimulationParameter> { ["V"] = _v0 });
        var external = simulator.Add(
            "external", _size, new SpikeTimes([.. Naive.External.Select(spike => spike.Step)], [.. Naive.External.Select(spike => spike.Neuron)]));
        simulator.Drive(neurons, "current", _current);
        simulator.Connect(external, neurons, "excitatory", new OneToOne(), 12.5, 0.0);
        foreach (var inhibitory in new[] { false, true })
        {
            var mine = Naive.Synapses.Where(synapse => synapse.Inhibitory == inhibitory).ToArray();
            simulator.Connect(
                neurons, neurons, inhibitory ? "inhibitory" : "excitatory",
                GivenConnectivity.FromList([.. mine.Select(synapse => synapse.Source)], [.. mine.Select(synapse => synapse.Target)]),
                mine.Select(synapse => synapse.Weight).ToArray(), mine.Select(synapse => synapse.Delay * _options.Dt).ToArray());
        }
        return simulator;
    }

    public static IEnumerable<(int Step, int Neuron)> Pairs<T>(SpikeRecorder<T> spikes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. spikes.Steps.ToArray().Zip(spikes.Neurons.ToArray())];
}
