using System.Numerics;

namespace Neurons.Cli.Verify;

/// <summary>Calls the library's functions on recorded inputs; they have no engine to choose, only a precision.</summary>
internal static class FunctionVerifier
{
    private const string Engine = "function";

    private static readonly string[] Groups = ["encoder.", "target.", "plasticity."];

    public static bool IsBuilt(string function) => Groups.Any(group => function.StartsWith(group, StringComparison.Ordinal));

    public static IEnumerable<VerifyRow> Rows(FunctionCase recorded) => [Row<float>(recorded, "float32"), Row<double>(recorded, "float64")];

    private static VerifyRow Row<T>(FunctionCase recorded, string precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var row = new VerifyRow(recorded.Name, recorded.Function, Engine, precision, VerifyStatus.Failed, "", null);
        try
        {
            var actual = new FunctionCall<T>(recorded).Run();
            var comparison = Comparison.OfFunction(precision, recorded.Tolerance);
            foreach (var (name, expected) in recorded.Outputs)
            {
                comparison.State(name, expected.Values, actual.TryGetValue(name, out var tensor) ? Arrays.Flat(tensor) : null);
            }

            return row with
            {
                Status = comparison.Passed ? VerifyStatus.Passed : VerifyStatus.Failed,
                Detail = comparison.Detail,
                WorstError = comparison.WorstError,
            };
        }
        catch (ArgumentException error)
        {
            return row with { Detail = error.Message };
        }
    }
}
