namespace Neurons.Verification;

/// <summary>Replays recorded signed QCFS encoders: their spikes, what they sum to, and its gradient.</summary>
internal static class Encoders
{
    public static void Replay(DeepCase recorded, Comparison comparison)
    {
        var shape = recorded.Json.Numbers("shape");
        var (batch, features) = ((int)shape[0], (int)shape[1]);
        var scale = recorded.Json.Numbers("scale");
        foreach (var json in recorded.Json.Records("cases"))
        {
            var steps = json.Count("time_steps");
            var values = Arrays.Tensor<float>(json.Numbers("values"), batch, features);
            var sequence = Arrays.Tensor<float>(new double[steps * batch * features], steps, batch, features);
            var replaced = new QcfsEncoder(scale).Forward(values, sequence);
            comparison.State($"{steps} steps: sequence", json.Numbers("sequence"), Arrays.Flat(sequence));
            comparison.State(
                $"{steps} steps: replaced trains", [json.Number("boundary_correction_fraction")], [replaced / (2.0 * batch * features)]);

            var network = new Sequential(1, new Input(features), new QcfsEncoder(scale), new OverTime(Reduction.Sum));
            var run = network.Forward(values, steps);
            comparison.State($"{steps} steps: reconstruction", json.Numbers("reconstruction"), Arrays.Flat(run.Output));
            var gradients = run.PullbackWithInputs(Arrays.Tensor<float>(json.Numbers("upstream"), 1, batch, features));
            comparison.Gradient($"{steps} steps: gradient", json.Numbers("grad_values"), Arrays.Flat(gradients.Input));
        }
    }
}
