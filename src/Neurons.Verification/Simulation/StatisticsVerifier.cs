using Neurons.Simulation;

namespace Neurons.Verification;

/// <summary>
/// Statistics of classic networks, beside those of Brian2: the mean of five runs or more lies within four standard errors of the difference.
/// </summary>
internal static class StatisticsVerifier
{
    private const double MostErrors = 4;
    private const string Window = "window_steps";

    private static readonly (string Name, Func<PopulationStatistics, double> Of)[] _measures =
    [
        ("rate_hz", one => one.Rate),
        ("rate_std_hz", one => one.RateDeviation),
        ("silent_fraction", one => one.SilentFraction),
        ("cv_isi", one => one.IntervalVariation),
        ("count_correlation", one => one.CountCorrelation),
        ("population_fano", one => one.PopulationFano),
    ];

    /// <summary>Whether it is a file of statistics, or one of the parameters of a network in it, which is not replayed by itself.</summary>
    public static bool Knows(JsonRecord json) => IsParameters(json) || json.Names.Any(name => json.IsRecord(name) && json.Record(name).Has(Window));

    public static IEnumerable<VerifyRow> Rows(JsonRecord json, string path) =>
        IsParameters(json) ? [] : json.Names.Select(name => Row(name, json.Record(name), Path.GetDirectoryName(Path.GetFullPath(path))!));

    private static bool IsParameters(JsonRecord json) => json.Has("full_scale") && json.Has("scaled");

    private static VerifyRow Row(string name, JsonRecord recorded, string folder)
    {
        var row = new VerifyRow(name, "statistics", "kernel", "float32", VerifyStatus.Failed, "", null);
        var runs = recorded.Numbers("seeds").Select(seed => Run(name, (ulong)seed, folder, recorded.Numbers(Window, 2))).ToArray();
        if (runs.Contains(null)) return row with { Status = VerifyStatus.Skipped, Detail = $"{name} is not built yet" };
        // of a network that may die, statistics are those of the runs that did not
        var alive = runs.Where(run => run!.Value.IsAlive).Select(run => run!.Value.Statistics).ToArray();
        if (alive.Length < 2) return row with { Detail = $"only {alive.Length} of {runs.Length} runs last until the end" };
        var worst = (Detail: "", Errors: 0.0);
        foreach (var population in recorded.Record("populations").Names)
        {
            var numbers = recorded.Record("populations").Record(population);
            foreach (var (measure, of) in _measures)
            {
                var (mean, error) = MeanAndError([.. alive.Select(run => of(run[population]))]);
                var expected = numbers.Record(measure);
                var errors = Math.Abs(mean - expected.Number("mean")) / double.Hypot(error, expected.Number("standard_error"));
                if (!double.IsNaN(worst.Errors) && !(errors <= worst.Errors))
                    worst = ($"{population} {measure} {mean:G4}, recorded {expected.Number("mean"):G4}: {errors:F1} standard errors", errors);
            }
        }
        return row with { Status = worst.Errors <= MostErrors ? VerifyStatus.Passed : VerifyStatus.Failed, Detail = worst.Detail };
    }

    private static (Dictionary<string, PopulationStatistics> Statistics, bool IsAlive)? Run(
        string name, ulong seed, string folder, double[] window)
    {
        if (ClassicNetworks.Of(name, seed, folder) is not { } network) return null;
        using var net = network.Simulator;
        var recorders = network.Populations.Select(population => (population.Name, Spikes: net.RecordSpikes(population.Neurons))).ToArray();
        net.Run(window[1] * net.Dt);
        var last = recorders.Max(one => one.Spikes.Count > 0 ? one.Spikes.Steps[^1] : -1);
        return (
            recorders.ToDictionary(one => one.Name, one => one.Spikes.Window(window[0] * net.Dt, window[1] * net.Dt).Statistics(50 * net.Dt)),
            last > window[1] - 100);
    }

    private static (double Mean, double Error) MeanAndError(double[] values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length));
    }
}
