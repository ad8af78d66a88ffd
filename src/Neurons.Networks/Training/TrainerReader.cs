using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Makes a trainer of the named values under <c>training</c> in a network file.</summary>
internal static class TrainerReader
{
    private const string Rate = "learning_rate";

    /// <summary>What a file may say of a training besides what makes the trainer.</summary>
    private static readonly string[] _others = ["data", "transforms", "augmentation", "cache", "epochs", "validation"];

    /// <summary>The ways to say how gradients are clipped.</summary>
    private static readonly string[] _clippings = ["clip_norm", "clip_value", "clipping"];

    /// <exception cref="FormatException">A value is not allowed; the message names it.</exception>
    public static Trainer Read(Network network, JsonObject values)
    {
        var v = new NamedValues(values, "training", null);
        var losses = PartName.Value(values, "losses");
        var loss = PartName.Value(values, "loss");
        if (losses is not null && loss is not null) throw new FormatException("there are loss and losses; one of them is possible");
        var optimizer = MakeOptimizer(PartName.Value(values, "optimizer") ?? "adam", v.Has(Rate) ? v.Number(Rate) : null);
        var method = PartName.Value(values, "method");
        var truncate = v.Int("truncate_after", 0);
        if (method is not null && truncate != 0) throw new FormatException("there are method and truncate_after; one of them is possible");
        OutputLoss[] all = losses is not null ? OutputLosses.Read(losses)
            : [new(network.OutputNames[0], Loss.Kinds.Read(FirstNames.Loss(loss) ?? "max_membrane_cross_entropy", "loss"))];
        var trainer = new Trainer(network, all, optimizer)
        {
            TimeSteps = v.Int("time_steps", 25),
            BatchSize = v.Int("batch_size", 64),
            Encoding = PartName.Value(values, "encoding") is { } encoding ? InputEncoding.Read(encoding, "encoding") : InputEncoding.Direct,
            Method = method is null ? truncate == 0 ? new Bptt() : new TruncatedBptt(truncate) : TrainingMethod.Read(method),
            AccumulateBatches = v.Int("accumulate_batches", 1),
            Clipping = Clipping(values, v),
            Schedule = PartName.Value(values, "schedule") is { } schedule ? Schedule(schedule, v.Has("epochs") ? v.Int("epochs") : null) : null,
            Patience = v.Int("patience", 0),
        };
        v.RequireKnown(["loss", "losses", "optimizer", "learning_rate", "encoding", "schedule", "clipping", "method", .. _others]);
        return trainer;
    }

    /// <summary>An optimizer, with the learning rate that stands beside it.</summary>
    private static Optimizer MakeOptimizer(JsonNode node, double? rate)
    {
        // one of the user's own may need it when it is made
        if (rate is { } given && Optimizer.Kinds.Takes(node, Rate))
        {
            node = node is JsonObject values ? values.DeepClone() : new JsonObject { ["name"] = node.DeepClone() };
            if (!node.AsObject().ContainsKey(Rate)) node[Rate] = given;
        }
        var optimizer = Optimizer.Kinds.Read(node, "optimizer");
        if (rate is { } wanted) optimizer.LearningRate = wanted;
        return optimizer;
    }

    /// <summary>A kind of clipping by its name, or one of the two short forms.</summary>
    private static GradientClipping? Clipping(JsonObject values, NamedValues v)
    {
        string[] given = [.. _clippings.Where(v.Has)];
        if (given.Length > 1) throw new FormatException($"there are {string.Join(" and ", given)}; one of them is possible");
        if (v.Has("clip_norm")) return GradientClipping.ByNorm(v.Number("clip_norm"));
        if (v.Has("clip_value")) return GradientClipping.ByValue(v.Number("clip_value"));
        return PartName.Value(values, "clipping") is { } clipping ? GradientClipping.Kinds.Read(clipping, "clipping") : null;
    }

    /// <summary>A schedule, and with <c>then</c> and <c>after</c> what follows it; a cosine without a length takes all epochs.</summary>
    private static Schedule Schedule(JsonNode node, int? epochs)
    {
        if (epochs is { } length && (node is JsonObject named ? named["name"] : node) is JsonValue name && name.ToString() == "cosine")
        {
            var cosine = node as JsonObject ?? new JsonObject { ["name"] = "cosine" };
            if (!cosine.ContainsKey("length"))
            {
                node = cosine.DeepClone();
                node["length"] = length;
            }
        }
        var schedule = Networks.Schedule.Kinds.Read(node, "schedule", "then", "after");
        if (node is not JsonObject values || !(values.ContainsKey("then") || values.ContainsKey("after"))) return schedule;
        var then = values["then"] ?? throw new FormatException("schedule: after needs a schedule, then");
        return schedule.Then(new NamedValues(values, "schedule", null).Int("after"), Schedule(then, null));
    }
}
