namespace Neurons.Cli.Verify;

internal enum VerifyStatus
{
    Passed,
    Failed,

    /// <summary>What it replays is not built yet.</summary>
    Skipped,
}

/// <summary>One case replayed by one engine in one precision.</summary>
internal sealed record VerifyRow(string Case, string Model, string Engine, string Precision, VerifyStatus Status, string Detail, double? WorstError)
{
    /// <summary>The same with what a comparison comes to; failed where the case cannot be replayed.</summary>
    public VerifyRow Judged(Func<Comparison> compare)
    {
        try
        {
            var comparison = compare();
            return this with
            {
                Status = comparison.Passed ? VerifyStatus.Passed : VerifyStatus.Failed,
                Detail = comparison.Detail,
                WorstError = comparison.WorstError,
            };
        }
        catch (Exception error) when (error is ArgumentException or NotFiniteNumberException)
        {
            return this with { Status = VerifyStatus.Failed, Detail = error.Message };
        }
    }
}
