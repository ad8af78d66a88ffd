namespace Neurons.Verification;

/// <summary>
/// Replays networks that Brian2 ran, in float64: spike for spike, the potentials of some neurons, and the weights and states of synapses.
/// </summary>
internal static class SimulationVerifier
{
    /// <summary>Whether it is such a recording.</summary>
    public static bool Knows(JsonRecord json) => json.Has("kind") && json.Has("arrays");

    public static VerifyRow Row(JsonRecord json, string path)
    {
        var kind = json.Text("kind");
        var model = json.Has("model") ? json.Text("model") : kind;
        var row = new VerifyRow(Path.GetFileNameWithoutExtension(path), model, "kernel", "float64", VerifyStatus.Failed, "", null);
        try
        {
            using var replay = Replay(kind, json, Path.ChangeExtension(path, ".npz"));
            if (replay is null) return row with { Status = VerifyStatus.Skipped, Detail = $"{kind} is not built yet" };
            if (replay.FirstDifference() is { } difference) return row with { Detail = difference };
            var errors = replay.Errors().ToArray();
            var (name, error, _) = errors.Aggregate((worst, next) => next.Error / next.Tolerance <= worst.Error / worst.Tolerance ? worst : next);
            var passed = errors.All(one => one.Error <= one.Tolerance);
            return row with { Status = passed ? VerifyStatus.Passed : VerifyStatus.Failed, Detail = name, WorstError = error };
        }
        catch (ArgumentException error)
        {
            return row with { Detail = error.Message };
        }
    }

    private static ISimulationReplay? Replay(string kind, JsonRecord json, string arrays) => kind switch
    {
        "network" => new SimulationReplay(json, arrays),
        "stdp" => new StdpReplay(json, arrays),
        "tsodyks_markram" => new TsodyksReplay(json, arrays),
        _ => null,
    };
}
