using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class LayerBehaviourTests
{
    private static readonly int[] _image = [2, 6, 5];

    [Fact]
    public void Neurons_without_a_shape_take_that_of_their_input()
    {
        var neurons = new Leaky(options: new() { Beta = Learnable.PerNeuron(0.8) });
        Assert.Null(neurons.InputShape);
        Assert.Equal("Leaky", neurons.ToString());
        Assert.Contains("give the number of features", Assert.Throws<InvalidOperationException>(() => neurons.Features).Message);
        Assert.Throws<InvalidOperationException>(() => neurons.Integral(new float[4, 2, 3]));

        var network = new Sequential(1, new Input(_image), new Conv2d(2, 3, 3), neurons);
        Assert.Equal([3, 4, 3], network.OutputShape.ToArray());
        Assert.Equal(36, neurons.Features);
        Assert.Equal([3, 4, 3], network.Parameters[^1].Value.Lengths.ToArray());
        Assert.Equal("Leaky(3, 4, 3)", neurons.ToString());
    }

    [Fact]
    public void Options_that_are_not_allowed_are_found_before_the_shape_is_known()
    {
        var error = Assert.Throws<ArgumentException>(() => new CubaLif(options: new() { TauMemInv = -5, Dt = 0 }));
        Assert.Contains("2 options are not valid", error.Message);
        var network = Assert.Throws<ArgumentException>(
            () => new Sequential(1, new Input(_image), new Leaky(options: new() { Beta = new double[] { 0.5, 0.6 } })));
        Assert.Contains("Beta has the shape [2]; it must be the last dimensions of the state's [2, 6, 5]", network.Message);
        var channels = Assert.Throws<ArgumentException>(
            () => new Sequential(1, new Input(_image), new Leaky(options: new() { Beta = NeuronParameter.PerChannel(0.5) })));
        Assert.Contains("1 values per channel were given for a layer of shape [2, 6, 5]; it has 2 channels", channels.Message);
    }

    [Fact]
    public async Task Convolutions_train_on_spikes_as_bits_as_on_spikes_as_numbers()
    {
        // an activation takes numbers alone
        var bits = new Sequential(
            1, new Input(_image), new Conv2d(2, 3, 3, padding: 1), new Leaky(), new Conv2d(3, 2, 3), new Leaky(), new Flatten(), new Linear(24, 3));
        var numbers = new Sequential(
            1, new Input(_image), Identity(), new Conv2d(2, 3, 3, padding: 1), new Leaky(), Identity(), new Conv2d(3, 2, 3), new Leaky(),
            new Flatten(), Identity(), new Linear(24, 3));
        foreach (var (from, to) in bits.Parameters.Zip(numbers.Parameters))
        {
            var values = Samples.Flat(from.Value);
            for (var i = 0; i < values.Length; i++) Differences.Write(to, i, values[i]);
        }

        var data = new Dataset(Samples.Uniform(4, 0, 1, 24, 2, 6, 5), [.. Enumerable.Range(0, 24).Select(i => i % 3)]);
        foreach (var network in new[] { bits, numbers })
        {
            var trainer = new Trainer(network, Loss.MeanMembraneCrossEntropy(), new Adam(0.01), seed: 3)
            {
                TimeSteps = 6,
                BatchSize = 8,
                Encoding = InputEncoding.Rate()
            };
            await Samples.Train(trainer, data, 2);
        }
        Assert.Equal(Samples.Weights(numbers), Samples.Weights(bits));

        static Activation Identity() => new(ActivationFunction.Identity);
    }

    [Fact]
    public void A_parameter_per_channel_is_one_per_neuron_that_is_the_same_in_a_channel_with_the_sum_of_the_gradients()
    {
        double[] betas = [0.5, 0.8];
        var each = Tensor.Create(betas.SelectMany(beta => Enumerable.Repeat(beta, 30)).ToArray(), [2, 6, 5]);
        var channels = new Leaky(_image, new() { Beta = Learnable.PerChannel(betas) });
        var neurons = new Leaky(_image, new() { Beta = Learnable.PerNeuron(each) });
        var (a, b) = (new Sequential(1, channels), new Sequential(1, neurons));
        var input = Samples.Uniform(3, 0, 1, 8, 3, 2, 6, 5);
        var (x, y) = (a.Forward(input), b.Forward(input));
        TestTensors.AssertEqual(y.Output, x.Output);

        var outer = Samples.Uniform(4, -1, 1, x.Output.Lengths);
        var gradient = Samples.Flat(x.Pullback(outer)[0]);
        var expected = Samples.Flat(y.Pullback(outer)[0]).Chunk(30).Select(part => part.Sum(value => (double)value)).ToArray();
        Assert.Equal(expected.Length, gradient.Length);
        for (var c = 0; c < 2; c++) Assert.Equal(expected[c], gradient[c], 1e-4 * Math.Max(1, Math.Abs(expected[c])));

        var parameter = channels.Parameter("Beta");
        Assert.True(parameter.IsPerChannel && !parameter.IsPerNeuron);
        Assert.Equal([2], parameter.Shape.ToArray());
        Assert.Equal(betas, parameter.ToArray());
        parameter.Set(0.25, 0.75);
        Assert.Equal([0.25f, 0.75f], Samples.Flat(a.Parameters[0].Value));
        Differences.Write(a.Parameters[0], 1, 7); // beyond its range
        Assert.Equal([0.25, 1.0], parameter.ToArray());
    }

    [Fact]
    public void Layers_that_do_not_fit_are_an_error_with_the_chain_of_shapes()
    {
        string Message(params Layer[] layers) => Assert.Throws<ArgumentException>(() => new Sequential(1, [new Input(_image), .. layers])).Message;

        Assert.Contains(
            "0: Input(2 × 6 × 5) gives [2, 6, 5]; 1: Conv2d(2 → 4, kernel 3) gives [4, 4, 3]; 2: MaxPool2d(2) gives [4, 2, 1]; "
            + "3: Linear(8 → 3) takes [8]",
            Message(new Conv2d(2, 4, 3), new MaxPool2d(2), new Linear(8, 3)));
        Assert.Contains("1: Conv2d(3 → 4, kernel 3) takes [3, height, width]", Message(new Conv2d(3, 4, 3)));
        Assert.Contains("smaller than the kernel [7, 7]", Message(new Conv2d(2, 4, 7)));
        Assert.Contains("MaxPool1d(2) takes [channels, length]", Message(new MaxPool1d(2)));
        Assert.Contains("BatchNorm(3) takes [3, …]", Message(new BatchNorm(3)));
        Assert.Contains("LayerNorm(6) takes […, 6]", Message(new LayerNorm(6)));
        Assert.Contains("sums [3, 6, 5] and [2, 6, 5], which must be of one shape", Message(new Residual(new Conv2d(2, 3, 1))));
        Assert.Contains(
            "concatenates [3, 4, 3] and [2, 6, 5], which must be equal but for the first length",
            Message(new Branches(Merge.Concatenate, new Conv2d(2, 3, 3), new Block())));
        Assert.Contains("0: Conv2d(1 → 3, kernel 1) takes [1, height, width]", Message(new Block(new Conv2d(1, 3, 1))));
        Assert.Contains(
            "concatenates [1073741824] and [1073741824], 2147483648 numbers in all; at most 2147483591 are possible",
            Assert.Throws<ArgumentException>(() =>
                new Sequential(1, new Input(1 << 30), new Branches(Merge.Concatenate, new Block(), new Block()))).Message);
        Assert.Contains("already part of a network", Message([.. Enumerable.Repeat(new Dropout(), 2)]));
    }

    [Fact]
    public void Settings_that_are_not_allowed_are_errors_that_name_them()
    {
        string Message(Func<Layer> make) => Assert.ThrowsAny<ArgumentException>(() => make()).Message;

        Assert.Contains("Conv2d: inputs is 0; it must be ≥ 1", Message(() => new Conv2d(0, 1, 1)));
        Assert.Contains("Conv2d: stride is 0; it must be ≥ 1", Message(() => new Conv2d(1, 1, 1, stride: (1, 0))));
        Assert.Contains("Conv1d: padding is -1; it must be ≥ 0", Message(() => new Conv1d(1, 1, 1, padding: -1)));
        Assert.Contains("groups is 2; it must be ≥ 1 and divide both the 3 inputs and the 4 outputs", Message(() => new Conv1d(3, 4, 1, groups: 2)));
        Assert.Contains("MaxPool2d: padding is 2; it must be ≥ 0 and at most half of the kernel, 3", Message(() => new MaxPool2d(3, padding: 2)));
        Assert.Contains("probability is 1; it must be in [0, 1)", Message(() => new Dropout(1)));
        Assert.Contains("momentum is 2; it must be in [0, 1]", Message(() => new BatchNorm(3, momentum: 2)));
        Assert.Contains("channels is 0", Message(() => new BatchNorm(0)));
        Assert.Contains(
            "BatchNorm: the shape [2147483647] has 2147483647 numbers; at most 2147483591 are possible", Message(() => new BatchNorm(int.MaxValue)));
        Assert.Contains("LayerNorm: the shape [65536, 65536, 65536] has 281474976710656 numbers", Message(() => new LayerNorm(65536, 65536, 65536)));
        Assert.Contains("Delay: steps is 0; it must be ≥ 1", Message(() => new Delay(0)));
        Assert.Contains("L1 is -1; it must be ≥ 0", Message(() => new ActivityPenalty { L1 = -1 }));
        Assert.Contains("there are no branches", Message(() => new Branches(Merge.Sum)));
        Assert.Contains("the neurons give Mem to the next layer", Message(() => new Feedback(new Leaky(3) { Output = "Mem" })));
    }

    [Fact]
    public void Dropout_drops_in_training_alone_and_otherwise_in_each_pass()
    {
        var network = new Sequential(1, new Input(1000), new Dropout(0.5));
        var ones = TestTensors.Filled(1f, 2, 3, 1000);
        TestTensors.AssertEqual(ones, network.Predict(ones));
        var (first, second) = (network.Forward(ones).Output, network.Forward(ones).Output);
        Assert.NotEqual(Samples.Flat(first), Samples.Flat(second));
        TestTensors.AssertEqual(TestTensors.At(first, 0), TestTensors.At(first, 1));
        Assert.Equal(1, TensorPrimitives.Sum<float>(Samples.Flat(first)) / 6000, 0.1);
        TestTensors.AssertEqual(first, new Sequential(1, new Input(1000), new Dropout(0.5)).Forward(ones).Output);
        Assert.NotEqual(Samples.Flat(first), Samples.Flat(new Sequential(2, new Input(1000), new Dropout(0.5)).Forward(ones).Output));
    }

    [Fact]
    public void Batch_normalisation_follows_the_batches_in_training_and_uses_that_in_evaluation()
    {
        var norm = new BatchNorm(2, momentum: 0.5);
        var network = new Sequential(1, new Input(_image), norm);
        var input = Samples.Uniform(3, 1, 5, 4, 8, 2, 6, 5);
        network.Predict(input);
        Assert.Equal([0f, 0f], Samples.Flat(norm.RunningMean.Value));
        for (var k = 0; k < 30; k++) network.Forward(input);
        Assert.All(Samples.Flat(norm.RunningMean.Value), mean => Assert.Equal(3, mean, 0.2));
        Assert.All(Samples.Flat(norm.RunningVariance.Value), variance => Assert.Equal(16 / 12.0, variance, 0.2));
        Assert.Equal(0, TensorPrimitives.Sum<float>(Samples.Flat(network.Predict(input))) / input.FlattenedLength, 0.01);
        Assert.False(norm.RunningMean.IsLearnable);
    }

    [Fact]
    public void Delays_and_feedback_go_on_where_a_piece_of_the_input_ended()
    {
        var network = new Sequential(
            1, new Input(6), new Delay(3), new Linear(6, 8), new Feedback(new Leaky()), new Residual(new Delay(1)), new Linear(8, 4),
            Feedback.OneToOne(new Synaptic()));
        var whole = Samples.Uniform(4, 0, 5, 12, 5, 6);
        var (first, state) = network.Predict(TestTensors.Steps(whole, 0, 2), null);
        var (second, last) = network.Predict(TestTensors.Steps(whole, 2, 7), state);
        var (third, _) = network.Predict(TestTensors.Steps(whole, 7, 12), last);
        float[] joined = [.. Samples.Flat(first), .. Samples.Flat(second), .. Samples.Flat(third)];
        Assert.Contains(1f, joined);
        Assert.Equal(Samples.Flat(network.Predict(whole)), joined);
    }

    [Fact]
    public void Feedback_of_weight_zero_is_no_feedback()
    {
        var input = Samples.Uniform(4, 0, 1, 9, 5, 6);
        var plain = new Sequential(1, new Leaky(6)).Predict(input);
        TestTensors.AssertEqual(plain, new Sequential(1, Feedback.OneToOne(new Leaky(6), initial: 0)).Predict(input));
        TestTensors.AssertEqual(plain, new Sequential(1, new Feedback(new Leaky(6), bias: false, Initializer.Constant(0))).Predict(input));
        Assert.NotEqual(Samples.Flat(plain), Samples.Flat(new Sequential(1, Feedback.OneToOne(new Leaky(6), initial: -2)).Predict(input)));
    }

    [Fact]
    public void The_price_of_activity_is_part_of_a_training_pass_alone()
    {
        var network = new Sequential(1, new Input(4), new ActivityPenalty { L1 = 0.5 });
        var ones = TestTensors.Filled(1f, 3, 2, 4);
        var run = network.Forward(ones);
        Assert.Equal(0.5, run.Penalty, 1e-6);
        TestTensors.AssertEqual(ones, run.Output);
        TestTensors.AssertEqual(ones, network.Predict(ones));
    }

    [Fact]
    public void An_initializer_draws_the_first_weights_and_the_default_is_that_of_before()
    {
        var weights = new Sequential(1, new Linear(30, 20, weights: Initializer.Orthogonal())).Parameters[0].Value;
        var rows = Samples.Doubles(weights).Chunk(30).ToArray();
        Assert.Equal(1, TensorPrimitives.Dot<double>(rows[3], rows[3]), 1e-5);
        Assert.Equal(0, TensorPrimitives.Dot<double>(rows[3], rows[4]), 1e-5);
        Assert.All(Samples.Flat(new Sequential(1, new Input(2, 9), new Conv1d(2, 3, 4, weights: Initializer.Constant(0.5))).Parameters[0].Value),
            value => Assert.Equal(0.5f, value));
        var bound = 1 / Math.Sqrt(2 * 9);
        var drawn = new Sequential(1, new Input(_image), new Conv2d(2, 40, 3));
        Assert.All(drawn.Parameters, parameter => Assert.InRange(Samples.Flat(parameter.Value).Max(), 0.8 * bound, bound));
    }

    [Fact]
    public void The_summary_tells_shapes_and_parameters()
    {
        var network = new Sequential(
            1, new Input(1, 28, 28), new Conv2d(1, 8, 5, padding: 2), new BatchNorm(8), new Leaky(), new MaxPool2d(2),
            new Flatten(), new Linear(1568, 10));
        var lines = network.Summary().Split('\n');
        Assert.Contains(lines, line => line.Contains("Conv2d(1 → 8, kernel 5, padding 2)  [8, 28, 28]", StringComparison.Ordinal)
            && line.Contains(" 208 ", StringComparison.Ordinal));
        Assert.Contains(
            lines, line => line.Contains("MaxPool2d(2)", StringComparison.Ordinal) && line.Contains("[8, 14, 14]", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Flatten", StringComparison.Ordinal) && line.Contains("[1568]", StringComparison.Ordinal));
    }
}
