using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>How much memory a large layer takes of which only the last state and the spike counts are wanted.</summary>
internal static class MemoryBenchmarks
{
    /// <summary>The name of the hidden benchmark that a process of its own is asked for.</summary>
    public const string InThisProcess = "extended_lif.memory_of_this_process";

    private const int TimeSteps = 100, Neurons = 1 << 24;

    public static IEnumerable<Benchmark> All() => [new("extended_lif.memory", ExtendedLif)];

    /// <summary>
    /// The greatest resident size of a process, in MiB, that simulates 2^24 ExtendedLif neurons with all of their mechanisms under a
    /// constant input: the states are updated in place, and the spikes are counted and not stored.
    /// </summary>
    public static double Mebibytes()
    {
        var model = Models.find("ExtendedLif");
        var neuron = model.Create(new Dictionary<string, string>());
        var parameters = model.Parameters("");
        var state = neuron.Initial<float>(parameters, [Neurons], 1, 0);
        var input = Tensor.CreateFromShape<float>([Neurons]);
        input.Fill(2f);
        neuron.SpikeCounts(
            parameters, state, [InputSequence<float>.NewUnchanged(TimeSteps, input)], Tensor.CreateFromShape<float>([Neurons]), state.Values);
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1024.0 / 1024.0;
    }

    private static Measurement ExtendedLif(Workload w)
    {
        var size = double.Parse(Compilation.NewProcess(InThisProcess), NumberStyles.Float, CultureInfo.InvariantCulture);
        return new("extended_lif.memory", TimeSteps, Neurons, Parallelism.Threads, Spread.Of([size]), "MiB");
    }
}
