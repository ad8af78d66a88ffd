using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Neurons.Networks;

/// <summary>
/// What a training is and where it stands, beside the network and the tensors of the optimizer, as a checkpoint has it. Parts are as their
/// registry describes them.
/// </summary>
internal sealed record TrainingState
{
    public required JsonObject Loss { get; init; }

    /// <summary>The losses of several outputs, or of one that is not the first, each with its output and weight; null of the first.</summary>
    public JsonObject[]? Losses { get; init; }

    public required JsonObject Optimizer { get; init; }

    /// <summary>The updates that the optimizer has made.</summary>
    public required long Updates { get; init; }

    /// <summary>The learning rate of now, and that which the schedule starts from.</summary>
    public required double LearningRate { get; init; }

    public required double StartRate { get; init; }

    public JsonObject? Schedule { get; init; }

    public JsonObject? Clipping { get; init; }

    public required JsonObject Encoding { get; init; }

    public required int TimeSteps { get; init; }

    public required int BatchSize { get; init; }

    public required int AccumulateBatches { get; init; }

    public JsonObject? Method { get; init; }

    /// <summary>What stands for the method in a file of an earlier version.</summary>
    public int? TruncateAfter { get; init; }

    public required int Patience { get; init; }

    public required ulong Seed { get; init; }

    public required int Epoch { get; init; }

    public required long TrainingPasses { get; init; }

    /// <summary>The batches of the epoch that are done, and what they came to.</summary>
    public int Batches { get; init; }

    public int Samples { get; init; }

    public double LossSum { get; init; }

    public int Correct { get; init; }

    /// <summary>The score of the best epoch; null before the first.</summary>
    public double? Best { get; init; }

    public int SinceBest { get; init; }

    /// <summary>What cannot be below 0.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, long Value)> Counts =>
    [
        ("epoch", Epoch), ("updates", Updates), ("training_passes", TrainingPasses), ("since_best", SinceBest),
        ("batches", Batches), ("samples", Samples),
    ];
}

/// <summary>How the state of a training is written and read, made by the compiler: reflection finds nothing in a trimmed application.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class TrainingJson : JsonSerializerContext;
