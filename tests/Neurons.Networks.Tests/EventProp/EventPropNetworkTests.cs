using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

public class EventPropNetworkTests
{
    [Fact]
    public void The_gradient_of_a_network_is_the_sum_of_those_of_its_samples_on_any_number_of_threads()
    {
        var network = Network();
        var (spikes, labels) = Points(12, 1);
        var run = network.Forward(spikes, 0.06);
        var loss = Loss.SpikeTimeCrossEntropy(0.005, early: 0.01);
        var (_, outer) = loss.Evaluate(run.FirstSpikes, labels);
        var whole = run.Pullback(new() { FirstSpikes = outer });
        Assert.Equal(["weight_0", "weight_1"], whole.Parameters.Select(parameter => parameter.Name));
        var sum = new double[whole[0].FlattenedLength];
        for (var s = 0; s < 12; s++)
        {
            var one = network.Forward([spikes[s]], 0.06);
            var part = one.Pullback(new() { FirstSpikes = Tensor.Create(Samples.Flat(outer)[(s * 3)..((s + 1) * 3)], [1, 3]) });
            for (var i = 0; i < sum.Length; i++) sum[i] += Samples.Flat(part[0])[i];
        }
        Assert.Contains(sum, value => value != 0);
        Numbers.Close(1e-5, sum, Samples.Flat(whole[0]));
        var runs = Numbers.WithThreads(() => Samples.Flat(network.Forward(spikes, 0.06).Pullback(new() { FirstSpikes = outer })[0]));
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
    }

    [Fact]
    public void A_loss_of_readouts_reaches_weights_and_input_times()
    {
        var network = new EventPropNetwork(2, new(5, 20), new(20, 3, Spikes: false));
        var (spikes, labels) = Points(4, 1);
        var run = network.Forward(spikes, 0.06);
        var (_, maxima) = Loss.CrossEntropy().Evaluate(run.Maxima, labels);
        var gradients = run.Pullback(new() { Maxima = maxima }, out var times);
        Assert.All(times, sample => Assert.Equal(5, sample.Length));
        Assert.Contains(times, sample => sample.Any(value => value != 0));
        Assert.Contains(Samples.Flat(gradients["weight_0"]), value => value != 0);
        var integrals = run.Pullback(new() { Integrals = maxima });
        Assert.Contains(Samples.Flat(integrals["weight_1"]), value => value != 0);
    }

    [Fact]
    public void Training_by_spike_times_learns_the_yin_yang()
    {
        var network = Network();
        var (spikes, labels) = Points(300, 1);
        var loss = Loss.SpikeTimeCrossEntropy(0.003);
        var adam = new Adam(0.01);
        double Value() => loss.Evaluate(network.Forward(spikes, 0.06).FirstSpikes, labels).Value;
        var before = Value();
        for (var epoch = 0; epoch < 12; epoch++)
        {
            for (var from = 0; from < 300; from += 50)
            {
                var run = network.Forward(spikes[from..(from + 50)], 0.06);
                adam.Step(run.Pullback(new() { FirstSpikes = loss.Evaluate(run.FirstSpikes, labels[from..(from + 50)]).Gradient }));
            }
        }
        Assert.True(Value() < 0.75 * before, $"{Value()} of {before}");
    }

    [Fact]
    public void The_loss_of_spike_times_has_the_gradient_of_differences_and_reads_the_earliest_as_the_class()
    {
        var loss = Loss.SpikeTimeCrossEntropy(0.5, early: 0.3, earlyScale: 2);
        var times = Tensor.Create([0.3f, 0.9f, 0.5f, 1.2f, 0.4f, 0.6f], [2, 3]);
        int[] labels = [2, 1];
        var (_, gradient) = loss.Evaluate(times, labels);
        for (var i = 0; i < 6; i++)
        {
            double Moved(float by)
            {
                var moved = Samples.Flat(times);
                moved[i] += by;
                return loss.Evaluate(Tensor.Create(moved, [2, 3]), labels).Value;
            }
            Assert.Equal((Moved(1e-2f) - Moved(-1e-2f)) / 2e-2, Samples.Flat(gradient)[i], 1e-3);
        }
        Assert.Equal([0, 1], loss.Classes(times));
        Assert.Contains("a label is 3; it must be in 0 .. 2", Assert.ThrowsAny<ArgumentException>(() => loss.Evaluate(times, [3, 0])).Message);
    }

    [Fact]
    public void A_network_is_saved_and_read_back()
    {
        var path = Samples.TemporaryFile("times.safetensors");
        var network = new EventPropNetwork(
            3, new(5, 8, TauSyn: 0.005, Recurrent: true, Weights: Initializer.Normal(1.5, 0.78), RecurrentWeights: Initializer.Uniform(-0.1, 0.1)),
            new(8, 3, Spikes: false));
        network.Save(path);
        var read = EventPropNetwork.Load(path);
        Assert.Equal((network.ToString(), network.Seed), (read.ToString(), read.Seed));
        Assert.Equal(network.Layers.Select(layer => layer.Options), read.Layers.Select(layer => layer.Options));
        Assert.Equal(network.Parameters.SelectMany(p => Samples.Flat(p.Value)), read.Parameters.SelectMany(p => Samples.Flat(p.Value)));
        var (spikes, _) = Points(4, 1);
        Assert.Equal(Samples.Flat(network.Forward(spikes, 0.06).Maxima), Samples.Flat(read.Forward(spikes, 0.06).Maxima));

        var file = SafetensorsFile.Read(path);
        foreach (var (was, becomes) in new[] { ("\"outputs\":8", "\"outputs\":2000000000"), ("\"layers\"", "\"leyers\""), ("0.005", "-1") })
        {
            var damaged = new Dictionary<string, string>(file.Metadata) { ["network"] = file.Metadata["network"].Replace(was, becomes) };
            Assert.NotEqual(file.Metadata["network"], damaged["network"]);
            var other = Samples.TemporaryFile("damaged.safetensors");
            SafetensorsFile.Write(other, damaged, file.Names.Select(file.Entry));
            Assert.Throws<FormatError>(() => EventPropNetwork.Load(other));
        }
        Assert.Throws<FormatError>(() => Networks.Network.Load(path));
    }

    [Fact]
    public void Layers_that_do_not_fit_are_refused()
    {
        string Message(params ExactLifOptions[] layers) => Assert.ThrowsAny<ArgumentException>(() => new EventPropNetwork(1, layers)).Message;
        Assert.Contains("layer 0 has 7 outputs and layer 1 8 inputs", Message(new(5, 7), new(8, 3)));
        Assert.Contains("layer 0 of 2 is of readouts", Message(new(5, 7, Spikes: false), new(7, 3)));
        Assert.Contains("at least one is needed", Message());
    }

    [Fact]
    public void The_points_of_the_yin_yang_are_of_each_class_in_turn_and_its_coordinates_sum_to_one()
    {
        var data = YinYang.Load(300, 7);
        Assert.Equal(100, data.Labels.ToArray().Count(label => label == 2));
        for (var i = 0; i < data.Count; i++)
        {
            var p = data.Sample(i);
            Assert.Equal(1, p[0] + p[2], 1e-6f);
            Assert.True(Math.Sqrt(((p[0] - 0.5) * (p[0] - 0.5)) + ((p[1] - 0.5) * (p[1] - 0.5))) <= 0.5 + 1e-6);
            // turned by half a circle, yin is yang
            if (data.Labels[i] == 2)
                Assert.True(Math.Min(Math.Abs(p[0] - 0.25), Math.Abs(p[0] - 0.75)) < 0.1 && Math.Abs(p[1] - 0.5) < 0.1);
        }
        Assert.Equal(data.Sample(5).ToArray(), YinYang.Load(300, 7).Sample(5).ToArray());
    }

    private static EventPropNetwork Network() => new(1, new(5, 40), new(40, 3));

    private static (TimedSpike[][] Spikes, int[] Labels) Points(int count, ulong seed)
    {
        var data = YinYang.Load(count, seed);
        return ([.. Enumerable.Range(0, count).Select(i => TimedSpike.Of(data.Sample(i), 0.005, 0.035, bias: 0.005))], data.Labels.ToArray());
    }
}
