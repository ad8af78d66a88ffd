namespace Neurons.Verification;

/// <summary>Replays networks that Brian2 ran, in float64: spike for spike, and the potentials of some neurons.</summary>
internal static class SimulationVerifier
{
    /// <summary>In mV; and in leak conductances.</summary>
    private const double Tolerance = 1e-10;

    /// <summary>Whether it is such a recording.</summary>
    public static bool Knows(JsonRecord json) => (json.Has("kind") && json.Has("arrays")) || AreStatistics(json);

    public static VerifyRow Row(JsonRecord json, string path)
    {
        var kind = AreStatistics(json) ? "statistics" : json.Text("kind");
        var row = new VerifyRow(Path.GetFileNameWithoutExtension(path), kind, "kernel", "float64", VerifyStatus.Failed, "", null);
        if (kind != "network") return row with { Status = VerifyStatus.Skipped, Detail = $"{kind} is not built yet" };
        try
        {
            using var replay = new SimulationReplay(json, Path.ChangeExtension(path, ".npz"));
            row = row with { Model = json.Text("model") };
            if (replay.FirstDifference() is { } difference) return row with { Detail = difference };
            var (name, error) = replay.WorstError();
            return row with { Status = error <= Tolerance ? VerifyStatus.Passed : VerifyStatus.Failed, Detail = name, WorstError = error };
        }
        catch (ArgumentException error)
        {
            return row with { Detail = error.Message };
        }
    }

    /// <summary>Statistics of networks, and the parameters of one.</summary>
    private static bool AreStatistics(JsonRecord json) => json.Has("pd14_0.1") || json.Has("full_scale");
}
