namespace Neurons.Verification;

/// <summary>Replays the normalisations of spiking networks: tdBN, TEBN and BNTT, in training and then in evaluation.</summary>
internal static class BatchNormReplay
{
    private const string Row = "bn_list.";

    public static void Replay(DeepCase recorded, Comparison comparison)
    {
        string[] names = [.. recorded.Tensors.Names];
        foreach (var json in recorded.Json.Records("cases"))
        {
            var name = json.Text("case");
            var shape = Array.ConvertAll(json.Numbers("shape"), length => (int)length);
            var (steps, channels, momentum, epsilon) = (shape[0], shape[2], json.Number("momentum"), json.Number("eps"));
            var gain = json.Has("alpha") ? json.Number("alpha") * json.Number("threshold") : 1;
            Layer norm = name switch
            {
                ['t', 'd', ..] => BatchNorm.ThresholdDependent(channels, json.Number("threshold"), json.Number("alpha"), momentum, epsilon),
                ['t', 'e', ..] => new TemporalEffectiveBatchNorm(new(channels, steps, momentum, epsilon)),
                ['b', ..] => new TemporalBatchNorm(new(channels, steps, momentum, epsilon)),
                _ => throw json.Error("case", $"is '{name}', which is not known"),
            };
            var layer = new ReplayedLayer(norm, shape);
            foreach (var (of, numbers) in Named("weights"))
            {
                var (ours, row) = Ours(norm, of);
                // our gain stands before γ, which begins with it there
                layer.Set(ours, ours == "weight" ? [.. numbers.Select(number => number / gain)] : numbers, row);
            }
            foreach (var mode in new[] { "train", "eval" })
            {
                var (output, inputGradient, gradients) = layer.Run(
                    recorded.Numbers($"{name}.input"), recorded.Numbers($"{name}.upstream"), mode == "train");
                comparison.State($"{name}.{mode}.output", recorded.Numbers($"{name}.{mode}.output"), output);
                foreach (var (of, numbers) in Named($"{mode}.grad"))
                {
                    var (ours, row) = Ours(norm, of);
                    var actual = of == "input" ? inputGradient : gradients[ours];
                    if (row is { } place) actual = Arrays.Row(actual, place, channels);
                    if (ours == "weight") actual = [.. actual.Select(number => number / gain)];
                    comparison.Gradient($"{name}.{mode}.grad.{of}", numbers, actual);
                }
                if (mode != "train") continue;
                foreach (var (of, numbers) in Named("updated"))
                {
                    var (ours, row) = Ours(norm, of);
                    comparison.State($"{name}.updated.{of}", numbers, ReplayedLayer.Of(layer.Numbers(ours, row)));
                }
            }

            IEnumerable<(string Name, double[] Numbers)> Named(string what) => names
                .Where(one => one.StartsWith($"{name}.{what}.", StringComparison.Ordinal))
                .Select(one => (one[(name.Length + what.Length + 2)..], recorded.Numbers(one)));
        }
    }

    /// <summary>Our name of a recorded parameter, and its row where each step has one.</summary>
    private static (string Name, int? Row) Ours(Layer norm, string recorded)
    {
        if (recorded.StartsWith(Row, StringComparison.Ordinal) && recorded[Row.Length..].Split('.') is [var step, var name])
            return (name, int.Parse(step, System.Globalization.CultureInfo.InvariantCulture));
        return (norm is not TemporalEffectiveBatchNorm ? recorded : recorded == "scale" ? "scale.scale" : $"norm.{recorded}", null);
    }
}
