using System.IO.Compression;
using System.Text.Json.Nodes;
using Neurons.Verification;

namespace Neurons.Cli.Tests.Verify;

/// <summary>Recorded operation counts and losses of deep networks.</summary>
public sealed class DeepCountsTests
{
    private static readonly string _folder = Extracted();

    [Theory]
    [InlineData("counts_fc")]
    [InlineData("counts_fc_analog")]
    [InlineData("counts_conv")]
    [InlineData("counts_residual_add")]
    [InlineData("counts_residual_iand")]
    [InlineData("training_losses")]
    public void What_was_recorded_is_what_is_counted(string name)
    {
        var row = Assert.Single(Verifier.File(Path.Combine(_folder, name + ".json")));
        Assert.True(row.Status == VerifyStatus.Passed, row.Detail);
    }

    [Fact]
    public void A_count_that_is_off_by_one_fails_by_name()
    {
        var folder = Extracted();
        var file = Path.Combine(folder, "counts_conv.json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        json["counters"]!["synop"]!["by_module"]!["7"] = 114;
        File.WriteAllText(file, json.ToJsonString());
        var failed = Assert.Single(Verifier.File(file));
        Assert.Equal(VerifyStatus.Failed, failed.Status);
        Assert.Contains("synop of 7 is 115 instead of 114", failed.Detail);
    }

    private static string Extracted()
    {
        var folder = Directory.CreateTempSubdirectory("neurons-deep-").FullName;
        foreach (var name in (string[])["deep-counts.zip", "deep-losses.zip"])
        {
            using var archive = new ZipArchive(typeof(DeepCountsTests).Assembly.GetManifestResourceStream(name)!);
            archive.ExtractToDirectory(folder);
        }
        return folder;
    }
}
