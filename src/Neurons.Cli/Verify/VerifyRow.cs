namespace Neurons.Cli.Verify;

internal enum VerifyStatus
{
    Passed,
    Failed,

    /// <summary>What it replays is not built yet.</summary>
    Skipped,
}

/// <summary>One case replayed by one engine in one precision.</summary>
internal sealed record VerifyRow(string Case, string Model, string Engine, string Precision, VerifyStatus Status, string Detail, double? WorstError);
