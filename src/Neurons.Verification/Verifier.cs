using Neurons.Gpu;
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
    public static IEnumerable<VerifyRow> File(string path) => Rows(path, Engines);

    /// <summary>The rows of a file on a device, in each precision. Traces of neurons run there; what else is recorded is skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">The device.</param>
    public static IEnumerable<VerifyRow> File(string path, Device device)
    {
        IEngine[] engines = [new DeviceEngine<float>(device)];
        if (device.HasFloat64) engines = [.. engines, new DeviceEngine<double>(device)];
        var json = JsonRecord.Read(path);
        var isTrace = json.Has("model") && !json.Has("cases") && BoundCase.Model(json.Text("model"), IsOfEncoder(json), out _) is not null;
        if (isTrace && !(json.Has("options") && LayerReplays.Find(json.Text("model"), json.Record("options")) is not null))
        {
            var golden = GoldenReader.Read(json);
            if (!golden.IsRecurrent) return Trace(golden, path, engines);
        }

        var name = json.Has("name") ? json.Text("name") : Path.GetFileNameWithoutExtension(path);
        return Rows(name, json.Has("model") ? json.Text("model") : "", VerifyStatus.Skipped, $"it does not run on {device.Id}", engines);
    }

    private static bool IsOfEncoder(JsonRecord json) => json.Has("options") && json.Record("options").Flag(BoundCase.Encoder);

    private static IEnumerable<VerifyRow> Rows(string path, IEngine[] engines)
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
            return BoundCase.Model(json.Text("model"), IsOfEncoder(json), out var reason) is null
                ? Skipped(json.Text("name"), json.Text("model"), reason)
                : Trace(GoldenReader.Read(json), path, engines);
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
                ? Trace(trace(FunctionCase.Read(name, json)), path, Engines)
                : FunctionVerifier.IsBuilt(function)
                    ? FunctionVerifier.Rows(FunctionCase.Read(name, json))
                    : Skipped(name, function, $"{function} is not built yet");
        }
        catch (ArgumentException error)
        {
            return Rows(name, function, VerifyStatus.Failed, error.Message);
        }
    }

    internal static IEnumerable<VerifyRow> Trace(GoldenCase golden, string path, IEngine[] engines)
    {
        BoundCase? bound;
        string reason;
        try
        {
            bound = BoundCase.Create(golden, out reason);
        }
        catch (ArgumentException error)
        {
            return Rows(golden.Name, golden.Model, VerifyStatus.Failed, error.Message, engines);
        }

        if (bound?.UnknownParameters.FirstOrDefault() is { } unknown)
        {
            throw new FormatError(
                path, $"parameters.{unknown}: {golden.Model} has no such "
                + $"parameter.{DefinitionModule.suggestion(bound.Dynamics.Definition.ParameterNames, unknown)} Only one whose gradient "
                + "is recorded as 0 may be unknown");
        }

        return bound is null
            ? Rows(golden.Name, golden.Model, VerifyStatus.Skipped, reason, engines)
            : engines.Select(engine => Run(bound, engine));
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

    private static IEnumerable<VerifyRow> Rows(string name, string model, VerifyStatus status, string detail, IEngine[]? engines = null) =>
        (engines ?? Engines).Select(engine => new VerifyRow(name, model, engine.Name, engine.Precision, status, detail, null));
}
