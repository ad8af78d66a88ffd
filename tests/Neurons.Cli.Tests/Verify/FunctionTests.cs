using System.Text.Json.Nodes;
using Neurons.Verification;

namespace Neurons.Cli.Tests.Verify;

public sealed class FunctionTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Recordings.FunctionFiles)
        {
            var functions = JsonNode.Parse(Recordings.Function(file))!["cases"]!.AsArray().Select(one => one!["function"]!.GetValue<string>());
            foreach (var (function, number) in functions.Select((function, number) => (function, number)))
            {
                data.Add(file, $"{Path.GetFileNameWithoutExtension(file)}/{function}#{number}");
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_recorded_function_is_reproduced_in_both_precisions(string file, string name)
    {
        var rows = Rows(file).Where(row => row.Case == name).ToArray();

        Assert.Equal(["float32", "float64"], rows.Select(row => row.Precision).Distinct().Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row.Status == VerifyStatus.Passed, $"{row.Engine} {row.Precision} {row.Status}: {row.Detail}"));
    }

    [Theory]
    [InlineData("surrogates.json", 0, "gradients", "u")]
    [InlineData("encoders.json", 0, "outputs", "output")]
    [InlineData("encoders.json", 14, "outputs", "output")]
    [InlineData("encoders.json", 17, "outputs", "output")]
    [InlineData("layers.json", 2, "gradients", "weight")]
    [InlineData("layers.json", 9, "outputs", "output")]
    [InlineData("layers.json", 12, "gradients", "input")]
    [InlineData("losses.json", 0, "gradients", "spikes")]
    [InlineData("losses.json", 15, "gradients", "spikes")]
    [InlineData("losses.json", 19, "gradients", "logits")]
    [InlineData("optimizers.json", 2, "outputs", "output")]
    [InlineData("optimizers.json", 7, "outputs", "learning_rate")]
    [InlineData("optimizers.json", 10, "outputs", "b")]
    [InlineData("plasticity.json", 0, "outputs", "weights")]
    [InlineData("plasticity.json", 4, "outputs", "trace_post")]
    [InlineData("plasticity.json", 5, "outputs", "x")]
    [InlineData("plasticity.json", 6, "gradients", "spikes")]
    [InlineData("plasticity.json", 6, "upstream", "u")]
    public void A_changed_number_of_a_function_is_found(string file, int number, string group, string array)
    {
        var rows = Rows(file, number, one =>
        {
            var values = one[group]![array]!["values"]!.AsArray();
            values[3] = values[3]!.GetValue<double>() + 0.1 * values.Max(value => Math.Abs(value!.GetValue<double>()));
        });

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(VerifyStatus.Failed, row.Status));
    }

    [Fact]
    public void An_output_that_is_not_computed_is_a_failure() => Assert.All(
        Rows("encoders.json", 0, one => one["outputs"]!["unheard"] = one["outputs"]!["output"]!.DeepClone()),
        row => Assert.Equal(VerifyStatus.Failed, row.Status));

    /// <summary>The rows of a file, replayed once.</summary>
    private static VerifyRow[] Rows(string file) => Replayed.GetOrAdd(file, one =>
    {
        using var folder = new TemporaryFolder();
        return [.. Verifier.File(folder.Write(one, Recordings.Function(one)))];
    });

    /// <summary>The rows of one case of a file after a change.</summary>
    private static VerifyRow[] Rows(string file, int number, Action<JsonNode> change)
    {
        var one = JsonNode.Parse(Recordings.Function(file))!["cases"]![number]!.DeepClone();
        change(one);
        using var folder = new TemporaryFolder();
        return [.. Verifier.File(folder.Write(file, new JsonObject { ["cases"] = new JsonArray(one) }.ToJsonString()))];
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, VerifyRow[]> Replayed = new();
}
