using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>What version 0.1 wrote of a training, in the form of now: there, what the kinds of a part had in common was one record for all.</summary>
internal static class FirstNames
{
    /// <summary>The losses that had a name for each of their kinds.</summary>
    private static readonly Dictionary<string, (string Name, string Option, string Value)> _losses = new()
    {
        ["step_sum_cross_entropy"] = ("step_cross_entropy", "steps", "sum"),
        ["step_mean_cross_entropy"] = ("step_cross_entropy", "steps", "mean"),
        ["negated_time_cross_entropy"] = ("temporal_cross_entropy", "inverse", "negated"),
        ["reciprocal_time_cross_entropy"] = ("temporal_cross_entropy", "inverse", "reciprocal"),
    };

    /// <summary>The loss of a file, by the name of now: a name alone, or named values with one.</summary>
    public static JsonNode? Loss(JsonNode? node)
    {
        if ((node is JsonObject values ? values["name"] : node) is not JsonValue text || !text.TryGetValue<string>(out var name)
            || !_losses.TryGetValue(name, out var loss))
        {
            return node;
        }
        var named = (node as JsonObject)?.DeepClone() as JsonObject ?? [];
        (named["name"], named[loss.Option]) = (loss.Name, loss.Value);
        return named;
    }

    /// <summary>The state of a training as it is written now.</summary>
    /// <param name="state">The state, of version 0.1 or of now.</param>
    public static JsonObject Training(JsonObject state)
    {
        if (!state.Any(pair => pair.Key.Length > 0 && char.IsAsciiLetterUpper(pair.Key[0]))) return state;
        var now = new JsonObject();
        foreach (var (name, value) in state) now[PartName.Snake(name)] = value?.DeepClone();
        if (now["loss"] is JsonObject loss) now["loss"] = FirstLoss(loss);
        if (now["optimizer"] is JsonObject optimizer)
        {
            (now["updates"], now["learning_rate"]) = (optimizer["Updates"]?.DeepClone(), optimizer["LearningRate"]?.DeepClone());
            now["optimizer"] = FirstOptimizer(optimizer);
        }
        if (now["schedule"] is JsonObject schedule) now["schedule"] = FirstSchedule(schedule);
        if (now["clipping"] is JsonValue clipping)
            now["clipping"] = new JsonObject { ["name"] = clipping.DeepClone(), ["largest"] = now["clipping_at"]?.DeepClone() };
        now.Remove("clipping_at");
        if (now["encoding"] is JsonValue encoding && encoding.TryGetValue<string>(out var text))
            now["encoding"] = InputEncoding.Kinds.Describe(InputEncoding.Parse(text));
        return now;
    }

    /// <summary>Numbers of other losses stood there, too: 0, or 1 for the population.</summary>
    private static JsonNode? FirstLoss(JsonObject loss)
    {
        var name = loss["Name"]?.ToString() ?? "";
        var isSquared = name.EndsWith("_squared_error", StringComparison.Ordinal);
        var isTemporal = name is "temporal_squared_error" or "negated_time_cross_entropy" or "reciprocal_time_cross_entropy";
        var now = new JsonObject();
        foreach (var (key, value) in loss)
        {
            var has = key switch
            {
                "LabelSmoothing" => !isSquared,
                "Correct" or "Incorrect" => isSquared,
                "Tolerance" => isSquared && isTemporal,
                "Population" => !isTemporal,
                _ => true,
            };
            if (has && value is not null) now[PartName.Snake(key)] = value.DeepClone();
        }
        return Loss(now);
    }

    /// <summary>Truth values were the numbers 0 and 1.</summary>
    private static JsonObject FirstOptimizer(JsonObject optimizer)
    {
        var now = new JsonObject { ["name"] = optimizer["Kind"]?.DeepClone(), ["learning_rate"] = optimizer["LearningRate"]?.DeepClone() };
        foreach (var (name, value) in optimizer["Options"] as JsonObject ?? [])
        {
            var isTruth = name is "nesterov" or "decoupled" && value is JsonValue number && number.TryGetValue<double>(out _);
            now[name] = isTruth ? value!.GetValue<double>() != 0 : value?.DeepClone();
        }
        return now;
    }

    /// <summary>One number stood for the factor, the least rate, and so on.</summary>
    private static JsonObject FirstSchedule(JsonObject schedule)
    {
        var name = schedule["Kind"]?.ToString();
        var now = new JsonObject { ["name"] = name };
        var (length, number) = name switch
        {
            "step" => ("size", "gamma"),
            "exponential" => (null, "gamma"),
            "cosine" => ("length", "least"),
            "linear_warmup" => ("length", "factor"),
            "sequence" => ("length", null),
            _ => ((string?)null, (string?)null),
        };
        if (length is not null) now[length] = schedule["Length"]?.DeepClone();
        if (number is not null) now[number] = schedule["Number"]?.DeepClone();
        if (schedule["First"] is JsonObject first) now["first"] = FirstSchedule(first);
        if (schedule["Next"] is JsonObject next) now["next"] = FirstSchedule(next);
        return now;
    }
}
