using System.Text.Json.Nodes;
using Neurons.Verification;

namespace Neurons.Cli.Tests.Verify;

public sealed class NetworkTests
{
    private static readonly string Folder = Recordings.Networks();

    [Theory]
    [InlineData("fc_digits")]
    [InlineData("conv_digits")]
    [InlineData("synaptic_digits")]
    [InlineData("fc_training")]
    public void A_recorded_network_answers_as_recorded(string name)
    {
        var row = Assert.Single(Verifier.File(Path.Combine(Folder, name + ".json")));
        Assert.True(row.Status == VerifyStatus.Passed, row.Detail);
        Assert.Equal(name, row.Case);
    }

    [Theory]
    [InlineData("fc_digits", "first_layer_spikes")]
    [InlineData("conv_digits", "predicted")]
    [InlineData("synaptic_digits", "membrane_max")]
    public void A_recording_that_says_otherwise_fails(string name, string array)
    {
        var folder = Recordings.Networks();
        var file = Path.Combine(folder, name + ".json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        var first = json[array]![0]!;
        if (first is JsonArray row) row[0] = row[0]!.GetValue<double>() + 0.05;
        else json[array]![0] = first.GetValue<double>() + 1;
        File.WriteAllText(file, json.ToJsonString());

        var failed = Assert.Single(Verifier.File(file));
        Assert.Equal(VerifyStatus.Failed, failed.Status);
        Assert.Contains(array, failed.Detail);
    }
}
