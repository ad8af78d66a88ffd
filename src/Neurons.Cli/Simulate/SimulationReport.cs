using System.Globalization;
using System.Text.Json;

namespace Neurons.Cli.Simulate;

/// <summary>The short account of a run, for people or as JSON.</summary>
internal sealed record SimulationReport(NeuronRun Run, string Input, ulong Seed, IReadOnlyList<string> Files)
{
    public void Print(TextWriter output)
    {
        var (model, time) = (Run.Model, Run.Time);
        var unit = !time.HasUnit ? "" : $" of {Short(time.Dt)} {time.Unit}";
        output.WriteLine($"{model.Name}: {Run.Neurons} {(Run.Neurons == 1 ? "neuron" : "neurons")}, {time.Steps} steps{unit}, input {Input}");
        if (model.Spikes)
        {
            var spikes = SpikeStatistics.Of(Run);
            var interval = spikes.MeanInterval is { } mean
                ? $", interval {Short(mean)} {time.ShownUnit} "
                    + $"(variation {spikes.IntervalVariation!.Value.ToString("0.##", CultureInfo.InvariantCulture)})"
                : "";
            output.WriteLine($"{spikes.Count} {(spikes.Count == 1 ? "spike" : "spikes")}, {Short(spikes.Rate)} {time.RateUnit}{interval}");
        }

        for (var s = 0; s < Run.States.Length; s++)
        {
            var values = Run.States[s];
            output.WriteLine($"{model.StateNames[s]} from {Short(values.Min())} to {Short(values.Max())}, at the end {Short(values[^Run.Neurons])}");
        }

        foreach (var file in Files)
        {
            output.WriteLine($"wrote {file}");
        }
    }

    public void WriteJson(TextWriter output) => Json.WriteLine(output, json =>
    {
        json.WriteString("model", Run.Model.Name);
        json.WriteNumber("neurons", Run.Neurons);
        json.WriteNumber("time_steps", Run.Time.Steps);
        json.WriteNumber("dt", Run.Time.Dt);
        json.WriteString("time_unit", Run.Time.Unit);
        json.WriteString("input", Input);
        json.WriteNumber("seed", Seed);
        if (Run.Model.Spikes)
        {
            Spikes(json, SpikeStatistics.Of(Run));
        }

        json.WriteStartObject("final_state");
        for (var s = 0; s < Run.States.Length; s++)
        {
            json.Numbers(Run.Model.StateNames[s], Run.States[s].TakeLast(Run.Neurons));
        }

        json.WriteEndObject();
        json.Texts("files", Files);
    });

    private void Spikes(Utf8JsonWriter json, SpikeStatistics spikes)
    {
        json.WriteNumber("spikes", spikes.Count);
        json.Number("rate", spikes.Rate);
        json.WriteString("rate_unit", Run.Time.RateUnit);
        json.Number("mean_interval", spikes.MeanInterval);
        json.WriteString("interval_unit", Run.Time.ShownUnit);
        json.Number("interval_variation", spikes.IntervalVariation);
    }

    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
