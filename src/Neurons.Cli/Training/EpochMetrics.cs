using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Neurons.IO;

namespace Neurons.Cli.Training;

/// <summary>What is known after an epoch: a line of <c>metrics.jsonl</c>, and the result that <c>--json</c> writes.</summary>
internal sealed record EpochMetrics(
    [property: JsonPropertyName("epoch")] int Epoch,
    [property: JsonPropertyName("train_loss")] double TrainLoss,
    [property: JsonPropertyName("test_loss")] double TestLoss,
    [property: JsonPropertyName("samples_per_second")] double SamplesPerSecond,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("peak_memory_bytes")] long PeakMemoryBytes)
{
    /// <summary>The share of the training samples that were right; null where samples are not right or wrong.</summary>
    [JsonPropertyName("train_accuracy")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TrainAccuracy { get; init; }

    /// <summary>The share of the test samples that are right; null where samples are not right or wrong.</summary>
    [JsonPropertyName("test_accuracy")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TestAccuracy { get; init; }

    public static EpochMetrics Of(Epoch epoch, double secondsBefore) => new(
        epoch.Number,
        epoch.Loss,
        epoch.Test!.Loss,
        epoch.SamplesPerSecond,
        secondsBefore + epoch.Duration.TotalSeconds,
        PeakMemory())
    {
        TrainAccuracy = Accuracy(epoch.Accuracy),
        TestAccuracy = Accuracy(epoch.Test.Accuracy),
    };

    /// <summary>An accuracy, where there is one.</summary>
    public static double? Accuracy(double share) => double.IsNaN(share) ? null : share;

    public static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>What a line has.</summary>
    /// <exception cref="FormatException">A value is missing or not allowed; the message names it, and what is allowed.</exception>
    public static EpochMetrics Read(JsonNode? json) => JsonValues.Read(json, (JsonTypeInfo<EpochMetrics>)Whole.GetTypeInfo(typeof(EpochMetrics)));

    /// <summary>A line has all of its values.</summary>
    private static readonly JsonSerializerOptions Whole = new(JsonSerializerOptions.Default) { RespectRequiredConstructorParameters = true };

    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>The line for scripts: of samples that are not right or wrong, it has the loss of the test in place of its accuracy.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="more">Writes what comes behind; null for nothing.</param>
    public void WriteJson(TextWriter output, Action<Utf8JsonWriter>? more = null) => Json.WriteLine(output, writer =>
    {
        writer.WriteNumber("epoch", Epoch);
        writer.Number("train_loss", TrainLoss);
        if (TestAccuracy is { } accuracy) writer.Number("test_accuracy", accuracy);
        else writer.Number("test_loss", TestLoss);
        writer.Number("samples_per_second", SamplesPerSecond);
        writer.Number("seconds", Seconds);
        writer.WriteNumber("peak_memory_bytes", PeakMemoryBytes);
        more?.Invoke(writer);
    });
}
