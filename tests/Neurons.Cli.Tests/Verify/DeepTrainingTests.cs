using System.Text.Json.Nodes;
using Neurons.Verification;

namespace Neurons.Cli.Tests.Verify;

public sealed class DeepTrainingTests
{
    [Theory]
    [InlineData("training_ottt")]
    [InlineData("training_sltt")]
    [InlineData("training_fptt")]
    [InlineData("training_tbptt")]
    public void A_method_of_training_has_the_recorded_gradients_and_weights(string name)
    {
        var row = Assert.Single(Verifier.File(Path.Combine(Recordings.Folder("deep-online.zip"), name + ".json")));
        Assert.True(row.Status == VerifyStatus.Passed, row.Detail);
        Assert.Equal(name, row.Case);
    }

    [Theory]
    [InlineData("training_ottt", "learning_rate", 0.11)]
    [InlineData("training_sltt", "learning_rate", 0.09)]
    [InlineData("training_fptt", "alpha", 0.6)]
    [InlineData("training_tbptt", "segment", 6)]
    public void Another_method_than_the_recorded_one_is_found(string name, string number, double value)
    {
        var file = Path.Combine(Recordings.Folder("deep-online.zip"), name + ".json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        json[number] = value;
        File.WriteAllText(file, json.ToJsonString());
        Assert.Equal(VerifyStatus.Failed, Assert.Single(Verifier.File(file)).Status);
    }
}
