using System.Diagnostics;
using Neurons.Compile;

namespace Neurons.Cli.Bench;

/// <summary>One figure: a rate in millions of neuron-steps a second, samples a second for training, milliseconds or mebibytes.</summary>
/// <remarks>
/// <c>Operations</c>: what the kernels of a neuron execute for a neuron and a step, which explains its rate.
/// <c>TimesDense</c>: where spikes were multiplied, how many times as fast as a dense product that was.
/// </remarks>
internal sealed record Measurement(
    string Name, int TimeSteps, int Neurons, int Threads, double Rate, string Unit = "M neuron-steps/s", double? TimesDense = null)
{
    public Operations? Operations { get; init; }

    /// <summary>Seconds of one call: the median of several, after a warm-up that lets the JIT settle.</summary>
    public static double Seconds(Action call, int runs = 9)
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
        Array.Sort(seconds);
        return seconds[runs / 2];
    }
}

/// <summary>What a benchmark is run for.</summary>
internal sealed record Workload(int TimeSteps, int Neurons, int Threads)
{
    /// <summary>Millions of neuron-steps a second of a call.</summary>
    public double Rate(double seconds) => (double)TimeSteps * Neurons / seconds / 1e6;
}

/// <summary>A named benchmark, run only if its name was asked for.</summary>
internal sealed record Benchmark(string Name, Func<Workload, Measurement> Run);
