namespace Neurons.Verification;

/// <summary>
/// Replays recordings of deep networks: conversions, fusions, operation counts, blocks and techniques of training. Networks compute in
/// float32: a row for each case, to 1e-5 of an array's largest magnitude for outputs and 1e-3 for gradients.
/// </summary>
internal static class DeepVerifier
{
    /// <summary>How a recording is replayed, by how its name begins; the first that fits.</summary>
    private static readonly (string Prefix, Action<DeepCase, Comparison> Replay)[] Replays =
    [
        ("block_", BlockReplay.Replay),
        ("training_batchnorm", BatchNormReplay.Replay),
        ("ann2snn_", Conversions.Replay),
        ("qcfs_encoder", Encoders.Replay),
        ("fusion", Fusions.Replay),
        ("training_ottt", RecordedTraining.Ottt),
        ("training_sltt", RecordedTraining.Sltt),
        ("training_fptt", RecordedTraining.Fptt),
        ("training_tbptt", RecordedTraining.TruncatedBptt),
        ("training_sequence_layers", SequenceLayersReplay.Replay),
        ("counts_", CountsReplay.Run),
        ("training_losses", LossesReplay.Run),
    ];

    /// <summary>Whether a recording is one of deep networks.</summary>
    public static bool Knows(JsonRecord json) => json.IsText("name") && Prefixes.Any(
        prefix => json.Text("name").StartsWith(prefix, StringComparison.Ordinal));

    private static readonly string[] Prefixes = ["ann2snn_", "qcfs_encoder", "fusion", "counts_", "block_", "training_"];

    public static VerifyRow Row(JsonRecord json, string path)
    {
        var recorded = new DeepCase(json, path);
        var row = new VerifyRow(recorded.Name, "deep", "network", "float32", VerifyStatus.Skipped, $"{recorded.Name} is not built yet", null);
        var replay = Array.Find(Replays, one => recorded.Name.StartsWith(one.Prefix, StringComparison.Ordinal)).Replay;
        return replay is null ? row : row.Judged(() =>
        {
            var comparison = new Comparison(1e-5, 1e-3);
            replay(recorded, comparison);
            return comparison;
        });
    }
}
