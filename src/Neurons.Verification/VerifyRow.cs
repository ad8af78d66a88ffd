namespace Neurons.Verification;

/// <summary>What came of a replay.</summary>
public enum VerifyStatus
{
    /// <summary>All is as recorded.</summary>
    Passed,

    /// <summary>Something is not, or could not be replayed.</summary>
    Failed,

    /// <summary>What it replays is not built yet, or not on the device.</summary>
    Skipped,
}

/// <summary>One case replayed by one engine in one precision.</summary>
/// <param name="Case">The name of the recording; of a case in a file of functions, <c>file/function#number</c>.</param>
/// <param name="Model">The model or the function.</param>
/// <param name="Engine">What replayed it: <c>kernel</c>, <c>interpreter</c>, or the name of a device.</param>
/// <param name="Precision"><c>float32</c> or <c>float64</c>.</param>
/// <param name="Status">What came of it.</param>
/// <param name="Detail">What differs the most, or why it could not be replayed.</param>
/// <param name="WorstError">The largest error; null where nothing was compared.</param>
public sealed record VerifyRow(string Case, string Model, string Engine, string Precision, VerifyStatus Status, string Detail, double? WorstError)
{
    /// <summary>The largest error to two digits; empty where nothing was compared.</summary>
    public string WorstErrorText => WorstError is { } error ? Comparison.Text(error) : "";

    /// <summary>The same with what a comparison comes to; failed where the case cannot be replayed.</summary>
    internal VerifyRow Judged(Func<Comparison> compare)
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
