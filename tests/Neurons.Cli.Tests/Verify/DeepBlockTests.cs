using System.Text.Json.Nodes;
using Neurons.Verification;

namespace Neurons.Cli.Tests.Verify;

public sealed class DeepBlockTests
{
    private static readonly Lazy<string> _folder = new(() => Recordings.Folder("deep-blocks.zip"));

    public static TheoryData<string> Cases() =>
        [.. Directory.GetFiles(_folder.Value, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_block_is_as_recorded_in_outputs_spikes_gradients_and_statistics(string name)
    {
        var row = Assert.Single(Verifier.File(Path.Combine(_folder.Value, name + ".json")));
        Assert.True(row.Status == VerifyStatus.Passed, row.Detail);
        Assert.Equal(name, row.Case);
    }

    [Theory]
    [InlineData("block_ssa_train", "threshold", 0.75)]
    [InlineData("block_qka_token_eval", "tau", 1.9)]
    [InlineData("block_sew_iand_train", "alpha", 2.1)]
    public void Other_neurons_than_those_of_the_recording_are_found(string name, string parameter, double value)
    {
        var folder = Recordings.Folder("deep-blocks.zip");
        var file = Path.Combine(folder, name + ".json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        foreach (var (_, neurons) in json["neurons"]!.AsObject()) neurons![parameter] = value;
        File.WriteAllText(file, json.ToJsonString());
        Assert.Equal(VerifyStatus.Failed, Assert.Single(Verifier.File(file)).Status);
    }
}
