namespace Neurons.Verification;

/// <summary>Recorded layers that look back in time: delays of whole steps, and filters of synapses.</summary>
internal static class SequenceLayersReplay
{
    public static void Replay(DeepCase recorded, Comparison comparison)
    {
        var json = recorded.Json;
        nint[] shape = [.. json.Numbers("shape").Select(length => (nint)length)];
        var count = (int)(shape[0] * shape[1] * shape[2]);
        var (x, dy) = (Arrays.Tensor<float>(json.Numbers("input", count), shape), Arrays.Tensor<float>(json.Numbers("upstream", count), shape));
        var features = (int)shape[2];
        foreach (var one in json.Records("cases"))
        {
            var name = one.Text("case");
            var filter = name == "synapse_filter" ? new SynapseFilter(one.Number("tau"), one.Flag("learnable")) : null;
            if (filter is null && name != "delay") throw one.Error("case", $"'{name}' is not known; it must be delay or synapse_filter");
            // a delay is a layer of its own, and one that is the same in all channels
            Layer[] layers = filter is not null ? [filter] : Delays(one.Count("steps"), features);
            foreach (var layer in layers)
            {
                var network = new Sequential(1, new Input(features), layer);
                var run = network.Forward(x);
                comparison.State($"{name}: output", one.Numbers("output", count), Arrays.Flat(run.Output));
                var gradients = run.PullbackWithInputs(dy);
                comparison.Gradient($"{name}: gradient of the input", one.Numbers("grad_input", count), Arrays.Flat(gradients.Inputs.Single().Value));
                if (filter?.Weight is null) continue;
                comparison.State($"{name}: weight", one.Numbers("w"), Arrays.Flat(filter.Weight.Value));
                comparison.Gradient($"{name}: gradient of the weight", one.Numbers("grad_w"), Arrays.Flat(gradients.Parameters[0]));
            }
        }
    }

    private static Layer[] Delays(int steps, int features)
    {
        var channels = new ChannelDelay([.. Enumerable.Repeat(steps, features)]);
        return steps == 0 ? [channels] : [channels, new Delay(steps)];
    }
}
