using Neurons.IO;

namespace Neurons.Verification;

/// <summary>Replays recordings with every engine.</summary>
public static class Verifier
{
    internal static readonly IEngine[] Engines =
    [
        new KernelEngine<float>(),
        new KernelEngine<double>(),
        new InterpreterEngine(Precision.Float32),
        new InterpreterEngine(Precision.Float64),
    ];

    /// <summary>The rows of a file: one for every case, engine and precision.</summary>
    public static IEnumerable<VerifyRow> File(string path)
    {
        var json = JsonRecord.Read(path);
        if (SimulationVerifier.Knows(json)) return [SimulationVerifier.Row(json, path)];
        if (StatisticsVerifier.Knows(json)) return StatisticsVerifier.Rows(json, path);
        if (DeepVerifier.Knows(json)) return [DeepVerifier.Row(json, path)];
        if (json.Has("cases"))
        {
            var file = Path.GetFileNameWithoutExtension(path);
            return json.Records("cases").SelectMany((one, number) => Function($"{file}/{one.Text("function")}#{number}", one, path));
        }

        if (json.Has("model"))
        {
            var layer = json.Has("options") ? LayerReplays.Find(json.Text("model"), json.Record("options")) : null;
            if (layer is not null) return Layer(GoldenReader.ReadLayer(json), layer);
            // a model that is not built may be recorded in ways that are not known, either
            var isEncoder = json.Has("options") && json.Record("options").Flag(BoundCase.Encoder);
            return BoundCase.Model(json.Text("model"), isEncoder, out var reason) is null
                ? Skipped(json.Text("name"), json.Text("model"), reason)
                : Trace(GoldenReader.Read(json), path);
        }

        return json.Has("architecture")
            ? [NetworkVerifier.Row(json, path)]
            : throw new FormatError(path, "is no recording: it has neither 'model', 'cases' nor 'architecture'");
    }

    private static IEnumerable<VerifyRow> Function(string name, JsonRecord json, string path)
    {
        var function = json.Text("function");
        try
        {
            return FunctionTrace.Find(function) is { } trace
                ? Trace(trace(FunctionCase.Read(name, json)), path)
                : FunctionVerifier.IsBuilt(function)
                    ? FunctionVerifier.Rows(FunctionCase.Read(name, json))
                    : Skipped(name, function, $"{function} is not built yet");
        }
        catch (ArgumentException error)
        {
            return Rows(name, function, VerifyStatus.Failed, error.Message);
        }
    }

    internal static IEnumerable<VerifyRow> Trace(GoldenCase golden, string path)
    {
        BoundCase? bound;
        string reason;
        try
        {
            bound = BoundCase.Create(golden, out reason);
        }
        catch (ArgumentException error)
        {
            return Rows(golden.Name, golden.Model, VerifyStatus.Failed, error.Message);
        }

        if (bound?.UnknownParameters.FirstOrDefault() is { } unknown)
        {
            throw new FormatError(
                path, $"parameters.{unknown}: {golden.Model} has no such "
                + $"parameter.{DefinitionModule.suggestion(bound.Dynamics.Definition.ParameterNames, unknown)} Only one whose gradient "
                + "is recorded as 0 may be unknown");
        }

        return bound is null ? Skipped(golden.Name, golden.Model, reason) : Engines.Select(engine => Run(bound, engine));
    }

    private static IEnumerable<VerifyRow> Layer(GoldenCase golden, ILayerReplay layer) => Engines.Select(
        engine => new VerifyRow(golden.Name, golden.Model, engine.Name, engine.Precision, VerifyStatus.Failed, "", null)
            .Judged(() => Comparison.Of(golden, Replayed(golden, layer, engine), engine.Precision)));

    private static Replay Replayed(GoldenCase golden, ILayerReplay layer, IEngine engine) => engine.Precision == "float32"
        ? layer.Run<float>(golden, engine is InterpreterEngine)
        : layer.Run<double>(golden, engine is InterpreterEngine);

    private static VerifyRow Run(BoundCase bound, IEngine engine) =>
        new VerifyRow(bound.Golden.Name, bound.Golden.Model, engine.Name, engine.Precision, VerifyStatus.Failed, "", null)
            .Judged(() => Comparison.Of(bound, engine.Run(bound), engine.Precision));

    private static IEnumerable<VerifyRow> Skipped(string name, string model, string reason) => Rows(name, model, VerifyStatus.Skipped, reason);

    private static IEnumerable<VerifyRow> Rows(string name, string model, VerifyStatus status, string detail) =>
        Engines.Select(engine => new VerifyRow(name, model, engine.Name, engine.Precision, status, detail, null));
}
