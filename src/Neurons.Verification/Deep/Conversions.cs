using System.Globalization;
using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Verification;

/// <summary>Replays recorded conversions of analogue networks, trained on the digits of the library, to spiking ones.</summary>
internal static class Conversions
{
    /// <summary>The part of the test samples by which accuracies may differ: samples that are not among the robust ones.</summary>
    private const double AccuracyTolerance = 0.006;

    private static readonly Lazy<Dataset> AllDigits = new(() => Digits.Load());

    public static void Replay(DeepCase recorded, Comparison comparison)
    {
        var json = recorded.Json;
        var shape = Whole(json.Numbers("input_shape"));
        var network = Network(recorded, shape);
        var fused = Path.ChangeExtension(recorded.File, null) + "_fused.safetensors";
        if (File.Exists(fused)) CompareFused(network, SafetensorsFile.Read(fused), comparison);
        var batches = json.Rows("calibration_batches").Select(rows => Images(rows, shape)).ToArray();
        var test = AllDigits.Value.Take(Whole(json.Numbers("test_rows")));
        foreach (var name in json.Record("conversions").Names)
            Replay(name, json.Record("conversions").Record(name), network, batches, test, Whole(json.Numbers("steps")), comparison);
    }

    private static void Replay(
        string name, JsonRecord json, Network network, Tensor<float>[] batches, Dataset test, int[] steps, Comparison comparison)
    {
        var recipe = json.IsRecord("recipe") ? json.Record("recipe") : default(JsonRecord?);
        var (spiking, report) = AnnToSnn.Convert(network, batches, new ConversionOptions
        {
            Percentile = recipe?.Text("mode") is "99.9%" ? 99.9 : 100,
            Momentum = recipe?.Number("momentum") ?? 0.1,
            PerChannel = recipe?.Flag("channel_wise") ?? false,
            InitialPotential = json.Number("initial_membrane"),
        });
        var scales = report.Layers.Select(layer => layer.Scales.ToArray()).ToArray();
        foreach (var (layer, (recorded, computed)) in json.Rows("scalers_out").Zip(scales).Index())
            comparison.State($"{name}: scale {layer}", recorded, computed);

        var images = Images(json.Numbers("samples"), network.InputShape.ToArray());
        var samples = (int)images.Lengths[0];
        comparison.State($"{name}: ann_outputs", json.Numbers("ann_outputs"), Arrays.Flat(network.Predict(images, 1)));
        var trace = spiking.Trace(images, steps[^1]);
        double[][] trains = [.. spiking.Layers.Index().Where(layer => layer.Item is NeuronLayer).Select(layer => Arrays.Flat(trace[layer.Index]))];
        var outputs = Arrays.Flat(spiking.Predict(images, steps[^1]));
        var (sums, spikes) = (json.Record("output_sums"), json.Record("spikes_per_layer"));
        foreach (var time in steps)
        {
            var key = time.ToString(CultureInfo.InvariantCulture);
            comparison.State($"{name}: output_sums {key}", sums.Numbers(key), Sums(outputs, steps[^1], time));
            var counts = trains.SelectMany(train => PerSample(Sums(train, steps[^1], time), samples)).ToArray();
            comparison.Spikes([.. spikes.Rows(key).SelectMany(row => row)], counts);
        }
        var first = json.Numbers("first_spike_layer_first_sample");
        var (width, size) = (trains[0].Length / steps[^1], trains[0].Length / steps[^1] / samples);
        comparison.Spikes(first, [.. Enumerable.Range(0, first.Length / size).SelectMany(t => trains[0][(t * width)..(t * width + size)])]);

        var accuracies = json.Record("test_accuracy_float32");
        foreach (var (time, accuracy) in report.AccuracyOverTime(test, steps))
        {
            var recorded = accuracies.Number(time.ToString(CultureInfo.InvariantCulture));
            if (Math.Abs(accuracy - recorded) > AccuracyTolerance) comparison.State($"{name}: test_accuracy {time}", [recorded], [accuracy]);
        }
    }

    private static Sequential Network(DeepCase recorded, int[] shape)
    {
        var layers = new List<Layer> { new Input(shape) };
        var weights = new List<(Parameter Parameter, string Name)>();
        foreach (var layer in recorded.Json.Records("architecture")) layers.Add(Layer(recorded, layer, weights));
        var network = new Sequential(1, [.. layers]);
        foreach (var (parameter, name) in weights) Weights.Write(parameter, recorded.Numbers(name));
        return network;
    }

    private static Layer Layer(DeepCase recorded, JsonRecord json, List<(Parameter, string)> weights)
    {
        var type = json.Text("type");
        var module = json.Has("weights") ? json.Text("weights") : "";
        Layer layer = type switch
        {
            "Linear" => new Linear(Lengths()[1], Lengths()[0]),
            "Conv2d" => new Conv2d(Lengths()[1], Lengths()[0], Lengths()[2], padding: json.Count("padding"), bias: HasBias()),
            "BatchNorm2d" => new BatchNorm(Lengths()[0], epsilon: json.Number("eps")),
            "ReLU" => new Activation(ActivationFunction.Relu),
            "AvgPool2d" => new AveragePool2d(json.Count("kernel")),
            "Flatten" => new Flatten(),
            "QCFS" => new Qcfs(json.Count("levels")),
            _ => throw json.Error("type", $"there is no layer {type}"),
        };
        if (layer is Qcfs qcfs) weights.Add((qcfs.Ceiling, json.Text("ceiling")));
        else weights.AddRange(layer.StoredParameters.Select(parameter => (parameter, $"{module}.{parameter.Name}")));
        return layer;

        int[] Lengths() => recorded.Shape($"{module}.weight");

        bool HasBias() => recorded.Tensors.Contains($"{module}.bias");
    }

    private static void CompareFused(Network network, SafetensorsFile fused, Comparison comparison)
    {
        Layer[] layers = [.. BatchNormFolding.Fold(network).Layers.Where(layer => layer.StoredParameters.Count > 0)];
        string[] modules =
            [.. fused.Names.Select(name => name.Split('.')[0]).Distinct().OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture))];
        if (layers.Length != modules.Length) comparison.State("fused layers", [modules.Length], [layers.Length]);
        foreach (var (layer, module) in layers.Zip(modules))
        {
            string[] names = ["weight", "bias"];
            foreach (var (name, parameter) in names.Zip(layer.StoredParameters))
                comparison.State($"fused {module}.{name}", Arrays.Flat(fused.Get<double>($"{module}.{name}")), Arrays.Flat(parameter.Value));
        }
    }

    private static Tensor<float> Images(double[] rows, int[] shape)
    {
        var values = Whole(rows).SelectMany(row => AllDigits.Value.Sample(row).ToArray()).ToArray();
        return Tensor.Create(values, [rows.Length, .. shape.Select(length => (nint)length)]);
    }

    private static int[] Whole(double[] numbers) => Array.ConvertAll(numbers, number => (int)number);

    /// <summary>The sums over the first steps of all.</summary>
    private static double[] Sums(double[] values, int all, int steps)
    {
        var sums = new double[values.Length / all];
        for (var t = 0; t < steps; t++)
        {
            for (var i = 0; i < sums.Length; i++) sums[i] += values[t * sums.Length + i];
        }
        return sums;
    }

    private static IEnumerable<double> PerSample(double[] values, int samples)
    {
        var size = values.Length / samples;
        return Enumerable.Range(0, samples).Select(sample => values.AsSpan(sample * size, size).ToArray().Sum());
    }
}
