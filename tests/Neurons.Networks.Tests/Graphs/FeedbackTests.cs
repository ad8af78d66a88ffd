using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

/// <summary>Neurons whose outputs come back.</summary>
public sealed class FeedbackTests
{
    private static readonly Tensor<float> _x = Samples.Uniform(1, 0, 3, 8, 2, 3);
    private static readonly Tensor<float> _outer = Samples.Uniform(3, -1, 1, 8, 2, 3);

    [Fact]
    public void Feedback_is_the_recurrent_layer_of_the_core_whose_input_weights_are_the_identity()
    {
        var network = AllToAll(bias: false);
        var weight = network.Parameters[0].Value;
        var identity = Tensor.Create<float>([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]);
        var pullback = new Leaky(3).RecurrentPullback(new RecurrentWeights<float>(identity, weight), _x);
        var run = network.Forward(_x);
        Assert.Equal(Samples.Flat(pullback.Output), Samples.Flat(run.Output));
        Assert.Contains(1, Samples.Flat(run.Output));
        var expected = pullback.Gradients(_outer);
        var gradients = run.PullbackWithInputs(_outer);
        Close(expected.Input, gradients.Input);
        Close(expected.RecurrentWeights, gradients.Parameters[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void So_many_steps_with_the_state_carried_on_are_the_sequence_bit_for_bit(bool allToAll)
    {
        var network = allToAll ? AllToAll(bias: true) : new Sequential(1, Feedback.OneToOne(new Leaky(3), 0.6));
        var whole = Samples.Flat(network.Predict(_x));
        NetworkState? state = null;
        var steps = new List<float>();
        for (var t = 0; t < 8; t++)
        {
            (var z, state) = network.Predict(Tensor.Create(Samples.Flat(_x)[(t * 6)..((t + 1) * 6)], [1, 2, 3]), state);
            steps.AddRange(Samples.Flat(z));
        }
        Assert.Contains(1, whole);
        Assert.Equal(whole, steps);
    }

    [Fact]
    public void One_to_one_is_a_weight_with_a_diagonal_and_a_shared_weight_has_the_sum_of_the_gradients()
    {
        var each = new Sequential(1, Feedback.OneToOne(new Leaky(3), 0.6, perNeuron: true));
        var shared = new Sequential(1, Feedback.OneToOne(new Leaky(3), 0.6));
        var dense = AllToAll(bias: false);
        Tensor.Create<float>([0.6f, 0, 0, 0, 0.6f, 0, 0, 0, 0.6f], [3, 3]).CopyTo(dense.Parameters[0].Value);
        var (a, b, c) = (each.Forward(_x), dense.Forward(_x), shared.Forward(_x));
        Assert.Equal(Samples.Flat(b.Output), Samples.Flat(a.Output));
        Assert.Equal(Samples.Flat(b.Output), Samples.Flat(c.Output));
        var (ofEach, ofDense, ofShared) = (a.PullbackWithInputs(_outer), b.PullbackWithInputs(_outer), c.PullbackWithInputs(_outer));
        Close(ofDense.Input, ofEach.Input);
        var matrix = Samples.Flat(ofDense.Parameters[0]);
        Close(Tensor.Create<float>([matrix[0], matrix[4], matrix[8]], [3]), ofEach.Parameters[0]);
        Close(Tensor.Create<float>([matrix[0] + matrix[4] + matrix[8]], [1]), ofShared.Parameters[0]);
    }

    [Fact]
    public void A_bias_is_a_constant_current_and_its_gradient_the_sum_of_those_of_the_currents()
    {
        var (with, without) = (AllToAll(bias: true), AllToAll(bias: false));
        with.Parameters[0].Value.CopyTo(without.Parameters[0].Value);
        var bias = Samples.Flat(with.Parameters[1].Value);
        var moved = Tensor.Create([.. Samples.Flat(_x).Select((value, i) => value + bias[i % 3])], _x.Lengths);
        var run = with.Forward(_x);
        Assert.Equal(Samples.Flat(without.Predict(moved)), Samples.Flat(run.Output));
        var gradients = run.PullbackWithInputs(_outer);
        float[] sums = [.. Enumerable.Range(0, 3).Select(n => Samples.Flat(gradients.Input).Where((_, i) => i % 3 == n).Sum())];
        Close(Tensor.Create(sums, [3]), gradients.Parameters[1]);
    }

    [Fact]
    public void A_constant_input_is_the_repeated_one_and_has_the_sum_of_its_gradients_over_time()
    {
        var once = Samples.Uniform(4, 0, 3, 2, 3);
        var repeated = Tensor.Create([.. Enumerable.Repeat(Samples.Flat(once), 8).SelectMany(row => row)], [8, 2, 3]);
        var network = AllToAll(bias: true);
        var (constant, each) = (network.Forward(once, 8), network.Forward(repeated));
        Assert.Equal(Samples.Flat(each.Output), Samples.Flat(constant.Output));
        var (sum, all) = (constant.PullbackWithInputs(_outer).Input, each.PullbackWithInputs(_outer).Input);
        var expected = new float[6];
        foreach (var row in Samples.Flat(all).Chunk(6)) TensorPrimitives.Add(expected, row, expected);
        Close(Tensor.Create(expected, [2, 3]), sum);
    }

    [Fact]
    public void Feedback_has_the_bits_of_the_same_circle_in_a_graph()
    {
        var feedback = new Sequential(4, new Linear(3, 8), new Feedback(new CubaLif(8)), new Linear(8, 2));
        var graph = new Graph(
            4, new Node("x", new Input(3)), new Node("in", new Linear(3, 8), "x"), new Node("back", new Linear(8, 8), "lif"),
            new Node("lif", new CubaLif(8), "in", "back"), new Node("out", new Linear(8, 2), "lif"));
        for (var p = 0; p < graph.Parameters.Count; p++) feedback.Parameters[p].Value.CopyTo(graph.Parameters[p].Value);
        var x = Samples.Uniform(9, -60, 90, 40, 4, 3);
        var (one, other) = (feedback.Forward(x), graph.Forward(x));
        Assert.Equal(Samples.Flat(one.Output), Samples.Flat(other.Output));
        Assert.True(Samples.Flat(one.Output).Distinct().Count() > 10, "the neurons must fire");
        var outer = Samples.Uniform(8, -1, 1, one.Output.Lengths);
        var (mine, its) = (one.Pullback(outer), other.Pullback(outer));
        for (var p = 0; p < mine.Parameters.Count; p++) Assert.Equal(Samples.Flat(mine[p]), Samples.Flat(its[p]));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(7, 0)]
    [InlineData(1, 1)]
    public void Sequences_of_no_steps_and_of_no_samples_pass(int steps, int batch)
    {
        foreach (var layer in new Layer[] { new Feedback(new Leaky(3)), Feedback.OneToOne(new Leaky(3)) })
        {
            var run = new Sequential(1, layer).Forward(Tensor.CreateFromShape<float>([steps, batch, 3]));
            Assert.Equal([steps, batch, 3], run.Output.Lengths.ToArray());
            var gradients = run.PullbackWithInputs(Tensor.CreateFromShape<float>([steps, batch, 3]));
            Assert.All(Samples.Flat(gradients.Parameters[0]), number => Assert.Equal(0, number));
        }
    }

    private static Sequential AllToAll(bool bias) => new(2, new Feedback(new Leaky(3), bias, Initializer.Uniform(-1, 1)));

    private static void Close(Tensor<float> expected, Tensor<float> actual)
    {
        var (one, other) = (Samples.Flat(expected), Samples.Flat(actual));
        Assert.Equal(one.Length, other.Length);
        for (var i = 0; i < one.Length; i++) Assert.Equal(one[i], other[i], 1e-5f * Math.Max(1, Math.Abs(one[i])));
    }
}
