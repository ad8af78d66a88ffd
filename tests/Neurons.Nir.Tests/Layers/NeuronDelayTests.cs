using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Nir.Tests.Layers;

public sealed class NeuronDelayTests
{
    private static readonly int[] Delays = [0, 2, 5];

    [Fact]
    public void Each_feature_comes_later_by_its_own_steps()
    {
        var output = Network().Predict(Count());

        for (var step = 0; step < 8; step++)
            for (var i = 0; i < 3; i++) Assert.Equal(step < Delays[i] ? 0 : At(step - Delays[i], i), output[step, 0, i]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_sequence_in_pieces_is_the_sequence(int first)
    {
        var whole = Network().Predict(Count()).ToArray();
        var network = Network();

        var (begin, state) = network.Predict(Piece(0, first), null);
        var before = begin.ToArray();
        var (end, _) = network.Predict(Piece(first, 8), state);

        Assert.Equal(whole, before.Concat(end.ToArray()));
    }

    [Fact]
    public void The_gradient_goes_back_as_many_steps()
    {
        var gradient = Network().Forward(Count()).PullbackWithInputs(Count()).Input;

        for (var step = 0; step < 8; step++)
            for (var i = 0; i < 3; i++) Assert.Equal(step + Delays[i] < 8 ? At(step + Delays[i], i) : 0, gradient[step, 0, i]);
    }

    [Fact]
    public void In_a_circle_it_delays_by_its_steps_and_the_one_of_the_circle()
    {
        var circle = new Graph(
            1, ["out"], new Node("in", new Input(3)), new Node("sum", new Activation(ActivationFunction.Identity), "in", "delay"),
            new Node("delay", new NeuronDelay(new([3], Delays)), "sum"), new Node("out", new Block(), "sum"));
        var pulse = Tensor.CreateFromShape<float>([8, 1, 3]);
        for (var i = 0; i < 3; i++) pulse[0, 0, i] = 1;

        var output = circle.Predict(pulse);

        for (var step = 0; step < 8; step++)
            for (var i = 0; i < 3; i++) Assert.Equal(step % (Delays[i] + 1) == 0 ? 1 : 0, output[step, 0, i]);
    }

    [Fact]
    public void Delays_that_do_not_fit_are_refused()
    {
        Assert.Contains("2 delays were given for the shape [3]", Assert.Throws<ArgumentException>(() => new NeuronDelay(new([3], [1, 2]))).Message);
        Assert.Contains("Steps is -1", Assert.Throws<ArgumentOutOfRangeException>(() => new NeuronDelay(new([1], [-1]))).Message);
    }

    private static Sequential Network() => new(1, new NeuronDelay(new([3], Delays)));

    private static float At(int step, int i) => (step * 3) + i + 1;

    private static Tensor<float> Count() => Piece(0, 8);

    private static Tensor<float> Piece(int from, int to) =>
        Tensor.Create([.. Enumerable.Range(from * 3, (to - from) * 3).Select(i => i + 1f)], [to - from, 1, 3]);
}
