using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class AnnToSnnTests
{
    private static readonly ConversionOptions _exact = new() { Percentile = 100, Over = BatchStatistics.Largest };

    public static TheoryData<string> Networks => Analogue.Names;

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_mean_output_comes_nearer_to_the_analogue_networks_as_one_over_the_steps(string name)
    {
        var (network, data) = Analogue.Of(name);
        foreach (var perChannel in new[] { true, false })
        {
            var spiking = AnnToSnn.Convert(network, [data], _exact with { PerChannel = perChannel }).Network;
            var expected = Samples.Doubles(network.Predict(data, 1));
            var size = expected.Max(Math.Abs);
            foreach (var steps in new[] { 64, 512 })
            {
                var actual = Mean(spiking.Predict(data, steps));
                var error = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / size;
                // one spike more or less of a neuron in each of the layers, however they are weighted
                Assert.True(error < 25.0 / steps, $"{name}, {perChannel}: {error} at {steps}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_network_that_is_converted_does_not_change_and_what_is_made_of_it_can_be_saved(string name)
    {
        var (network, data) = Analogue.Of(name);
        var (before, output) = (Samples.Weights(network), Samples.Flat(network.Predict(data, 1)));
        var spiking = AnnToSnn.Convert(network, [data]).Network;
        Assert.Equal(before, Samples.Weights(network));
        Assert.Equal(output, Samples.Flat(network.Predict(data, 1)));
        var path = Samples.TemporaryFile("spiking.safetensors");
        spiking.Save(path);
        Assert.Equal(Samples.Flat(spiking.Predict(data, 9)), Samples.Flat(Network.Load(path).Predict(data, 9)));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void All_spikes_are_0_or_1_and_there_are_no_more_of_them_than_one_a_step(string name)
    {
        var (network, data) = Analogue.Of(name);
        var spiking = AnnToSnn.Convert(network, [data]).Network;
        var trace = spiking.Trace(data, 12);
        var neurons = spiking.Layers.Index().Where(layer => layer.Item is Iaf).ToArray();
        Assert.NotEmpty(neurons);
        foreach (var (index, _) in neurons) Assert.All(Samples.Flat(trace[index]), spike => Assert.True(spike is 0 or 1));
    }

    [Fact]
    public void Thresholds_are_1_where_weights_alone_come_before()
    {
        foreach (var name in new[] { "layers with weights alone", "convolutions, in groups", "largest of currents" })
        {
            var (network, data) = Analogue.Of(name);
            foreach (var neurons in AnnToSnn.Convert(network, [data]).Network.Layers.OfType<Iaf>())
                Assert.Equal([1.0], neurons.Parameter("VTh").ToArray().Distinct());
        }
    }

    [Fact]
    public void Activations_whose_spikes_meet_in_a_sum_have_one_scale_which_is_the_largest()
    {
        var (network, data) = Analogue.Of("a residual connection of spikes");
        var options = _exact with { PerChannel = false };
        var layers = AnnToSnn.Convert(network, [data], options).Report.Layers;
        Assert.Equal(2, layers.Count);
        Assert.Equal(layers[0].Scales, layers[1].Scales);
        var first = Samples.Flat(network.Trace(data, 1)[1]).Max();
        Assert.True(layers[0].Scales[0] >= first * (1 - 1e-6));
    }

    [Fact]
    public void The_scale_is_the_percentile_and_what_is_above_it_is_counted()
    {
        var network = new Sequential(1, new Activation(ActivationFunction.Relu, 2), new Linear(2, 2));
        // one channel is 0 … 100, the other never positive
        var values = Enumerable.Range(0, 101).SelectMany(i => new[] { (float)i, -1 }).ToArray();
        var data = Tensor.Create(values, [101, 2]);
        var layer = AnnToSnn.Convert(network, [data], new() { Percentile = 90.5 }).Report.Layers[0];
        Assert.Equal(90.5, layer.Scales[0], 1e-5);
        Assert.Equal(1e-6, layer.Scales[1]);
        Assert.Equal(10.0 / 202, layer.Saturated, 1e-9);
        Assert.Equal(0.5, layer.Silent);
        Assert.Equal(100, AnnToSnn.Convert(network, [data], new() { Percentile = 100, PerChannel = false }).Report.Layers[0].Scales[0]);
    }

    [Fact]
    public void Batches_become_one_scale_by_a_running_mean_or_the_largest()
    {
        var network = new Sequential(1, new Activation(ActivationFunction.Relu, 1), new Linear(1, 2));
        Tensor<float>[] batches = [.. new[] { 4f, 10, 2 }.Select(value => Tensor.Create([value], [1, 1]))];
        var mean = AnnToSnn.Convert(network, batches, new() { Momentum = 0.5 }).Report.Layers[0].Scales[0];
        Assert.Equal(((4 + 10) / 2 + 2) / 2.0, mean, 1e-6);
        Assert.Equal(10, AnnToSnn.Convert(network, batches, new() { Over = BatchStatistics.Largest }).Report.Layers[0].Scales[0], 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void After_as_many_steps_as_there_are_levels_neurons_give_what_quantised_units_give(int levels)
    {
        var network = new Sequential(3, new Linear(5, 40), new Qcfs(levels, 0.9), new Linear(40, 3));
        var data = Samples.Uniform(8, -2, 3, 30, 5);
        var spiking = AnnToSnn.Convert(network, [data]).Network;
        var expected = network.Trace(data, 1)[1];
        var spikes = Mean(spiking.Trace(data, levels)[1]);
        var different = Samples.Flat(expected).Zip(spikes, (e, rate) => Math.Abs(e - 0.9 * rate)).Count(error => error > 1e-5);
        // a current at the border of two levels may be rounded to the other
        Assert.True(different <= 2, $"{different} of {spikes.Length} units differ");
    }

    [Fact]
    public void Pieces_of_the_steps_give_the_accuracy_of_the_whole()
    {
        var data = Samples.Classes(70);
        var network = new Sequential(4, new Linear(6, 12), new Activation(ActivationFunction.Relu), new Linear(12, 3));
        var (spiking, report) = AnnToSnn.Convert(network, data);
        var inputs = Tensor.Create([.. Enumerable.Range(0, 70).SelectMany(i => data.Sample(i).ToArray())], [70, 6]);
        int[] steps = [1, 5, 8, 21];
        var overTime = report.AccuracyOverTime(data, steps, batchSize: 32);
        Assert.Equal(steps, overTime.Select(at => at.TimeSteps));
        foreach (var (time, accuracy) in overTime) Assert.Equal(Accuracy(Mean(spiking.Predict(inputs, time)), data.Labels), accuracy, 1e-9);
        Assert.Equal(Accuracy(Samples.Doubles(network.Predict(inputs, 1)), data.Labels), report.AnalogueAccuracy(data), 1e-9);
    }

    [Fact]
    public void Rates_are_told_beside_activations()
    {
        var (network, data) = Analogue.Of("layers with weights alone");
        var report = AnnToSnn.Convert(network, [data], _exact).Report;
        var (few, many) = (report.RateErrors(data, 8), report.RateErrors(data, 400));
        var activations = Samples.Doubles(network.Trace(data, 1)[1]);
        Assert.Equal(activations.Average(), many[0].MeanActivation, 1e-5);
        Assert.Equal(many[0].MeanActivation, many[0].MeanRate, 0.01);
        Assert.All(few.Zip(many), pair => Assert.True(pair.Second.Error < pair.First.Error / 10));
    }

    [Fact]
    public void Max_pooling_becomes_what_is_asked_for()
    {
        var (network, data) = Analogue.Of("largest of spikes");
        Assert.Single(Made(MaxPoolConversion.Spiking).OfType<SpikingMaxPool2d>());
        Assert.Single(Made(MaxPoolConversion.EachStep).OfType<MaxPool2d>());
        Assert.Single(Made(MaxPoolConversion.Average).OfType<AveragePool2d>());

        IReadOnlyList<Layer> Made(MaxPoolConversion pooling) => AnnToSnn.Convert(network, [data], new() { MaxPooling = pooling }).Network.Layers;
    }

    public static TheoryData<string> Refused => [.. _refused.Keys];

    private static readonly Dictionary<string, (Func<Network> Network, ConversionOptions Options, string Message)> _refused = new()
    {
        ["sigmoid"] = (() => new Sequential(1, new Linear(6, 3), new Activation(ActivationFunction.Sigmoid)), new(),
            "Layer 1, Sigmoid, is no rate of spikes; train the network with Relu or Qcfs instead."),
        ["neurons"] = (() => new Sequential(1, new Linear(6, 3), new Leaky(3)), new(),
            "Layer 1, Leaky(3), is of neurons already; an analogue network is converted."),
        ["layer norm"] = (() => new Sequential(1, new Linear(6, 3), new LayerNorm(3)), new(), "Layer 1, LayerNorm(3), divides by"),
        ["delay"] = (() => new Sequential(1, new Linear(6, 3), new Residual(new Delay(2))), new(), "Layer 1.0, Delay(2), has no counterpart"),
        ["nothing to convert"] = (() => new Sequential(1, new Linear(6, 3)), new(), "no activation that becomes neurons"),
        ["a sum with the input"] = (
            () => new Sequential(
                1, new Input(6), new Residual(new Linear(6, 6), new Activation(ActivationFunction.Relu)), new Linear(6, 2)),
            new(), "is the sum of"),
        ["two ceilings"] = (
            () => new Sequential(1, new Linear(6, 6), new Qcfs(8, 2), new Residual(new Linear(6, 6), new Qcfs(8, 3)), new Linear(6, 2)),
            new(), "meet in a sum"),
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_converted_is_refused_by_its_name(string what)
    {
        var (network, options, message) = _refused[what];
        var error = Assert.Throws<ArgumentException>(() => AnnToSnn.Convert(network(), [Samples.Uniform(1, 0, 1, 4, 6)], options));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Currents_cannot_be_pooled_at_each_step()
    {
        var (network, data) = Analogue.Of("largest of currents");
        var error = Assert.Throws<ArgumentException>(
            () => AnnToSnn.Convert(network, [data], new() { MaxPooling = MaxPoolConversion.EachStep }));
        Assert.Contains("Layer 2, MaxPool2d(2), takes currents", error.Message);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Contains("Percentile is 0; it must be in (0, 100]",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ConversionOptions { Percentile = 0 }).Message);
        Assert.Contains("InitialPotential is 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ConversionOptions { InitialPotential = 1 }).Message);
        Assert.Contains("Momentum", Assert.Throws<ArgumentOutOfRangeException>(() => new ConversionOptions { Momentum = 0 }).Message);
        Assert.Contains("no batch", Assert.Throws<ArgumentException>(() => AnnToSnn.Convert(Analogue.Of("relu6").Network, [])).Message);
    }

    private static double[] Mean(Tensor<float> output)
    {
        var (all, steps) = (Samples.Doubles(output), (int)output.Lengths[0]);
        var size = all.Length / steps;
        return [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, steps).Sum(t => all[t * size + i]) / steps)];
    }

    private static double Accuracy(double[] outputs, ReadOnlySpan<int> labels)
    {
        var (classes, right) = (outputs.Length / labels.Length, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = outputs[(i * classes)..((i + 1) * classes)];
            if (Array.IndexOf(row, row.Max()) == labels[i]) right++;
        }
        return (double)right / labels.Length;
    }
}
