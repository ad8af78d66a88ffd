using System.Numerics.Tensors;
using static Neurons.Tests.TestTensors;

namespace Neurons.Tests;

public class StateTests
{
    private readonly CubaLif _lif = new(8);
    private readonly Tensor<double> _input = Uniform(3, 0, 2, 20, 3, 8);

    [Fact]
    public void A_state_tells_its_names_shape_step_and_noise()
    {
        var state = _lif.Initial<float>(3, seed: 7, stream: 2);

        Assert.Equal(["V", "I"], state.Names);
        Assert.Equal([3, 8], state.Shape.ToArray());
        Assert.Equal((0L, 7UL, 2U), (state.Step, state.Seed, state.Stream));
        Assert.Equal("CubaLif V, I [3, 8] at step 0", state.ToString());
    }

    [Fact]
    public void A_sample_of_the_batch_goes_on_as_it_would_in_the_batch()
    {
        var (_, state) = _lif.Integral(Steps(_input, 0, 10));
        var (_, all) = _lif.Integral(Steps(_input, 10, 20), state);
        var rest = Flat(Steps(_input, 10, 20));
        var second = Enumerable.Range(0, 10).SelectMany(t => rest[((t * 24) + 8)..((t * 24) + 16)]).ToArray();

        var (_, one) = _lif.Integral(Tensor.Create(second, [10, 1, 8]), state[1]);

        AssertEqual(all[1].V, one.V);
        Assert.Equal(20, one.Step);
    }

    [Fact]
    public void The_samples_of_a_batch_make_the_batch_again()
    {
        var (_, state) = _lif.Integral(_input);

        var again = state[0].Concat(state[1], state[2]);

        AssertEqual(state.V, again.V);
        AssertEqual(state.I, again.I);
        Assert.Equal(state.Step, again.Step);
    }

    [Fact]
    public void Samples_of_different_steps_or_layers_do_not_make_a_batch()
    {
        var start = _lif.Initial<double>(1);
        var (_, later) = _lif.Step(Uniform(1, 0, 1, 1, 8), start);

        Assert.Contains("step 0", Assert.Throws<ArgumentException>(() => later.Concat(start)).Message);
        Assert.Throws<ArgumentException>(() => start.Concat(new CubaLif(9).Initial<double>(1)));
        Assert.Throws<ArgumentException>(() => start.Concat(new LifBox(8).Initial<double>(1)));
    }

    [Fact]
    public void There_is_no_sample_outside_the_batch()
    {
        var state = _lif.Initial<double>(3);

        Assert.Contains("there is no sample 3; the batch has 3", Assert.Throws<ArgumentOutOfRangeException>(() => state[3]).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => state[-1]);
        var (_, single) = _lif.Step(new double[8]);
        Assert.Throws<InvalidOperationException>(() => single[0]);
    }

    [Fact]
    public void A_detached_state_outlives_its_buffers()
    {
        var buffers = _lif.Buffers<double>(20, 3);
        var (_, state) = _lif.Integral(_input, into: buffers);
        var kept = state.Detach();
        var values = Flat(state.V);

        _lif.Integral(_input, state, into: buffers);

        Assert.Equal(values, Flat(kept.V));
        Assert.NotEqual(values, Flat(state.V));
    }

    [Fact]
    public void A_state_can_be_given_other_values()
    {
        var state = _lif.Initial<double>(3);

        var changed = state.With("v", Filled(0.5, 3, 8));

        Assert.All(Flat(changed.V), v => Assert.Equal(0.5, v));
        Assert.All(Flat(state.V), v => Assert.Equal(0, v));
        Assert.Contains("[2, 8]", Assert.Throws<ArgumentException>(() => state.With("V", Filled(0.5, 2, 8))).Message);
        Assert.Contains("has no state W", Assert.Throws<ArgumentException>(() => state["W"]).Message);
    }

    [Fact]
    public void A_state_can_be_read_as_a_record()
    {
        var (_, state) = _lif.Integral(_input);

        var record = state.As<Record<Tensor<double>>>();

        Assert.Same(state.V, record.V);
        Assert.Same(state.I, record.I);
        Assert.Throws<ArgumentException>(() => new LifBox(8).Initial<double>(1).As<Record<Tensor<double>>>());
    }

    [Fact]
    public void The_initial_state_follows_the_parameters_of_each_neuron()
    {
        var leak = new LifBox(2, new() { VLeak = new[] { -0.5, 0.25 } });

        Assert.Equal([-0.5, 0.25, -0.5, 0.25], Flat(leak.Initial<double>(2).V));
    }

    private sealed record Record<T>(T V, T I);
}
