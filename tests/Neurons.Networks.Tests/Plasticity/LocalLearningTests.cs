using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class LocalLearningTests
{
    private static readonly PairStdp _rule = new() { EtaPlus = 0.05, EtaMinus = 0.06 };

    [Fact]
    public void A_network_that_learns_is_its_layer_stepped_by_the_spikes_around_it()
    {
        Sequential Network() => new(
            3, new Input(6), new Leaky(), new Linear(6, 5, bias: false, weights: Initializer.Uniform(0.3, 0.9)), new Leaky(), new Linear(5, 2));
        var (network, twin) = (Network(), Network());
        var x = Samples.Uniform(2, 0, 2, 40, 2, 6);
        var learning = new LocalLearning(network).Bind("2", _rule, new(Batch: 2));
        var state = learning.Learn(TestTensors.Steps(x, 0, 25));
        learning.Learn(TestTensors.Steps(x, 25, 40), state);

        var plasticity = new LayerPlasticity(twin.Layers[2], _rule, new(Batch: 2));
        var pre = new Sequential(3, new Input(6), new Leaky()).Predict(x);
        Assert.Contains(1f, Samples.Flat(pre));
        var chain = new Sequential(3, new Input(6), new Linear(6, 5, bias: false), new Leaky());
        state = null;
        for (var t = 0; t < 40; t++)
        {
            // the neurons of a step have the weights of that step
            twin.Parameters[0].Value.Span().CopyTo(chain.Parameters[0].Value.Span());
            var spikes = TestTensors.Steps(pre, t, t + 1);
            (var post, state) = chain.Predict(spikes, state);
            plasticity.Step(spikes, post);
        }
        Assert.NotEqual(Samples.Weights(Network()), Samples.Weights(network));
        Assert.Equal(Samples.Weights(twin), Samples.Weights(network));
    }

    [Fact]
    public void In_a_circle_the_spikes_that_come_back_are_those_of_the_step_before()
    {
        Graph Network() => new(
            3, new Node("x", new Input(4)), new Node("back", new Linear(4, 4, bias: false, weights: Initializer.Uniform(0.1, 0.3)), "lif"),
            new Node("lif", new Leaky(4), "x", "back"));
        var (network, twin) = (Network(), Network());
        var x = Samples.Uniform(2, 0, 0.6f, 30, 1, 4);
        new LocalLearning(network).Bind("back", _rule).Learn(x);
        var plasticity = new LayerPlasticity(twin.Layers[1], _rule);
        NetworkState? state = null;
        var before = new float[4];
        for (var t = 0; t < 30; t++)
        {
            (var spikes, state) = twin.Predict(TestTensors.Steps(x, t, t + 1), state);
            plasticity.Step(before, Samples.Flat(spikes));
            before = Samples.Flat(spikes);
        }
        Assert.NotEqual(Samples.Weights(Network()), Samples.Weights(network));
        Assert.Equal(Samples.Weights(twin), Samples.Weights(network));
    }

    [Fact]
    public void A_convolution_learns_by_the_spikes_of_its_neurons()
    {
        var network = new Sequential(
            3, new Input(1, 6, 6), new Conv2d(1, 2, 3, bias: false, weights: Initializer.Uniform(0.2, 0.5)), new Leaky());
        var before = Samples.Weights(network);
        var x = Samples.Uniform(2, 0, 1, 30, 1, 1, 6, 6);
        for (var i = 0; i < x.FlattenedLength; i++) x.Span()[i] = x.Span()[i] < 0.2f ? 1 : 0;
        new LocalLearning(network).Bind("1", _rule).Learn(x);
        Assert.NotEqual(before, Samples.Weights(network));
        Assert.All(Samples.Weights(network), weight => Assert.InRange(weight, 0, 1));
    }

    [Fact]
    public void What_is_not_possible_is_refused_by_name()
    {
        Sequential Network() => new(1, new Input(3), new Linear(3, 4), new Leaky(), new Linear(4, 4), new Flatten());
        string Message(Action<LocalLearning> act) => Assert.ThrowsAny<ArgumentException>(() => act(new(Network()))).Message;
        Assert.Contains("there is no layer 'in'; there are 0, 1, 2, 3, 4", Message(learning => learning.Bind("in", _rule)));
        Assert.Contains("it must be a Linear", Message(learning => learning.Bind("2", _rule, neurons: "2")));
        Assert.Contains("1 gives [4] and 0, Input(3), [3]", Message(learning => learning.Bind("1", _rule, neurons: "0")));
        Assert.Contains("the input has the shape [5, 1, 4]; it must be [T, batch, features…] with the features [3]",
            Message(learning => learning.Bind("1", _rule).Learn(Tensor.CreateFromShape<float>([5, 1, 4]))));
        Assert.Contains("there are 2 rewards for 5 steps",
            Message(learning => learning.Bind("1", _rule).Learn(Tensor.CreateFromShape<float>([5, 1, 3]), null, [1, 2])));
        Assert.Contains("no rule is bound", Assert.Throws<InvalidOperationException>(
            () => new LocalLearning(Network()).Learn(Tensor.CreateFromShape<float>([5, 1, 3]))).Message);
    }
}
