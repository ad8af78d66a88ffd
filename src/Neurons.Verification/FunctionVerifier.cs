using System.Numerics;

namespace Neurons.Verification;

/// <summary>Calls the library's functions on recorded inputs; they have no engine to choose, only a precision.</summary>
internal static class FunctionVerifier
{
    private const string Engine = "function";

    private static readonly string[] Groups =
        ["encoder.", "target.", "plasticity.", "loss.", "metric.", "optimizer.", "schedule.", "gradient_clipping.", "layer."];

    public static bool IsBuilt(string function) => Groups.Contains(Group(function));

    public static IEnumerable<VerifyRow> Rows(FunctionCase recorded) => [Row<float>(recorded, "float32"), Row<double>(recorded, "float64")];

    private static FunctionResult<T> Call<T>(FunctionCase recorded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Group(recorded.Function) switch
        {
            "loss." or "metric." => new ObjectiveCall<T>(recorded).Run(),
            "optimizer." or "schedule." or "gradient_clipping." => new OptimizerCall<T>(recorded).Run(),
            "layer." => new LayerCall<T>(recorded).Run(),
            _ => FunctionResult<T>.Of(new FunctionCall<T>(recorded).Run()),
        };

    /// <summary>Up to the first dot, which belongs to it.</summary>
    private static string Group(string function) => function[..(function.IndexOf('.', StringComparison.Ordinal) + 1)];

    private static VerifyRow Row<T>(FunctionCase recorded, string precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return new VerifyRow(recorded.Name, recorded.Function, Engine, precision, VerifyStatus.Failed, "", null).Judged(Compare);

        Comparison Compare()
        {
            var actual = Call<T>(recorded);
            var comparison = Comparison.OfFunction(precision, recorded.Tolerance);
            foreach (var (name, expected) in recorded.Outputs)
            {
                comparison.State(name, expected.Values, actual.Outputs.TryGetValue(name, out var tensor) ? Arrays.Flat(tensor) : null);
            }

            foreach (var (name, expected) in recorded.Gradients)
            {
                comparison.Gradient(
                    $"gradient of {name}", expected.Values, actual.Gradients.TryGetValue(name, out var tensor) ? Arrays.Flat(tensor) : null);
            }

            return comparison;
        }
    }
}
