using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>
/// Replays recorded networks with weights that PyTorch saved, spike for spike; and a recorded training, to the tolerances of float32.
/// Networks compute in float32 with the kernels: one row each.
/// </summary>
internal static class NetworkVerifier
{
    /// <summary>Of the largest potential in the record.</summary>
    private const double PotentialTolerance = 1e-4;

    /// <summary>Of losses and gradient norms; a single spike that flips moves them.</summary>
    private const double TrainingTolerance = 1e-3, SpikeShare = 2e-3;

    public static VerifyRow Row(JsonRecord json, string path)
    {
        var row = new VerifyRow(json.Text("name"), "network", "kernel", "float32", VerifyStatus.Failed, "", null);
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var checks = json.Has("steps") ? Training(json, folder) : Answers(json, folder);
            var worst = checks.MaxBy(check => check.Share);
            return row with
            {
                Status = worst.Share <= 1 ? VerifyStatus.Passed : VerifyStatus.Failed,
                Detail = worst.Share <= 1 ? worst.Name : $"{worst.Name}: error {Comparison.Text(worst.Error)}",
                WorstError = worst.Error,
            };
        }
        catch (ArgumentException error)
        {
            return row with { Detail = error.Message };
        }
    }

    /// <summary>What the images make of the network.</summary>
    private static List<(string Name, double Error, double Share)> Answers(JsonRecord json, string folder)
    {
        var shape = Array.ConvertAll(json.Numbers("input_shape"), length => (int)length);
        var (images, steps) = (shape[0], json.Count("time_steps"));
        var network = new RecordedNetwork(json, Path.Combine(folder, json.Text("name") + ".safetensors"), shape[1..]);
        var pixels = json.Numbers("images", shape.Aggregate((product, length) => product * length));
        var input = Tensor.Create(Array.ConvertAll(pixels, pixel => (float)pixel), Array.ConvertAll(shape, length => (nint)length));
        var built = network.Create();
        var outputs = built.Trace(input, steps);

        // the last neurons once more by themselves, for their spikes and potentials together
        var last = (NeuronLayer)built.Layers[^1];
        var (recorded, _) = last.RecordStates<float>(outputs[^2], null, "Output", "mem");
        var (spikes, potentials) = (Flat(recorded["Output"]), Flat(recorded["mem"]));
        var classes = spikes.Length / steps / images;
        var first = Flat(outputs[network.FirstNeurons]);
        var perImage = first.Length / steps / images;
        var counts = new double[images * classes];
        var largest = Enumerable.Repeat(double.NegativeInfinity, counts.Length).ToArray();
        for (var i = 0; i < spikes.Length; i++)
        {
            counts[i % counts.Length] += spikes[i];
            largest[i % counts.Length] = Math.Max(largest[i % counts.Length], potentials[i]);
        }
        var firstSpikes = new double[images];
        for (var i = 0; i < first.Length; i++) firstSpikes[i / perImage % images] += first[i];
        var predicted = Enumerable.Range(0, images)
            .Select(image => (double)Enumerable.Range(0, classes).MaxBy(c => counts[image * classes + c])).ToArray();
        double[] OfFirstImage(double[] values) => [.. values.Where((_, i) => i % counts.Length < classes)];

        return
        [
            Exact("first_layer_spikes", json.Numbers("first_layer_spikes", images), firstSpikes),
            Exact("output_spike_counts", json.Grid("output_spike_counts", images, classes), counts),
            Exact("predicted", json.Numbers("predicted", images), predicted),
            Exact("output_spikes_first_sample", json.Numbers("output_spikes_first_sample", steps * classes), OfFirstImage(spikes)),
            Close("output_membrane_first_sample", json.Numbers("output_membrane_first_sample", steps * classes),
                OfFirstImage(potentials), PotentialTolerance),
            Close("membrane_max", json.Grid("membrane_max", images, classes), largest, PotentialTolerance),
        ];
    }

    /// <summary>Some updates of the recorded optimizer, followed step by step.</summary>
    private static List<(string Name, double Error, double Share)> Training(JsonRecord json, string folder)
    {
        var steps = json.Count("time_steps");
        var digits = Digits.Load();
        var recorded = new RecordedNetwork(json, Path.Combine(folder, json.Text("initial_weights")), [digits.Sample(0).Length]);
        var network = recorded.Create();
        var o = json.Record("optimizer");
        var adam = new Adam(o.Number("lr"), o.Number("beta1"), o.Number("beta2"), o.Number("eps"));
        var loss = Loss.StepCrossEntropy(OverSteps.Sum);
        var checks = new List<(string, double, double)>();
        foreach (var (step, number) in json.Records("steps").Select((step, number) => (step, number)))
        {
            var batch = digits.Take(Array.ConvertAll(step.Numbers("samples"), sample => (int)sample));
            var input = Tensor.CreateFromShape<float>([batch.Count, .. batch.Shape]);
            for (var i = 0; i < batch.Count; i++) batch.Sample(i).CopyTo(input.GetSpan([i, 0], batch.Sample(i).Length));
            var spikes = Flat(network.Trace(input, steps)[recorded.FirstNeurons]).Sum();
            var (output, pullback) = network.Forward(input, steps);
            var (value, gradient) = loss.Evaluate(output, batch.Labels.ToArray());
            var gradients = pullback(gradient);
            adam.Step(network, gradients);

            checks.Add(Close($"loss of step {number}", [step.Number("loss")], [value], TrainingTolerance));
            checks.Add(Close($"hidden_spikes of step {number}", [step.Number("hidden_spikes")], [spikes], SpikeShare));
            var norms = step.Record("gradient_norm");
            string[] names = ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"];
            for (var p = 0; p < names.Length; p++)
                checks.Add(Close($"norm of {names[p]} of step {number}", [norms.Number(names[p])], [Norm(gradients[p])], TrainingTolerance));
            checks.Add(
                Close($"gradient of fc2.bias of step {number}", step.Numbers("gradient_fc2_bias"), Flat(gradients["3.bias"]), TrainingTolerance));
        }
        checks.Add(Close("final_fc2_bias", json.Numbers("final_fc2_bias"), Flat(network.Parameters[^1].Value), TrainingTolerance));
        checks.Add(Close("final_fc1_weight_norm", [json.Number("final_fc1_weight_norm")], [Norm(network.Parameters[0].Value)], TrainingTolerance));
        return checks;
    }

    private static (string, double, double) Exact(string name, double[] expected, double[] actual)
    {
        var different = expected.Zip(actual).Count(pair => pair.First != pair.Second) + Math.Abs(expected.Length - actual.Length);
        return (name, different, different == 0 ? 0 : double.PositiveInfinity);
    }

    private static (string, double, double) Close(string name, double[] expected, double[] actual, double tolerance)
    {
        if (expected.Length != actual.Length) return (name, double.PositiveInfinity, double.PositiveInfinity);
        var error = expected.Zip(actual, (e, a) => double.IsNaN(a) ? double.PositiveInfinity : Math.Abs(e - a)).Max() / expected.Max(Math.Abs);
        return (name, error, error / tolerance);
    }

    private static double Norm(Tensor<float> tensor) => Math.Sqrt(Flat(tensor).Sum(value => value * value));

    private static double[] Flat(Tensor<float> tensor)
    {
        var values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return Array.ConvertAll(values, value => (double)value);
    }
}
