using System.Globalization;
using System.Text.Json.Nodes;
using Neurons.Verification;

namespace Neurons.Cli.Tests.Verify;

public sealed class ConversionTests
{
    private static readonly string Folder = Recordings.Conversions();

    [Theory]
    [InlineData("ann2snn_mlp")]
    [InlineData("ann2snn_cnn")]
    [InlineData("ann2snn_qcfs")]
    [InlineData("qcfs_encoder")]
    [InlineData("fusion")]
    public void A_recorded_conversion_gives_the_same_numbers(string name)
    {
        var row = Assert.Single(Verifier.File(Path.Combine(Folder, name + ".json")));
        Assert.True(row.Status == VerifyStatus.Passed, row.Detail);
        Assert.Equal(name, row.Case);
    }

    [Theory]
    [InlineData("ann2snn_mlp", "conversions.max.scalers_out.0.0", "scale 0")]
    [InlineData("ann2snn_cnn", "conversions.channel.output_sums.64.3", "output_sums 64")]
    [InlineData("ann2snn_qcfs", "conversions.qcfs.spikes_per_layer.8.1.5", "spikes differ")]
    [InlineData("ann2snn_mlp", "conversions.robust.first_spike_layer_first_sample.100", "spikes differ")]
    [InlineData("ann2snn_cnn", "conversions.max.test_accuracy_float32.32", "test_accuracy")]
    [InlineData("qcfs_encoder", "cases.1.sequence.7", "sequence")]
    [InlineData("qcfs_encoder", "cases.0.grad_values.3", "gradient")]
    public void A_recording_that_says_otherwise_fails(string name, string place, string detail)
    {
        var file = Path.Combine(Recordings.Conversions(), name + ".json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        var steps = place.Split('.');
        var holder = steps[..^1].Aggregate(json, (node, step) => node is JsonArray list ? list[Index(step)]! : node[step]!);
        if (holder is JsonArray last) last[Index(steps[^1])] = last[Index(steps[^1])]!.GetValue<double>() + 1;
        else holder[steps[^1]] = holder[steps[^1]]!.GetValue<double>() - 0.1;
        File.WriteAllText(file, json.ToJsonString());

        var failed = Assert.Single(Verifier.File(file));
        Assert.Equal(VerifyStatus.Failed, failed.Status);
        Assert.Contains(detail, failed.Detail);

        static int Index(string step) => int.Parse(step, CultureInfo.InvariantCulture);
    }
}
