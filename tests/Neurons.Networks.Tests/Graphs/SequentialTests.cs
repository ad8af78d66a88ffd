using System.Buffers;
using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

public class SequentialTests
{
    private static readonly Tensor<float> _x = Samples.Uniform(3, 0, 3, 5, 6);
    private static readonly int[] _labels = [0, 2, 1, 1, 0];

    [Fact]
    public void The_gradients_of_a_network_are_those_of_a_naive_float64_twin()
    {
        const int Steps = 30;
        var network = Samples.Network();
        var loss = Loss.MaxMembraneCrossEntropy();
        var (output, pullback) = network.Forward(_x, Steps);
        var (value, gradient) = loss.Evaluate(output, _labels);
        var gradients = pullback(gradient);

        double[] Weights(string name) => Samples.Doubles(network.Parameters.Single(parameter => parameter.Name == name).Value);
        var twin = new NaiveNetwork(Weights("0.weight"), Weights("0.bias"), Weights("2.weight"), Weights("2.bias"), 6, 9, 3);
        var inputs = Samples.Doubles(_x);
        for (var sample = 0; sample < 5; sample++) twin.Add(inputs[(sample * 6)..(sample * 6 + 6)], _labels[sample], Steps, 1.0 / 5);

        Assert.True(twin.Spikes > 20, $"only {twin.Spikes} spikes");
        Assert.Equal(twin.Loss, value, 1e-5);
        Close(twin.DW1, gradients["0.weight"]);
        Close(twin.DB1, gradients["0.bias"]);
        Close(twin.DW2, gradients["2.weight"]);
        Close(twin.DB2, gradients["2.bias"]);
    }

    [Fact]
    public void An_input_that_stays_the_same_gives_the_output_and_the_gradients_of_the_repeated_one()
    {
        var network = Samples.Network();
        var repeated = Tensor.Create([.. Enumerable.Repeat(Samples.Flat(_x), 20).SelectMany(row => row)], [20, 5, 6]);
        var (shortOutput, shortPullback) = network.Forward(_x, 20);
        var (longOutput, longPullback) = network.Forward(repeated);
        Assert.Equal(Samples.Flat(longOutput), Samples.Flat(shortOutput));
        var gradient = Samples.Uniform(8, -1, 1, 20, 5, 3);
        var (shorter, longer) = (shortPullback(gradient), longPullback(gradient));
        for (var p = 0; p < network.Parameters.Count; p++) Close(Samples.Doubles(longer[p]), shorter[p]);
    }

    [Theory]
    [InlineData(1, 40, 3, 10)]
    [InlineData(6, 300, 25, 32)]
    [InlineData(3, 1100, 120, 4)]
    public void The_gradient_of_spikes_is_the_same_in_pieces_as_in_one(int batch, int neurons, int steps, int outputs)
    {
        // Flatten hands the gradient on as a whole; without it, the neurons take it in pieces.
        Sequential Network(bool whole)
        {
            Layer[] layers = [
                new Linear(6, neurons), new Leaky(neurons, new() { Beta = Learnable.PerNeuron(0.9) }),
                .. whole ? new Layer[] { new Flatten() } : [], new Linear(neurons, outputs)];
            return new Sequential(1, layers);
        }
        var (inPieces, whole) = (Network(false), Network(true));
        var x = Samples.Uniform(3, 0, 4, batch, 6);
        var gradient = Samples.Uniform(8, -1, 1, steps, batch, outputs);
        foreach (var (first, second) in inPieces.Parameters.Zip(whole.Parameters)) first.Value.CopyTo(second.Value.AsTensorSpan());
        NetworkRun pieces = inPieces.Forward(x, steps), all = whole.Forward(x, steps);
        Assert.Equal(Samples.Flat(all.Output), Samples.Flat(pieces.Output));
        var (expected, gradients) = (all.Pullback(gradient), pieces.Pullback(gradient));
        Assert.NotEqual(0, TensorPrimitives.MaxMagnitude<float>(Samples.Flat(expected[0])));
        for (var p = 0; p < inPieces.Parameters.Count; p++) Close(Samples.Doubles(expected[p]), gradients[p]);
    }

    [Fact]
    public void A_network_without_memory_repeats_its_output_and_sums_the_gradient_over_time()
    {
        var network = new Sequential(1, new Linear(6, 3));
        var (output, pullback) = network.Forward(_x, 4);
        Assert.Equal([4, 5, 3], output.Lengths.ToArray());
        var flat = Samples.Flat(output);
        Assert.Equal(flat[..15], flat[45..]);
        var gradient = pullback(Samples.Uniform(8, -1, 1, 4, 5, 3));
        var repeated = Tensor.Create([.. Enumerable.Repeat(Samples.Flat(_x), 4).SelectMany(row => row)], [4, 5, 6]);
        Close(Samples.Doubles(network.Forward(repeated).Pullback(Samples.Uniform(8, -1, 1, 4, 5, 3))[0]), gradient[0]);
    }

    [Fact]
    public void Learnable_parameters_of_neurons_have_the_gradient_of_finite_differences()
    {
        LeakyIntegrator readout = new(3, new() { TauMemInv = Learnable.PerNeuron(80), VLeak = Learnable.Shared(0.1) });
        var network = new Sequential(1, new Linear(6, 3), readout);
        var loss = Loss.MeanMembraneCrossEntropy();
        double Value() => loss.Evaluate(network.Predict(_x, 15), _labels).Value;

        var (output, pullback) = network.Forward(_x, 15);
        var gradients = pullback(loss.Evaluate(output, _labels).Gradient);
        var tau = readout.Parameter("TauMemInv");
        for (var n = 0; n < 3; n++)
        {
            var values = tau.ToArray();
            double At(double value)
            {
                var moved = (double[])values.Clone();
                moved[n] = value;
                tau.Set(moved);
                return Value();
            }
            // the network computes in float32, so the steps are large
            var difference = (At(84) - At(76)) / 8;
            tau.Set(values);
            Assert.Equal(difference, Samples.Flat(gradients["1.TauMemInv"])[n], Math.Abs(difference) * 0.02 + 1e-6);
        }
    }

    [Fact]
    public void An_update_reaches_the_layer_and_keeps_its_parameters_in_their_ranges()
    {
        LeakyIntegrator readout = new(3, new() { TauMemInv = Learnable.PerNeuron(0.5) });
        var network = new Sequential(1, new Linear(6, 3), readout);
        var loss = Loss.MaxMembraneCrossEntropy();
        var adam = new Adam(10);
        var (output, pullback) = network.Forward(_x, 15);
        adam.Step(network, pullback(loss.Evaluate(output, _labels).Gradient));
        var after = readout.Parameter("TauMemInv").ToArray();
        Assert.Equal(Samples.Doubles(network.Parameters[2].Value), after);
        Assert.All(after, tau => Assert.True(tau > 0));
        Assert.Contains(after, tau => tau < 1e-30);
        Assert.Contains(after, tau => tau > 10);
    }

    [Fact]
    public void An_update_keeps_the_rules_between_parameters_for_every_neuron()
    {
        Lif lif = new(4, new() { VTh = Learnable.PerNeuron([1, 2, 3, 4]), VReset = Learnable.Shared(0.5), VRest = 0 });
        var network = new Sequential(1, new Linear(6, 4), lif);
        var (threshold, reset) = (network.Parameters[2], network.Parameters[3]);
        float[] thresholds = [0.25f, 5, 0.5f, 4];
        for (var n = 0; n < thresholds.Length; n++) threshold.Value[n] = thresholds[n];

        threshold.Changed();

        // Those at or below the reset potential have gone back as far as they must, to just above it.
        var above = MathF.BitIncrement(0.5f);
        Assert.Equal([above, 5, above, 4], lif.Parameter("VTh").ToArray());
        Assert.Equal(Samples.Doubles(threshold.Value), lif.Parameter("VTh").ToArray());

        reset.Value[0] = 7;
        reset.Changed();

        // A shared one obeys the rules of all neurons: it stays below the least threshold.
        Assert.Equal([0.5], lif.Parameter("VReset").ToArray());

        reset.Value[0] = -1;
        reset.Changed();
        reset.Value[0] = 7;
        reset.Changed();
        Assert.Equal([0.5], lif.Parameter("VReset").ToArray());
        network.Predict(Samples.Uniform(4, 0, 1, 5, 6), 20);
    }

    [Fact]
    public void Parameters_that_are_written_together_are_judged_together()
    {
        Lif lif = new(2, new() { VTh = Learnable.Shared(1), VReset = Learnable.Shared(0) });
        var network = new Sequential(1, new Linear(6, 2), lif);
        var (threshold, reset) = (network.Parameters[2], network.Parameters[3]);
        (threshold.Value[0], reset.Value[0]) = (-2, -3);

        threshold.Changed();
        reset.Changed();

        Assert.Equal([-2.0], lif.Parameter("VTh").ToArray());
        Assert.Equal([-3.0], lif.Parameter("VReset").ToArray());
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        Assert.Equal(Samples.Weights(Samples.Network(7)), Samples.Weights(Samples.Network(7)));
        Assert.NotEqual(Samples.Weights(Samples.Network(7)), Samples.Weights(Samples.Network(8)));
        var network = new Sequential(7, new Linear(4, 4), new Linear(4, 4));
        Assert.NotEqual(Samples.Flat(network.Parameters[0].Value), Samples.Flat(network.Parameters[2].Value));
    }

    [Fact]
    public void A_workspace_changes_where_results_lie_but_not_what_they_are()
    {
        var network = Samples.Network();
        var workspace = new Workspace();
        var kept = network.Forward(_x, 20, workspace).Output;
        Assert.Equal(Samples.Flat(network.Predict(_x, 20)), Samples.Flat(kept));
        Assert.Same(kept, network.Forward(Samples.Uniform(4, 0, 1, 5, 6), 20, workspace).Output);
    }

    [Fact]
    public void Layers_that_do_not_fit_are_an_error_that_shows_the_chain_of_shapes()
    {
        var error = Assert.Throws<ArgumentException>(() => new Sequential(1, new Linear(6, 9), new CubaLif(9), new Linear(8, 3)));
        Assert.Contains("0: Linear(6 → 9) gives [9]; 1: CubaLif(9) gives [9]; 2: Linear(8 → 3) takes [8]", error.Message);
    }

    [Fact]
    public void A_layer_is_part_of_one_network_only()
    {
        var layer = new Linear(3, 3);
        _ = new Sequential(1, layer);
        Assert.Contains("already part of a network", Assert.Throws<ArgumentException>(() => new Sequential(1, layer)).Message);
    }

    [Fact]
    public void Inputs_and_gradients_of_a_wrong_shape_are_errors_that_name_both_shapes()
    {
        var network = Samples.Network();
        var input = Assert.Throws<ArgumentException>(() => network.Predict(Samples.Uniform(1, 0, 1, 5, 7), 3));
        Assert.Contains("[5, 7]", input.Message);
        Assert.Contains("[6]", input.Message);
        var gradient = Assert.Throws<ArgumentException>(() => network.Forward(_x, 3).Pullback(Samples.Uniform(1, 0, 1, 2, 5, 3)));
        Assert.Contains("[2, 5, 3]", gradient.Message);
        Assert.Contains("[3, 5, 3]", gradient.Message);
        Assert.Contains("timeSteps is 0", Assert.Throws<ArgumentOutOfRangeException>(() => network.Predict(_x, 0)).Message);
    }

    [Fact]
    public void A_gradient_and_an_input_may_be_parts_of_larger_tensors()
    {
        var gradient = Samples.Uniform(3, -1, 1, 3, 5, 3);
        Func<Tensor<float>, Tensor<float>> partOf = tensor =>
        {
            var larger = Tensor.CreateFromShape<float>([.. tensor.Lengths[..^1], tensor.Lengths[^1] + 2]);
            var ranges = tensor.Lengths.ToArray().Select(_ => NRange.All).ToArray();
            ranges[^1] = new NRange(1, tensor.Lengths[^1] + 1);
            var part = larger.Slice(ranges);
            tensor.CopyTo(part.AsTensorSpan());
            return part;
        };
        Func<Layer>[] lasts = [() => new LeakyIntegrator(3), () => new Dropout(0.5), () => new OverTime(Reduction.Last), () => new Delay(1),
            () => new LayerNorm(3), () => new ActivityPenalty()];
        foreach (var last in lasts)
        {
            Tensor<float> First(Func<Tensor<float>, Tensor<float>> form)
            {
                var run = new Sequential(1, new Linear(6, 3), last()).Forward(form(_x), 3);
                var whole = run.Output.Lengths[0] == 3 ? gradient : Samples.Uniform(3, -1, 1, 1, 5, 3);
                return run.Pullback(form(whole))[0];
            }
            Assert.Equal(Samples.Doubles(First(tensor => tensor)), Samples.Doubles(First(partOf)));
        }
    }

    [Fact]
    public void The_summary_lists_shapes_and_numbers_of_parameters()
    {
        var lines = Samples.Network().Summary().Split('\n');
        Assert.Matches(@"0 +Linear\(6 → 9\) +\[9\] +63 ", lines[2]);
        Assert.Matches(@"1 +CubaLif\(9\) +\[9\] +0 ", lines[3]);
        Assert.Matches(@"total +93 ", lines[6]);
    }

    private static void Close(double[] expected, Tensor<float> actual)
    {
        var scale = expected.Max(Math.Abs);
        Assert.True(scale > 1e-6, "the gradient is 0 everywhere");
        foreach (var (wanted, found) in expected.Zip(Samples.Doubles(actual)))
            Assert.True(Math.Abs(wanted - found) <= 2e-4 * scale, $"{found} is not {wanted}");
    }
}
