using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Gpu;
using Neurons.IO;
using Neurons.Primitives;
using Neurons.Simulation;

namespace Neurons.Cli.Populations;

/// <summary>What came of a simulation.</summary>
/// <param name="Seed">What was drawn of.</param>
/// <param name="Run">The run.</param>
/// <param name="BuildSeconds">How long it took to make the populations and synapses.</param>
/// <param name="Neurons">How many neurons there are.</param>
/// <param name="Synapses">How many synapses there are.</param>
/// <param name="Trains">The spikes of what was recorded, from the time on from which statistics are taken.</param>
/// <param name="Bin">The bins of spike counts, in ms.</param>
/// <param name="Arrays">All that was recorded.</param>
internal sealed record SimulationResult(
    ulong Seed, RunSummary Run, double BuildSeconds, long Neurons, long Synapses, IReadOnlyList<PopulationSpikes> Trains, double Bin,
    IReadOnlyList<NpzArray> Arrays)
{
    /// <summary>Makes and runs what a file describes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="seed">The seed instead of that of the file; null for that.</param>
    /// <param name="duration">How long, in ms, instead of what the file says; null for that.</param>
    /// <param name="threads">How many threads; 0 for as many as are worth it.</param>
    /// <param name="device">The device that it runs on; null for the processor.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FormatError">The file describes no simulation; the message names the place, the value and what is allowed.</exception>
    public static SimulationResult Of(
        string path, ulong? seed, double? duration, int threads, Device? device, CancellationToken cancellation)
    {
        var values = YamlFile.Read(path);
        try
        {
            var file = new Fields("", values);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return file.Choice("precision", "float32", "float32", "float64") == "float32"
                ? Of<float>(file, folder, seed, duration, threads, device, cancellation)
                : Of<double>(file, folder, seed, duration, threads, device, cancellation);
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException or InvalidOperationException and not ObjectDisposedException)
        {
            throw new FormatError(path, $"cannot be run as a simulation: {App.Line(problem)}", problem);
        }
    }

    private static SimulationResult Of<T>(
        Fields file, string folder, ulong? seed, double? duration, int threads, Device? device, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var watch = Stopwatch.StartNew();
        var plan = file.Inner("run");
        var length = duration ?? plan.Number("duration");
        // what is known is told where something else stands there
        _ = plan.Find("duration");
        var (from, bin) = (plan.Number("from", 0), plan.Number("bin", 5));
        Require.That(from >= 0 && from < length, "run", "from", from, $"≥ 0 and below the duration, {length} ms");
        Require.That(bin > 0 && bin <= length - from, "run", "bin", bin, $"> 0 and at most {length - from} ms, what statistics are taken of");
        plan.End();
        using var described = new DescribedSimulation<T>(file, folder, seed);
        file.End();
        var net = described.Simulator;
        foreach (var (name, time) in new[] { ("from", from), ("bin", bin) })
            Require.That(Math.Abs(time / net.Dt - Math.Round(time / net.Dt)) < 1e-6, "run", name, time, $"a whole number of steps of {net.Dt} ms");
        net.Threads = threads;
        using var onDevice = device is null ? null : net.On(device);
        var built = watch.Elapsed.TotalSeconds;
        var run = described.Run(length, cancellation);
        PopulationSpikes[] trains = [.. described.Spikes.Select(one => one.Recorder.Window(from, length, one.Name))];
        return new(
            net.Seed, run, built, net.Populations.Sum(population => (long)population.Size), net.Connections.Sum(one => (long)one.Count), trains, bin,
            [
                .. described.Spikes.SelectMany(one => (NpzArray[])
                [
                    Whole($"{one.Name}/step", one.Recorder.Steps.ToArray()),
                    Whole($"{one.Name}/neuron", one.Recorder.Neurons.ToArray()),
                ]),
                .. described.States.SelectMany(one => (NpzArray[])
                [
                    Whole($"{one.Name}/step", one.Recorder.Steps),
                    one.Recorder is StateRecorder<T> states
                        ? Whole($"{one.Name}/neuron", [.. states.Neurons])
                        : Whole($"{one.Name}/synapse", [.. ((SynapseRecorder<T>)one.Recorder).Synapses]),
                    .. one.Recorder.Names.Select(name => NpzArray.Of($"{one.Name}/{name}", one.Recorder[name])),
                ]),
                .. described.Rates.SelectMany(one => (NpzArray[])
                [
                    Numbers($"{one.Name}/time", one.Recorder.Times),
                    Whole($"{one.Name}/spikes", [.. one.Recorder.Counts]),
                    Numbers($"{one.Name}/rate", one.Recorder.Rates),
                ]),
                .. described.Plastic.SelectMany(one => AtTheEnd(one.Key, one.Value)),
            ]);
    }

    /// <summary>The synapses of a connection at the end, one by one.</summary>
    private static NpzArray[] AtTheEnd<T>(string name, PlasticConnection<T> connection)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] numbers = [.. Enumerable.Range(0, connection.Count)];
        return
        [
            Whole($"{name}/source", Array.ConvertAll(numbers, connection.SourceOf)),
            Whole($"{name}/target", Array.ConvertAll(numbers, connection.TargetOf)),
            NpzArray.Of($"{name}/weights", Tensor.Create(connection.Weights.ToArray(), [connection.Count])),
        ];
    }

    private static NpzArray Numbers(string name, double[] values) => NpzArray.Of(name, Tensor.Create(values, [values.Length]));

    private static NpzArray Whole(string name, int[] values) => NpzArray.Of(name, Tensor.Create(values, [values.Length]));
}
