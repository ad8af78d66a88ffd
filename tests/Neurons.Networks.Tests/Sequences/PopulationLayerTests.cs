using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

/// <summary>Layers whose steps sum over a batch or a population.</summary>
public class PopulationLayerTests
{
    [Fact]
    public void A_potential_is_normalised_over_the_batch_at_each_step()
    {
        var layer = new MpbnLif(2);
        var x = Random(1, 4, 50, 2);
        Tensor<double>[] parameters =
            [TestTensors.Filled(1.0, 2), TestTensors.Filled(0.0, 2), TestTensors.Filled(0.0, 2), TestTensors.Filled(1.0, 2)];
        var (buffers, z) = (new MpbnBuffers<double>(Like(x), Like(x), Like(x)), Like(x));
        layer.Forward(parameters, null, x, buffers, z, isTraining: true);
        foreach (var step in Samples.Flat(buffers.Normalized).Chunk(100))
        {
            double[] channel = [.. step.Where((_, i) => i % 2 == 1)];
            Assert.Equal(0, channel.Average(), 1e-12);
            Assert.Equal(1, channel.Average(value => value * value), 1e-3);
        }
        Assert.Equal(Samples.Flat(buffers.Normalized).Select(y => y >= 1 ? 1.0 : 0), Samples.Flat(z));
    }

    [Fact]
    public void In_evaluation_running_statistics_stand_for_those_of_the_batch()
    {
        var network = new Sequential(1, new Input(2), new MpbnLif(2));
        var x = Samples.Uniform(1, -1, 3, 6, 20, 2);
        for (var k = 0; k < 5; k++) network.Forward(x);
        var whole = Samples.Flat(network.Predict(x)).Chunk(40).ToArray();
        // each sample by itself
        for (var sample = 0; sample < 20; sample += 7)
        {
            var alone = Samples.Flat(network.Predict(Tensor.Create(
                Samples.Flat(x).Chunk(40).SelectMany(step => step[(2 * sample)..(2 * sample + 2)]).ToArray(), [6, 1, 2])));
            Assert.Equal(whole.SelectMany(step => step[(2 * sample)..(2 * sample + 2)]), alone);
        }
    }

    [Fact]
    public void Options_of_normalised_neurons_that_are_not_possible_are_refused()
    {
        static void Refused(string message, Action call) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(call).Message);

        Refused("channels is 0", () => new MpbnLif(0));
        Refused("tau is 0.5; it must be at least 1 step", () => new MpbnLif(2, tau: 0.5));
        Refused("threshold is NaN; it must be finite", () => new MpbnLif(2, threshold: double.NaN));
        Refused("takes [2, …]", () => new Sequential(1, new Input(3), new MpbnLif(2)));
    }

    [Fact]
    public void Spikes_come_back_within_their_population_one_step_later_and_the_bias_with_them()
    {
        var layer = new IntraLayerConnections(new Leaky(new LeakyOptions { Beta = 0.5, Threshold = 0.4 }), 2);
        var network = new Sequential(4, new Input(6), layer);
        var connections = (GroupedLinear)layer["lateral"];
        var x = Samples.Uniform(1, -0.5f, 1, 8, 3, 6);
        var z = Samples.Flat(network.Predict(x)).Chunk(18).ToArray();
        var (given, w, b) = (Samples.Flat(x).Chunk(18).ToArray(), Samples.Flat(connections.Weight.Value), Samples.Flat(connections.Bias!.Value));

        // the same currents from outside
        var currents = given.Select((step, t) => step.Select((value, i) =>
        {
            var (sample, n) = (i / 6, i % 6);
            var sum = t == 0 ? 0 : b[n];
            for (var k = 0; k < 3 && t > 0; k++) sum += w[n * 3 + k] * z[t - 1][sample * 6 + n / 3 * 3 + k];
            return value + sum;
        }));
        var alone = new Sequential(1, new Leaky(6, new LeakyOptions { Beta = 0.5, Threshold = 0.4 }));
        var again = Samples.Flat(alone.Predict(Tensor.Create(currents.SelectMany(step => step).ToArray(), [8, 3, 6])));
        Assert.Equal(z.SelectMany(step => step), again);
        Assert.Contains(1f, again);
    }

    [Fact]
    public void The_gradients_within_populations_are_those_of_differences()
    {
        var input = Samples.Uniform(3, -1, 1, 5, 2, 6);
        Differences.Check(
            () => new Sequential(1, new Input(6), new IntraLayerConnections(new LeakyIntegrator(), 3)), network => network.Forward(input));
        Differences.Check(() => new Sequential(1, new Input(6), new GroupedLinear(new(3, 2, 4))), network => network.Forward(input));
    }

    [Fact]
    public void Populations_that_do_not_fit_are_refused()
    {
        static void Refused(string message, Action call) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(call).Message);

        Refused("of 4 populations of the same size", () => new Sequential(1, new Input(6), new IntraLayerConnections(new Leaky(), 4)));
        Refused("populations is 0; it must be ≥ 1", () => new IntraLayerConnections(new Leaky(), 0));
        Refused("one input is needed", () => new IntraLayerConnections(new CurrentLif(new CurrentLifOptions { Current = true }), 2));
        Refused("groups is 0", () => new GroupedLinear(new(0, 1, 1)));
    }
}
