using Microsoft.FSharp.Core;
using Neurons.Cli.Verify;

namespace Neurons.Cli.Simulate;

/// <summary>
/// A drive under which a model shows what it does: the step of the current that makes it fire about ten times, with
/// long enough intervals to be seen. It is found by trying round numbers, all at once.
/// </summary>
internal static class DefaultDrive
{
    public const int ShortRun = 200;

    private const int LongRun = 6400;
    private const int FewestSpikes = 5;
    private const int WantedSpikes = 10;

    /// <summary>The shortest interval between spikes, in steps, that still looks like one.</summary>
    private const int LeastInterval = 8;

    private static readonly double[] Candidates =
        [.. Enumerable.Range(-3, 8).SelectMany(exponent => new[] { 1, 1.5, 2, 3, 5, 7 }.Select(digit => Math.Round(digit * Math.Pow(10, exponent), 6)))];

    /// <summary>The value of the step, and the number of steps to run where that is free.</summary>
    public static (double Value, int Steps) Find(Dynamics dynamics, ParameterValue[] parameters, Timeline time, bool isLengthGiven)
    {
        if (!dynamics.Definition.Spikes)
        {
            return (1, time.Steps);
        }

        (double Value, int Steps, double Spikes) best = (1, time.Steps, 0);
        for (var steps = time.Steps; ; steps *= 2)
        {
            foreach (var (value, spikes) in Candidates.Zip(Spikes(dynamics, parameters, time with { Steps = steps })))
            {
                if (spikes <= Math.Max(1, steps / LeastInterval) && Math.Abs(spikes - WantedSpikes) < Math.Abs(best.Spikes - WantedSpikes))
                {
                    best = (value, steps, spikes);
                }
            }

            if (best.Spikes >= FewestSpikes || isLengthGiven || steps >= LongRun)
            {
                return (best.Value, best.Steps);
            }
        }
    }

    /// <summary>How often each candidate makes the neuron fire.</summary>
    private static double[] Spikes(Dynamics dynamics, ParameterValue[] parameters, Timeline time)
    {
        var definition = dynamics.Definition;
        var count = Candidates.Length;
        var step = new StepDrive(1, null).Values(time, count, 0);
        var drive = step.Select((on, i) => on * Candidates[i % count]).ToArray();
        var state = dynamics.Initial<double>(parameters, [count], 0, 0);
        InputSequence<double>[] inputs = [.. definition.InputNames.Select((_, i) => i == 0
            ? InputSequence<double>.NewEachStep(Arrays.Tensor<double>(drive, time.Steps, count))
            : InputSequence<double>.NewUnchanged(time.Steps, Arrays.Tensor<double>(new double[count], count)))];
        var (counts, _) = dynamics.SpikeCounts(parameters, state, inputs, null);
        return Arrays.Flat(counts);
    }
}
