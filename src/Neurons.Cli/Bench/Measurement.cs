using System.Diagnostics;
using Neurons.Compile;

namespace Neurons.Cli.Bench;

/// <summary>One figure: a rate in millions of neuron-steps a second, samples a second for training, milliseconds or mebibytes.</summary>
/// <remarks>
/// <c>Rate</c>: of several runs, with their spread.
/// <c>Operations</c>: what the kernels of a neuron execute for a neuron and a step, which explains its rate.
/// <c>TimesDense</c>: where spikes were multiplied, how many times as fast as a dense product that was.
/// </remarks>
internal sealed record Measurement(
    string Name, int TimeSteps, int Neurons, int Threads, Spread Rate, string Unit = "M neuron-steps/s", double? TimesDense = null)
{
    public Operations? Operations { get; init; }

    /// <summary>Managed memory that a call allocates.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>The time of each part of a training step.</summary>
    public IReadOnlyList<StepPart>? Step { get; init; }

    /// <summary>The memory of each part of a training.</summary>
    public IReadOnlyList<MemoryPart>? Memory { get; init; }

    /// <summary>Seconds of one call, of several after a warm-up that lets the JIT settle.</summary>
    public static Spread Seconds(Action call, int runs = 9)
    {
        var warming = Stopwatch.GetTimestamp();
        do
            call();
        while (Stopwatch.GetElapsedTime(warming).TotalSeconds < 0.3);
        var seconds = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            call();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return Spread.Of(seconds);
    }
}

/// <summary>What a benchmark is run for.</summary>
/// <param name="TimeSteps">Time steps of a sequence.</param>
/// <param name="Neurons">Neurons of a layer.</param>
/// <param name="Threads">Threads that are used.</param>
/// <param name="Runs">How often a training is begun anew.</param>
internal sealed record Workload(int TimeSteps, int Neurons, int Threads, int Runs = 1)
{
    /// <summary>Millions of neuron-steps a second of a call.</summary>
    public Spread Rate(Spread seconds) => TimeSteps * (Neurons / 1e6) / seconds;
}

/// <summary>A named benchmark, run only if its name was asked for.</summary>
internal sealed record Benchmark(string Name, Func<Workload, Measurement> Run);
