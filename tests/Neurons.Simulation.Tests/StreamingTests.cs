using Neurons.IO;

namespace Neurons.Simulation.Tests;

/// <summary>What is recorded to disk while a simulation runs.</summary>
public sealed class StreamingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neurons-streaming-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_is_written_while_it_runs_is_what_would_be_in_memory(int threads)
    {
        using var net = Network(out var neurons, out var synapses);
        net.Threads = threads;
        var (spikes, states, weights) = (net.RecordSpikes(neurons), States(net, neurons), net.RecordWeights(synapses, [3, 0], every: 0.7));
        var (kept, keptStates, keptWeights) = (net.RecordSpikes(neurons), States(net, neurons), net.RecordWeights(synapses, [3, 0], every: 0.7));
        net.Run(20);
        foreach (var one in (StreamingRecorder<float>[])[spikes, states, weights]) one.StreamTo(At($"{one.GetType().Name}"));
        net.Run(50);
        net.Run(0.3);
        Assert.Equal(kept.Steps.ToArray(), Read("SpikeRecorder`1/step"));
        Assert.Equal(kept.Neurons.ToArray(), Read("SpikeRecorder`1/neuron"));
        Assert.Equal(keptStates.Steps, Read("StateRecorder`1/step"));
        Assert.Equal(keptStates.Neurons, Read("StateRecorder`1/neuron"));
        Assert.Equal<float>([.. keptStates["V"]], [.. Npy.Read<float>(At("StateRecorder`1/V.npy"))]);
        Assert.Equal(keptStates["synaptic"].Lengths.ToArray(), Npy.Read<float>(At("StateRecorder`1/synaptic.npy")).Lengths.ToArray());
        Assert.Equal<float>([.. keptWeights["Weight"]], [.. Npy.Read<float>(At("SynapseRecorder`1/Weight.npy"))]);
        Assert.True(kept.Count > 20);
        Assert.Equal((kept.Count, keptStates.Count, keptWeights.Count), (spikes.Count, states.Count, weights.Count));
    }

    [Fact]
    public void What_is_written_is_not_held_so_that_no_length_of_time_is_too_much()
    {
        using var net = Network(out var neurons, out _);
        var (spikes, states) = (net.RecordSpikes(neurons, most: 5), net.RecordStates(neurons, ["V"], every: 0.1, most: 20 * 101));
        spikes.StreamTo(At("spikes"));
        states.StreamTo(At("states"));
        net.Run(100);
        Assert.True(spikes.Count > 30);
        Assert.Equal(1000, states.Count);
        Assert.Equal(Read("spikes/step").Order(), Read("spikes/step"));
        Assert.Equal([1000, 20], Npy.Read<float>(At("states/V.npy")).Lengths.ToArray());

        using var other = Network(out neurons, out _);
        other.RecordSpikes(neurons, most: 5);
        Assert.Contains("stream it to a folder", Assert.Throws<InvalidOperationException>(() => other.Run(100)).Message);
    }

    [Fact]
    public void What_is_cleared_is_cleared_on_disk_and_what_is_on_disk_is_not_read_from_memory()
    {
        using var net = Network(out var neurons, out _);
        var spikes = net.RecordSpikes(neurons);
        spikes.StreamTo(At("spikes"));
        net.Run(30);
        spikes.Clear();
        Assert.Equal((0, 0), (spikes.Count, Read("spikes/step").Length));
        net.Run(30);
        Assert.All(Read("spikes/step"), step => Assert.InRange(step, 300, 599));
        Assert.Equal(At("spikes"), spikes.Folder);
        Assert.Contains(At("spikes"), Assert.Throws<InvalidOperationException>(() => spikes.Steps.ToArray()).Message);
        Assert.Contains(At("spikes"), Assert.Throws<InvalidOperationException>(() => spikes.Save(At("x.npz"))).Message);
        Assert.Contains("already", Assert.Throws<InvalidOperationException>(() => spikes.StreamTo(At("other"))).Message);
        Assert.Contains("each can be once", Assert.Throws<ArgumentException>(() => net.RecordStates(neurons, ["V", "V"])).Message);
    }

    [Fact]
    public void Two_recorders_do_not_write_to_one_folder()
    {
        using var net = Network(out var neurons, out _);
        net.RecordSpikes(neurons).StreamTo(At("out"));
        var states = States(net, neurons);
        Assert.Contains("give each a folder of its own", Assert.Throws<InvalidOperationException>(() => states.StreamTo(At("x/../out"))).Message);
        net.Run(10);
        Assert.Equal([20, 25], states.Steps[4..6]);
    }

    [Fact]
    public void What_cannot_be_written_to_a_folder_can_be_read_from_memory_or_written_to_another()
    {
        using var net = Network(out var neurons, out _);
        var spikes = net.RecordSpikes(neurons);
        net.Run(30);
        var steps = spikes.Steps.ToArray();
        Assert.NotEmpty(steps);
        Directory.CreateDirectory(At("taken/neuron.npy"));
        Assert.ThrowsAny<SystemException>(() => spikes.StreamTo(At("taken")));
        Assert.Equal(steps, spikes.Steps.ToArray());
        spikes.StreamTo(At("free"));
        Assert.Equal(steps, Read("free/step"));
        Assert.Equal(steps.Length, spikes.Count);
    }

    [Fact]
    public void A_file_that_could_not_be_written_has_all_when_the_simulation_has_gone_on()
    {
        using var net = Network(out var neurons, out _);
        var (states, kept) = (States(net, neurons), States(net, neurons));
        states.StreamTo(At("states"));
        net.Run(20);
        File.Move(At("states/synaptic.npy"), At("away"));
        Assert.ThrowsAny<IOException>(() => net.Run(20));
        File.Move(At("away"), At("states/synaptic.npy"));
        using var other = Network(out _, out _);
        other.Run(40);
        net.Restore(other.Snapshot());
        net.Run(20);
        Assert.Equal(120, kept.Count);
        Assert.Equal(kept.Steps, Read("states/step"));
        foreach (var name in kept.Names) Assert.Equal<float>([.. kept[name]], [.. Npy.Read<float>(At($"states/{name}.npy"))]);
    }

    private static Simulator<float> Network(out Population neurons, out PlasticConnection<float> synapses)
    {
        var net = new Simulator<float>(dt: 0.1, seed: 4);
        var source = net.Add("source", 30, new PoissonSpikes(60));
        neurons = net.Add("neurons", new PscDeltaLif(20));
        synapses = net.Connect(
            source, neurons, "synaptic", new AllToAll(), 1.5, Distribution.Uniform(0, 3), new StdpSynapse { WMax = 3 });
        return net;
    }

    private static StateRecorder<float> States(Simulator<float> net, Population neurons) =>
        net.RecordStates(neurons, [2, 19, 5], ["V", "synaptic"], every: 0.5);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private int[] Read(string name) => [.. Npy.Read<double>(At($"{name}.npy")).Select(number => (int)number)];
}
