using System.Text.Json.Nodes;

namespace Neurons;

/// <summary>Makes a trainer of the named values under <c>training</c> in a network file.</summary>
internal static class TrainerReader
{
    /// <summary>What a file may say of a training besides what makes the trainer.</summary>
    private static readonly string[] _others = ["data", "epochs", "validation"];

    /// <exception cref="FormatException">A value is not allowed; the message names it.</exception>
    public static Trainer Read(Sequential network, JsonObject values)
    {
        var v = new LayerDescription(values, "training", null);
        var trainer = new Trainer(network, Loss(values["loss"]), Optimizer(values["optimizer"], v.Number("learning_rate", 1e-3)))
        {
            TimeSteps = v.Int("time_steps", 25),
            BatchSize = v.Int("batch_size", 64),
            Encoding = InputEncoding.Parse(v.Text("encoding", "direct")),
            TruncateAfter = v.Int("truncate_after", 0),
            AccumulateBatches = v.Int("accumulate_batches", 1),
            Clipping = v.Has("clip_norm") ? GradientClipping.ByNorm(v.Number("clip_norm")) : v.Has("clip_value") ? GradientClipping.ByValue(v.Number("clip_value")) : null,
            Schedule = Schedule(values["schedule"], v.Has("epochs") ? v.Int("epochs") : null),
            Patience = v.Int("patience", 0),
        };
        if (v.Has("clip_norm") && v.Has("clip_value")) throw new FormatException("there are clip_norm and clip_value; one of them is possible");
        RequireKnown(v, ["loss", "optimizer", "schedule", .. _others]);
        return trainer;
    }

    private static Loss Loss(JsonNode? node)
    {
        var (name, v) = Named(node, "loss", LossDescription.MaxMembrane);
        var loss = new Loss(new LossDescription(name)
        {
            LabelSmoothing = v.Number("label_smoothing", 0),
            Population = v.Int("population", 1),
            ClassWeights = v.Numbers("class_weights"),
            Correct = v.Number("correct", name == LossDescription.TemporalError ? 0 : 1),
            Incorrect = v.Number("incorrect", name == LossDescription.TemporalError ? -1 : 0),
            Tolerance = v.Number("tolerance", 0),
        });
        RequireKnown(v, ["name"]);
        return loss;
    }

    private static Optimizer Optimizer(JsonNode? node, double rate)
    {
        var (kind, v) = Named(node, "optimizer", "adam");
        Optimizer optimizer = kind switch
        {
            "sgd" => new Sgd(rate, v.Number("momentum", 0), v.Number("dampening", 0), v.Bool("nesterov", false), v.Number("weight_decay", 0)),
            "adam" => new Adam(rate, v.Number("beta1", 0.9), v.Number("beta2", 0.999), v.Number("epsilon", 1e-8), v.Number("weight_decay", 0)),
            "adamw" => new AdamW(rate, v.Number("beta1", 0.9), v.Number("beta2", 0.999), v.Number("epsilon", 1e-8), v.Number("weight_decay", 0.01)),
            _ => throw new FormatException($"optimizer is '{kind}'; sgd, adam and adamw are known"),
        };
        RequireKnown(v, ["name"]);
        return optimizer;
    }

    private static Schedule? Schedule(JsonNode? node, int? epochs)
    {
        if (node is null) return null;
        var (kind, v) = Named(node, "schedule", "");
        var schedule = kind switch
        {
            "constant" => Neurons.Schedule.Constant(),
            "step" => Neurons.Schedule.Step(v.Int("size"), v.Number("gamma", 0.1)),
            "exponential" => Neurons.Schedule.Exponential(v.Number("gamma")),
            "cosine" => Neurons.Schedule.Cosine(v.Int("length", epochs), v.Number("least", 0)),
            "linear_warmup" => Neurons.Schedule.LinearWarmup(v.Int("length"), v.Number("factor", 1.0 / 3)),
            _ => throw new FormatException($"schedule is '{kind}'; constant, step, exponential, cosine and linear_warmup are known"),
        };
        if (v.Has("then"))
        {
            var then = v.Object("then");
            schedule = schedule.Then(v.Int("after"), Schedule(then, null)!);
        }
        RequireKnown(v, ["name"]);
        return schedule;
    }

    /// <summary>A name alone, or a name among named values.</summary>
    private static (string Name, LayerDescription Values) Named(JsonNode? node, string what, string otherwise) => node switch
    {
        null => (otherwise, new LayerDescription([], what, null)),
        JsonValue value when value.TryGetValue<string>(out var name) => (name, new LayerDescription([], what, null)),
        JsonObject values => (new LayerDescription(values, what, null).Text("name"), new LayerDescription(values, what, null)),
        _ => throw new FormatException($"{what} is {node.ToJsonString()}; it must be a name, or named values with one"),
    };

    private static void RequireKnown(LayerDescription values, string[] others)
    {
        if (values.Unused.FirstOrDefault(name => !others.Contains(name)) is { } unknown)
            throw new FormatException($"{values.Path} has no '{unknown}'; it has {string.Join(", ", values.Used.Concat(others).Where(name => name != "type").Distinct())}");
    }
}
