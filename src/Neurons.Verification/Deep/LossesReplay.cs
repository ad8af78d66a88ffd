using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>Losses of SpikingJelly, with their gradients.</summary>
internal static class LossesReplay
{
    public static void Run(DeepCase recorded, Comparison comparison)
    {
        var json = recorded.Json;
        var shape = Array.ConvertAll(json.Numbers("shape"), length => (nint)length);
        int[] labels = Array.ConvertAll(json.Numbers("target"), label => (int)label);
        var logits = Arrays.Tensor<float>(json.Numbers("logits"), shape);
        var sizes = Array.ConvertAll(json.Numbers("spikes_shape"), length => (int)length);
        var spikes = Arrays.Tensor<float>(TimeFirst(json.Numbers("spikes_batch_first"), sizes), [sizes[1], sizes[0], sizes[2]]);
        foreach (var one in json.Records("cases"))
        {
            var name = one.Text("case");
            var isPairs = name == "spike_similar_loss";
            var (value, gradient) = Of(one, name).Evaluate(isPairs ? spikes : logits, labels);
            var flat = Arrays.Flat(gradient);
            comparison.State(name, [one.Number("loss")], [value]);
            comparison.Gradient($"gradient of {name}", isPairs ? TimeFirst(one.Numbers("grad"), sizes) : one.Numbers("grad"), flat);
        }
    }

    private static Loss Of(JsonRecord one, string name)
    {
        if (name == "temporal_efficient_training_cross_entropy") return Loss.StepCrossEntropy(OverSteps.Mean);
        if (name == "mean_output_cross_entropy") return Loss.MeanMembraneCrossEntropy();
        var options = one.Record("options");
        if (name == "TETLoss") return Loss.TemporalEfficientTraining(options.Number("mean"), options.Number("tet_lambda"));
        if (name != "spike_similar_loss") throw one.Error("case", $"there is no loss {name}");
        var kernel = options.Text("kernel") switch
        {
            "linear" => SimilarityKernel.Linear,
            "sigmoid" => SimilarityKernel.Sigmoid,
            _ => SimilarityKernel.Gaussian,
        };
        return Loss.SpikeSimilarity(kernel, options.Numbers("args") is [var scale] ? scale : 1, absolute: options.Text("loss") == "l1");
    }

    /// <summary>[T, batch, n] of [batch, T, n].</summary>
    private static double[] TimeFirst(double[] values, int[] sizes)
    {
        var (batch, steps, width) = (sizes[0], sizes[1], sizes[2]);
        var turned = new double[values.Length];
        for (var b = 0; b < batch; b++)
        {
            for (var t = 0; t < steps; t++) values.AsSpan(((b * steps) + t) * width, width).CopyTo(turned.AsSpan(((t * batch) + b) * width));
        }
        return turned;
    }
}
