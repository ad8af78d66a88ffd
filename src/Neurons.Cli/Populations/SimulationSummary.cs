using Neurons.Simulation;
using Spectre.Console;

namespace Neurons.Cli.Populations;

/// <summary>What a simulation did, in a table or as JSON.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="Files">The files that were written.</param>
internal sealed record SimulationSummary(SimulationResult Result, IReadOnlyList<string> Files)
{
    public void Print(TextWriter output)
    {
        var run = Result.Run;
        var table = Terminal.Table("recorded", "neurons", "rate (Hz)", "± over neurons", "silent", "CV of intervals", "correlation", "Fano factor");
        foreach (var (trains, statistics) in Measured())
        {
            table.AddRow(
                Markup.Escape(trains.Name), $"{trains.Size}", $"{statistics.Rate:F2}", $"{statistics.RateDeviation:F2}",
                $"{statistics.SilentFraction:P1}", $"{statistics.IntervalVariation:F2}", $"{statistics.CountCorrelation:F4}",
                $"{statistics.PopulationFano:F2}");
        }
        Terminal.On(output).Write(table);
        output.WriteLine($"{Result.Neurons:N0} neurons and {Result.Synapses:N0} synapses, made in {Result.BuildSeconds:F2} s");
        output.WriteLine(
            $"{run.Steps:N0} steps in {run.Seconds:F2} s with {run.Threads} {(run.Threads == 1 ? "thread" : "threads")}: {run.Spikes:N0} spikes, "
            + $"{run.Deliveries:N0} deliveries, {run.DeliveriesPerSecond / 1e6:F0} M a second");
        foreach (var file in Files) output.WriteLine($"wrote {file}");
    }

    public void WriteJson(TextWriter output) => Json.WriteLine(output, writer =>
    {
        writer.WriteNumber("seed", Result.Seed);
        writer.WriteNumber("steps", Result.Run.Steps);
        writer.WriteNumber("neurons", Result.Neurons);
        writer.WriteNumber("synapses", Result.Synapses);
        writer.Number("build_seconds", Result.BuildSeconds);
        writer.Number("seconds", Result.Run.Seconds);
        writer.WriteNumber("threads", Result.Run.Threads);
        writer.WriteNumber("spikes", Result.Run.Spikes);
        writer.WriteNumber("deliveries", Result.Run.Deliveries);
        writer.Number("deliveries_per_second", Result.Run.DeliveriesPerSecond);
        writer.Records("recorded", Measured(), one =>
        {
            writer.WriteString("name", one.Trains.Name);
            writer.WriteNumber("neurons", one.Trains.Size);
            writer.Number("rate_hz", one.Statistics.Rate);
            writer.Number("rate_std_hz", one.Statistics.RateDeviation);
            writer.Number("silent_fraction", one.Statistics.SilentFraction);
            writer.Number("cv_isi", one.Statistics.IntervalVariation);
            writer.Number("count_correlation", one.Statistics.CountCorrelation);
            writer.Number("population_fano", one.Statistics.PopulationFano);
        });
        writer.Texts("files", Files);
    });

    private IEnumerable<(PopulationSpikes Trains, PopulationStatistics Statistics)> Measured() =>
        Result.Trains.Select(trains => (trains, trains.Statistics(Result.Bin)));
}
