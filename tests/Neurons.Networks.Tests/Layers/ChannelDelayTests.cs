using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class ChannelDelayTests
{
    private static readonly double[] _delays = [0, 1.3, 4, 2.75];

    [Fact]
    public void Each_channel_comes_later_by_its_own_delay_and_between_steps_on_a_straight_line()
    {
        var x = Random(1, 9, 2, 4, 3);
        var y = Apply(_delays, null, EachStep(x)).Output;
        for (var t = 0; t < 9; t++)
        {
            for (var i = 0; i < 24; i++)
            {
                var d = _delays[i / 3 % 4];
                var n = (int)d;
                var expected = ((1 - (d - n)) * At(t - n)) + ((d - n) * At(t - n - 1));
                Assert.Equal(expected, Samples.Flat(y)[(t * 24) + i], 1e-15);
                double At(int step) => step < 0 ? 0 : Samples.Flat(x)[(step * 24) + i];
            }
        }
    }

    [Fact]
    public void Pieces_are_the_whole()
    {
        var x = Random(1, 9, 2, 4, 3);
        var all = Samples.Flat(x);
        var (whole, last) = Apply(_delays, null, EachStep(x));
        var (first, held) = Apply(_delays, null, EachStep(Tensor.Create(all[..72], [3, 2, 4, 3])));
        var (second, end) = Apply(_delays, held, EachStep(Tensor.Create(all[72..], [6, 2, 4, 3])));
        Assert.Equal(Samples.Flat(whole), Samples.Flat(first).Concat(Samples.Flat(second)));
        Assert.Equal(Samples.Flat(last), Samples.Flat(end));
    }

    [Fact]
    public void The_gradients_are_those_of_differences()
    {
        double[] delays = [0.4, 1.3, 3.8, 2.75];
        var (x, once, dy, before) = (Random(1, 7, 2, 4, 3), Random(1, 2, 4, 3), Random(2, 7, 2, 4, 3), Random(3, 4, 2, 4, 3));
        var d = Tensor.Create(delays, [4]);
        foreach (var constant in new[] { false, true })
        {
            InputSequence<double> Of(Tensor<double> values) => constant ? Unchanged(7, values) : EachStep(values);
            var input = constant ? once : x;
            var (dx, dd) = (Like(input), Like(d));
            Layer.Backward(d, before, Of(input), dy, dx, dd);
            Close(1e-8, Differences(moved => TestTensors.Dot(dy, Apply(delays, before, Of(moved)).Output), input), Samples.Flat(dx));
            Close(1e-8, Differences(moved => TestTensors.Dot(dy, Apply(Samples.Flat(moved), before, Of(input)).Output), d), Samples.Flat(dd));
        }
    }

    [Fact]
    public void A_training_keeps_delays_in_their_bounds_and_evaluation_can_round_them()
    {
        var layer = new ChannelDelay(new ChannelDelayOptions(3, 4, [0.2, 3.9, 1.6], RoundInEvaluation: true));
        var network = new Sequential(1, new Input(3), layer);
        var x = Samples.Uniform(1, -1, 1, 8, 2, 3);
        var whole = new Sequential(1, new Input(3), new ChannelDelay([0, 4, 2])).Predict(x);
        TestTensors.AssertEqual(whole, network.Predict(x));
        var run = network.Forward(x);
        Assert.NotEqual(Samples.Flat(whole), Samples.Flat(run.Output));
        var gradients = run.Pullback(TestTensors.Filled(1f, 8, 2, 3));
        for (var i = 0; i < 3; i++) gradients[0].Span()[i] = i - 1;
        new Sgd(50).Step(network, gradients);
        Assert.Equal([4f, 3.9f, 0f], Samples.Flat(layer.Delay.Value));
    }

    [Fact]
    public void In_a_circle_and_in_pieces_it_is_the_same_layer()
    {
        Graph Circle() => new(
            3, new Node("x", new Input(4)), new Node("in", new Linear(4, 4), "x"),
            new Node("sum", new Activation(ActivationFunction.Tanh), "in", "late", "far", "filtered"),
            new Node("late", new ChannelDelay(new ChannelDelayOptions(4, 3, [0.3, 1.2, 2.9, 0.1])), "sum"),
            new Node("far", new DelayedLinear(4, 4, 3), "sum"),
            new Node("back", new Linear(4, 4), "sum"), new Node("filtered", new SynapseFilter(3, learnable: true), "back"));
        var x = Samples.Uniform(2, -1, 1, 9, 2, 4);
        Differences.Check(Circle, network => network.Forward(x));
        var network = Circle();
        var (first, state) = network.Predict(TestTensors.Steps(x, 0, 4), null);
        var (second, _) = network.Predict(TestTensors.Steps(x, 4, 9), state);
        Assert.Equal(Samples.Flat(network.Predict(x)), (float[])[.. Samples.Flat(first), .. Samples.Flat(second)]);
    }

    [Fact]
    public void A_step_at_a_time_in_a_circle_has_the_bits_of_a_sequence()
    {
        var x = Samples.Uniform(2, -1, 1, 9, 2, 4);
        foreach (var make in new Func<Layer>[] { () => new ChannelDelay(4, 3.5), () => new DelayedLinear(4, 4, 3.5), () => new SynapseFilter(5) })
        {
            var line = new Sequential(3, new Input(4), make());
            // of weight 0, what comes back changes nothing
            var circle = new Graph(
                3, new Node("x", new Input(4)), new Node("layer", make(), "x", "back"),
                new Node("back", new Linear(4, 4, bias: false, weights: Initializer.Constant(0)), "layer"));
            var twin = circle.Layers[1].StoredParameters;
            foreach (var (from, to) in line.Parameters.Zip(twin)) from.Value.Span().CopyTo(to.Value.Span());
            Assert.Equal(Samples.Flat(line.Predict(x)), Samples.Flat(circle.Trace(x)[1]));
        }
    }

    [Fact]
    public void What_is_not_possible_is_refused_by_name()
    {
        string Message(Func<Layer> make) => Assert.ThrowsAny<ArgumentException>(() => make()).Message;
        Assert.Contains("ChannelDelay: max is 0; it must be > 0", Message(() => new ChannelDelay(3, 0)));
        Assert.Contains("ChannelDelay: steps is -1; it must be ≥ 0", Message(() => new ChannelDelay([1, -1])));
        Assert.Contains("delays is 5; it must be in [0, 4]", Message(() => new ChannelDelay(new ChannelDelayOptions(2, 4, [1, 5]))));
        Assert.Contains("2 delays were given for the shape [3]", Message(() => new ChannelDelay(new ChannelDelayOptions(3, 4, [1, 2]))));
        Assert.Contains("one of the two is possible", Message(() => new ChannelDelay(new ChannelDelayOptions(1, 4, [1], Initializer.Constant(1)))));
        Assert.Contains("DelayedLinear: inputs is 0", Message(() => new DelayedLinear(0, 3, 4)));
        Assert.Contains("SynapseFilter: tau is 1; it must be > 1", Message(() => new SynapseFilter(1)));
        Assert.Contains("takes [3, …]", Assert.Throws<ArgumentException>(() => new Sequential(1, new Input(4), new ChannelDelay(3, 2))).Message);
    }

    private static ChannelDelay Layer => new(new ChannelDelayOptions(4, 4, [1]));

    private static (Tensor<double> Output, Tensor<double> After) Apply(double[] delays, Tensor<double>? before, InputSequence<double> x)
    {
        var y = Like(x.IsEachStep ? x.sequence : Tensor.CreateFromShape<double>([x.steps, .. x.constant.Lengths]));
        return (y, Layer.Forward(Tensor.Create(delays, [4]), before, x, y));
    }
}
