using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Makes a trainer of the named values under <c>training</c> in a network file.</summary>
internal static class TrainerReader
{
    /// <summary>What a file may say of a training besides what makes the trainer.</summary>
    private static readonly string[] _others = ["data", "epochs", "validation"];

    /// <exception cref="FormatException">A value is not allowed; the message names it.</exception>
    public static Trainer Read(Network network, JsonObject values)
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
        v.RequireKnown(["loss", "optimizer", "schedule", .. _others]);
        return trainer;
    }

    private static Loss Loss(JsonNode? node)
    {
        var (name, v) = LayerDescription.Named(node, "loss", LossDescription.MaxMembrane);
        var isTemporal = name == LossDescription.TemporalError;
        var isSquared = isTemporal || name is LossDescription.CountError or LossDescription.MembraneError;
        var loss = new Loss(new LossDescription(name)
        {
            LabelSmoothing = isSquared ? 0 : v.Number("label_smoothing", 0),
            Population = v.Int("population", 1),
            ClassWeights = v.Numbers("class_weights"),
            Correct = isSquared ? v.Number("correct", isTemporal ? 0 : 1) : 0,
            Incorrect = isSquared ? v.Number("incorrect", isTemporal ? -1 : 0) : 0,
            Tolerance = isTemporal ? v.Number("tolerance", 0) : 0,
        });
        v.RequireKnown("name");
        return loss;
    }

    private static Optimizer Optimizer(JsonNode? node, double rate)
    {
        var (kind, v) = LayerDescription.Named(node, "optimizer", "adam");
        Optimizer optimizer = kind switch
        {
            "sgd" => new Sgd(rate, v.Number("momentum", 0), v.Number("dampening", 0), v.Bool("nesterov", false), v.Number("weight_decay", 0)),
            "adam" => new Adam(rate, v.Number("beta1", 0.9), v.Number("beta2", 0.999), v.Number("epsilon", 1e-8), v.Number("weight_decay", 0)),
            "adamw" => new AdamW(rate, v.Number("beta1", 0.9), v.Number("beta2", 0.999), v.Number("epsilon", 1e-8), v.Number("weight_decay", 0.01)),
            _ => throw new FormatException($"optimizer is '{kind}'; sgd, adam and adamw are known"),
        };
        v.RequireKnown("name");
        return optimizer;
    }

    private static Schedule? Schedule(JsonNode? node, int? epochs)
    {
        if (node is null) return null;
        var (kind, v) = LayerDescription.Named(node, "schedule", "");
        var schedule = kind switch
        {
            "constant" => Networks.Schedule.Constant(),
            "step" => Networks.Schedule.Step(v.Int("size"), v.Number("gamma", 0.1)),
            "exponential" => Networks.Schedule.Exponential(v.Number("gamma")),
            "cosine" => Networks.Schedule.Cosine(v.Int("length", epochs), v.Number("least", 0)),
            "linear_warmup" => Networks.Schedule.LinearWarmup(v.Int("length"), v.Number("factor", 1.0 / 3)),
            _ => throw new FormatException($"schedule is '{kind}'; constant, step, exponential, cosine and linear_warmup are known"),
        };
        if (v.Has("then"))
        {
            var then = v.Object("then");
            schedule = schedule.Then(v.Int("after"), Schedule(then, null)!);
        }
        v.RequireKnown("name");
        return schedule;
    }
}
