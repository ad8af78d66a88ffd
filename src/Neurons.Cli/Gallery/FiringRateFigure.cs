using Neurons.Cli.Simulate;
using Neurons.Plots;
using Neurons.Verification;

namespace Neurons.Cli.Gallery;

/// <summary>The firing rate of every model that a constant drive makes fire, over that drive.</summary>
internal static class FiringRateFigure
{
    private const int Columns = 5;
    private const int Drives = 61;
    private const int Repeats = 100;

    /// <summary>Fewer spikes than these are an answer to the onset of the drive, or too coarse a rate.</summary>
    private const int LeastSpikes = 10;
    private const double Most = 4;

    /// <summary>Exponents of drives that are tried first; and the longest time, in steps.</summary>
    private const int Exponents = 101, MostSteps = 256000;

    public static Figure Draw()
    {
        ModelEntry[] models = [.. Models.all.Where(model => model.Definition.Spikes)];
        var panels = new List<Panel>();
        foreach (var entry in models)
        {
            var settings = new Settings(entry.Name, "", [], [], null);
            var model = settings.Dynamics.Definition;
            var time = Time(model);
            // A model that fires without a drive is random: its drives are as they are, on both sides of 0.
            var isRandom = Rates(settings, time, [0])[0] > 0;
            var unit = 1.0;
            if (!isRandom) (unit, time) = Rheobase(settings, time);
            var drives = Recording.Course(Drives, k => isRandom ? Most * (2.0 * k / (Drives - 1) - 1) : Most * k / (Drives - 1));
            var repeats = isRandom ? Repeats : 1;
            var rates = Rates(settings, time, [.. drives.SelectMany(drive => Enumerable.Repeat(drive * unit, repeats))]);
            double[] means = [.. rates.Chunk(repeats).Select(chunk => chunk.Average())];
            if (means.Max() == 0) continue;
            panels.Add(new Panel(model.Name, time.HasUnit ? "rate (Hz)" : "rate (per step)", isRandom ? "drive" : "drive / least drive")
                .Line(null, drives, means, color: isRandom ? Palette.Green : Palette.Blue)
                .XRange(drives[0], drives[^1]));
        }

        return new Figure("Firing rates over a constant drive", panels) { Width = 1100, Height = 1060, Columns = Columns, SharedX = false };
    }

    /// <summary>A second, or 1000 steps where a step has no duration of its own.</summary>
    private static Timeline Time(Definition model)
    {
        var one = new Timeline(1000, model.Dt, model.TimeUnit);
        // A step of a second stands for a step without duration.
        return !one.HasUnit || one.SecondsPerStep >= 0.1
            ? one with { Unit = "step" }
            : one with { Steps = (int)Math.Round(1 / one.SecondsPerStep) };
    }

    /// <summary>
    /// The smallest constant drive that keeps the neuron firing, and the time in which that is seen: the first power of 10 that does, as above
    /// it there may be a drive that blocks all spikes, and then by halving its exponent. Where the steps are short, it takes more of them.
    /// </summary>
    private static (double Drive, Timeline Time) Rheobase(Settings settings, Timeline time)
    {
        bool[] Fire(double[] exponents) =>
            [.. Rates(settings, time, Array.ConvertAll(exponents, exponent => Math.Pow(10, exponent)))
                .Select(rate => rate * time.Steps * time.SecondsPerStep > LeastSpikes - 0.5)];

        double[] grid = [.. Enumerable.Range(0, Exponents).Select(k => -5 + 10.0 * k / (Exponents - 1))];
        var first = Array.IndexOf(Fire(grid), true);
        for (; first < 0 && time.Steps < MostSteps; first = Array.IndexOf(Fire(grid), true)) time = time with { Steps = 4 * time.Steps };
        if (first < 0) return (1, time);
        var (low, high) = (grid[Math.Max(0, first - 1)], grid[first]);
        for (var halving = 0; halving < 25; halving++)
        {
            var middle = (low + high) / 2;
            (low, high) = Fire([middle])[0] ? (low, middle) : (middle, high);
        }

        return (Math.Pow(10, high), time);
    }

    private static double[] Rates(Settings settings, Timeline time, double[] drives)
    {
        var state = settings.Dynamics.Initial<double>(settings.Parameters, [drives.Length], Recording.Seed, 0);
        InputSequence<double>[] inputs = [.. settings.Dynamics.Definition.InputNames.Select((_, input) =>
            InputSequence<double>.NewUnchanged(time.Steps, Arrays.Tensor<double>(input == 0 ? drives : new double[drives.Length], drives.Length)))];
        var (counts, _) = settings.Dynamics.SpikeCounts(settings.Parameters, state, inputs);
        return [.. Arrays.Flat(counts).Select(count => count / (time.Steps * time.SecondsPerStep))];
    }
}
