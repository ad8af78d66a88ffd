using System.Text.Json;

namespace Neurons.Cli.Training;

/// <summary>Operations for scripts: those of all samples, and the energy of one.</summary>
internal static class OperationsJson
{
    public static void Write(Utf8JsonWriter writer, OperationCounts? counts)
    {
        if (counts is null) return;
        writer.WriteStartObject("operations");
        writer.WriteNumber("samples", counts.Samples);
        writer.Records("layers", counts.Layers, row =>
        {
            writer.WriteString("place", row.Place);
            writer.WriteString("layer", row.Layer);
            Counts(writer, row.Operations);
        });
        writer.WriteStartObject("total");
        Counts(writer, counts.Total);
        writer.WriteEndObject();
        writer.WriteStartObject("nanojoules_per_sample");
        foreach (var (model, energy) in counts.Models.Zip(counts.NanojoulesPerSample)) writer.Number(model.Name, energy);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Counts(Utf8JsonWriter writer, LayerOperations done)
    {
        writer.WriteNumber("spikes", done.Spikes);
        writer.WriteNumber("synaptic_operations", done.SynapticOperations);
        writer.WriteNumber("multiply_accumulates", done.MultiplyAccumulates);
        writer.WriteNumber("accumulates", done.Accumulates);
        writer.WriteNumber("neuron_updates", done.NeuronUpdates);
        writer.WriteNumber("floating_point_operations", done.FloatingPointOperations);
        writer.WriteNumber("access_bytes", done.AccessBytes);
        writer.WriteNumber("memory_bytes", done.MemoryBytes);
    }
}
