using Neurons.Cli.Simulate;
using Neurons.Plots;
using Neurons.Verification;

namespace Neurons.Cli.Gallery;

/// <summary>The firing rate of every spiking model over a constant drive.</summary>
internal static class FiringRateFigure
{
    private const int Columns = 5;
    private const int Drives = 61;
    private const int Repeats = 100;

    /// <summary>Fewer spikes than these are an answer to the onset of the drive, or too coarse a rate.</summary>
    private const int LeastSpikes = 10;
    private const double Most = 4;

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
            var unit = isRandom ? 1 : Rheobase(settings, time);
            var drives = Recording.Course(Drives, k => isRandom ? Most * (2.0 * k / (Drives - 1) - 1) : Most * k / (Drives - 1));
            var repeats = isRandom ? Repeats : 1;
            var rates = Rates(settings, time, [.. drives.SelectMany(drive => Enumerable.Repeat(drive * unit, repeats))]);
            double[] means = [.. rates.Chunk(repeats).Select(chunk => chunk.Average())];
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

    /// <summary>The smallest constant drive that keeps the neuron firing, by halving its exponent.</summary>
    private static double Rheobase(Settings settings, Timeline time)
    {
        var (low, high) = (-5.0, 5.0);
        for (var halving = 0; halving < 30; halving++)
        {
            var middle = (low + high) / 2;
            var spikes = Rates(settings, time, [Math.Pow(10, middle)])[0] * time.Steps * time.SecondsPerStep;
            (low, high) = spikes > LeastSpikes - 0.5 ? (low, middle) : (middle, high);
        }

        return Math.Pow(10, high);
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
