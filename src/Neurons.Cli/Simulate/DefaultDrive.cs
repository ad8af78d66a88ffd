using Microsoft.FSharp.Core;
using Neurons.Verification;

namespace Neurons.Cli.Simulate;

/// <summary>
/// A drive under which a model shows what it does: the step of the current that makes it fire about ten times, with
/// long enough intervals to be seen. It is found by trying round numbers, all at once.
/// </summary>
internal static class DefaultDrive
{
    public const int ShortRun = 200;

    private const int LongRun = 6400;

    /// <summary>For models whose steps are so short that nothing fires often within a long run.</summary>
    private const int LongestRun = 51200;
    private const int FewestSpikes = 8;
    private const int WantedSpikes = 10;

    /// <summary>The shortest mean interval between spikes that still looks like one, in steps, and in seconds where time has a unit.</summary>
    private const int LeastSteps = 4;
    private const double LeastSeconds = 0.004;

    private static readonly double[] Candidates =
        [.. Enumerable.Range(-5, 10).SelectMany(
            exponent => new[] { 1, 1.5, 2, 3, 5, 7 }.Select(digit => Math.Round(digit * Math.Pow(10, exponent), 8)))];

    /// <summary>The value of the step, and the number of steps to run where that is free.</summary>
    public static (double Value, int Steps) Find(Dynamics dynamics, ParameterValue[] parameters, Timeline time, bool isLengthGiven)
    {
        if (!dynamics.Definition.Spikes)
        {
            return (1, time.Steps);
        }

        var fewest = isLengthGiven ? 1 : FewestSpikes;
        var least = time.HasUnit ? Math.Max(LeastSteps, LeastSeconds / time.SecondsPerStep) : LeastSteps;
        // A long run is judged by its beginning: what is tried stays small.
        for (var steps = Math.Min(time.Steps, LongRun); ; steps *= 2)
        {
            var tried = Candidates.Zip(Spikes(dynamics, parameters, time with { Steps = steps })).Where(one => one.Second >= fewest).ToArray();
            var good = tried.Where(one => one.Second * least <= steps).ToArray();
            if (good.Length > 0)
            {
                return (good.MinBy(one => Math.Abs(one.Second - WantedSpikes)).First, Math.Max(steps, time.Steps));
            }

            if (isLengthGiven || (steps >= LongRun && (tried.Length > 0 || steps >= LongestRun)))
            {
                // Nothing is moderate: the gentlest that does anything.
                return tried.Length > 0 ? (tried.MinBy(one => one.Second).First, time.Steps) : (1, time.Steps);
            }
        }
    }

    /// <summary>How often each candidate makes the neuron fire; where neurons have values of their own, the first one, which is drawn.</summary>
    private static double[] Spikes(Dynamics dynamics, ParameterValue[] parameters, Timeline time)
    {
        var definition = dynamics.Definition;
        var count = Candidates.Length;
        var step = new StepDrive(1, null).Values(time, count, 0);
        var drive = step.Select((on, i) => on * Candidates[i % count]).ToArray();
        ParameterValue[] first = [.. parameters.Select(value => ParameterValue.NewShared(value.ToArray()[0]))];
        var state = dynamics.Initial<double>(first, [count], 0, 0);
        InputSequence<double>[] inputs = [.. definition.InputNames.Select((_, i) => i == 0
            ? InputSequence<double>.NewEachStep(Arrays.Tensor<double>(drive, time.Steps, count))
            : InputSequence<double>.NewUnchanged(time.Steps, Arrays.Tensor<double>(new double[count], count)))];
        var (counts, _) = dynamics.SpikeCounts(first, state, inputs);
        return Arrays.Flat(counts);
    }
}
