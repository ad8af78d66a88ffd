using System.Numerics.Tensors;
using static Neurons.Tests.TestTensors;

namespace Neurons.Tests;

public class LayerTests
{
    private readonly CubaLif _lif = new(8, new() { TauMemInv = 150 });
    private readonly Tensor<double> _input = Uniform(1, 0, 2, 30, 4, 8);

    [Fact]
    public void A_sequence_is_one_step_after_the_other()
    {
        var (spikes, final) = _lif.Integral(_input);

        var state = _lif.Initial<double>(4);
        for (var t = 0; t < 30; t++)
        {
            (var z, state) = _lif.Step(At(_input, t), state);
            AssertEqual(At(spikes, t), z);
        }

        Assert.Contains(1.0, Flat(spikes));
        Assert.Equal(30, state.Step);
        AssertEqual(final.V, state.V);
        AssertEqual(final.I, state.I);
    }

    [Fact]
    public void A_sequence_in_two_parts_is_the_whole_sequence()
    {
        var (spikes, final) = _lif.Integral(_input);

        var (first, state) = _lif.Integral(Steps(_input, 0, 13));
        (var second, state) = _lif.Integral(Steps(_input, 13, 30), state);

        AssertEqual(spikes, Tensor.Concatenate<double>([first, second]));
        AssertEqual(final["v"], state.V);
    }

    [Fact]
    public void The_element_type_of_the_input_decides_the_precision()
    {
        var (single, state) = _lif.Integral(Single(_input));
        var (exact, _) = _lif.Integral(_input);

        Assert.IsType<CubaLifState<float>>(state);
        Assert.Equal(single.Lengths.ToArray(), exact.Lengths.ToArray());
        AssertEqual(state.V, _lif.Integral(Single(_input), _lif.Initial<float>(4)).State.V);
    }

    [Fact]
    public void Arrays_are_tensors_of_the_same_numbers()
    {
        var array = new float[30, 4, 8];
        Buffer.BlockCopy(Flat(Single(_input)), 0, array, 0, Buffer.ByteLength(array));
        var rows = new double[30, 8];
        Buffer.BlockCopy(Flat(_input), 0, rows, 0, Buffer.ByteLength(rows));
        var unbatched = Tensor.Create(Flat(_input)[..240], [30, 8]);

        AssertEqual(_lif.Integral(Single(_input)).Output, _lif.Integral(array).Output);
        AssertEqual(_lif.Integral(unbatched).Output, _lif.Integral(rows).Output);
        AssertEqual(_lif.Step(At(unbatched, 0)).State.I, _lif.Step(Flat(_input)[..8]).State.I);
        Assert.Equal([8], _lif.Integral(rows).State.Shape.ToArray());
    }

    [Fact]
    public void A_layer_of_two_dimensions_takes_an_array_of_four()
    {
        var lif = new CubaLif([2, 4]);
        var array = new double[30, 4, 2, 4];
        Buffer.BlockCopy(Flat(_input), 0, array, 0, Buffer.ByteLength(array));

        AssertEqual(lif.Integral(_input.Reshape([30, 4, 2, 4])).Output, lif.Integral(array).Output);
    }

    [Fact]
    public void A_constant_input_is_the_same_row_at_every_step()
    {
        var row = At(_input, 0);
        var repeated = Tensor.Create(Enumerable.Repeat(Flat(row), 50).SelectMany(x => x).ToArray(), [50, 4, 8]);

        var (spikes, state) = _lif.Integral(NeuronInput.Constant(row, steps: 50));

        AssertEqual(_lif.Integral(repeated).Output, spikes);
        Assert.Equal(50, state.Step);
        AssertEqual(
            _lif.Integral(NeuronInput.Constant(At(Tensor.Create(Flat(row)[..8], [1, 8]), 0), 50)).Output,
            _lif.Integral(NeuronInput.Constant(Flat(row)[..8], 50)).Output);
    }

    [Fact]
    public void Spike_counts_are_the_sums_of_the_spikes()
    {
        var (spikes, final) = _lif.Integral(_input);
        var (counts, state) = _lif.SpikeCounts(_input);

        var sums = new double[32];
        for (var t = 0; t < 30; t++) TensorPrimitives.Add(sums, Flat(At(spikes, t)), sums);
        Assert.Equal(sums, Flat(counts));
        AssertEqual(final.V, state.V);
    }

    [Fact]
    public void Steps_records_and_spike_counts_into_buffers_are_those_without()
    {
        var buffers = _lif.Buffers<double>(30, 4);
        var (counts, counted) = _lif.SpikeCounts(_input, null, buffers);
        AssertEqual(_lif.SpikeCounts(_input).Counts, counts);
        Assert.Same(buffers.Counts, counts);
        AssertEqual(_lif.Integral(_input).State.V, counted.V);

        var first = _lif.SpikeCounts(_input).State;
        (counts, _) = _lif.SpikeCounts(_input, counted, buffers); // in place, and counted from 0 again
        AssertEqual(_lif.SpikeCounts(_input, first).Counts, counts);

        var (recorded, _) = _lif.Record(_input, null, buffers, "V", "Output");
        AssertEqual(_lif.Record(_input, "V").Recorded["V"], recorded["V"]);
        AssertEqual(_lif.Integral(_input).Output, recorded["Output"]);
        Assert.Same(recorded["V"], _lif.Record(_input, null, buffers, "v").Recorded["v"]);

        var (output, next) = _lif.Step(At(_input, 0), null, buffers);
        Assert.Same(buffers.StepOutput, output);
        AssertEqual(_lif.Step(At(_input, 0)).State.I, next.I);
    }

    [Fact]
    public void A_readout_has_no_spikes_to_count()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new LeakyIntegrator(8).SpikeCounts(_input));

        Assert.Contains("LeakyIntegrator is a readout", error.Message);
    }

    [Fact]
    public void States_are_recorded_after_every_step()
    {
        var (recorded, final) = _lif.Record(_input, "V", "i", "Output");

        AssertEqual(final.V, At(recorded["V"], 29));
        AssertEqual(final.I, At(recorded["i"], 29));
        AssertEqual(_lif.Integral(_input).Output, recorded["Output"]);
        AssertEqual(_lif.Step(At(_input, 0)).State.V, At(recorded["V"], 0));
    }

    [Fact]
    public void An_unknown_state_is_answered_with_the_nearest_name()
    {
        var error = Assert.Throws<ArgumentException>(() => _lif.Record(_input, "VV"));

        Assert.Contains("CubaLif has no state VV. Did you mean V?", error.Message);
        Assert.Throws<ArgumentException>(() => _lif.Record(_input, "V", "V"));
    }

    [Fact]
    public void With_buffers_nothing_is_allocated()
    {
        var buffers = _lif.Buffers<float>(steps: 30, batch: 4);
        NeuronInput<float> input = Single(_input);
        var state = _lif.Initial<float>(4);
        var expected = state;
        for (var i = 0; i < 3; i++) (_, state) = _lif.Integral(input, state, into: buffers);
        for (var i = 0; i < 4; i++) (_, expected) = _lif.Integral(input, expected);

        var before = GC.GetAllocatedBytesForCurrentThread();
        (var spikes, state) = _lif.Integral(input, state, into: buffers);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Same(buffers.Output, spikes);
        AssertEqual(expected.V, state.V);
        Assert.Equal(120, state.Step);
    }

    [Fact]
    public void With_buffers_neither_a_step_nor_a_sequence_without_a_state_allocates()
    {
        var buffers = _lif.Buffers<float>(steps: 30, batch: 4);
        NeuronInput<float> sequence = Single(_input);
        NeuronInput<float> one = Tensor.CreateFromShape<float>([4, 8]);
        void Both()
        {
            _lif.Integral(sequence, null, buffers);
            _lif.Step(one, null, buffers);
        }
        for (var i = 0; i < 3; i++) Both();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Both();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Buffers_of_another_shape_are_an_error_that_names_both_shapes()
    {
        var buffers = _lif.Buffers<double>(steps: 29, batch: 4);

        var error = Assert.Throws<ArgumentException>(() => _lif.Integral(_input, into: buffers));

        Assert.Contains("[29, 4, 8]", error.Message);
        Assert.Contains("[30, 4, 8]", error.Message);
    }

    [Fact]
    public void An_input_of_another_shape_is_an_error_that_names_both_shapes()
    {
        var error = Assert.Throws<ArgumentException>(() => _lif.Integral(Uniform(1, 0, 1, 30, 4, 9)));
        var step = Assert.Throws<ArgumentException>(() => _lif.Step(Uniform(1, 0, 1, 4, 9)));
        var batch = Assert.Throws<ArgumentException>(() => _lif.Integral(_input, _lif.Initial<double>(5)));

        Assert.Contains("CubaLif: the input has the shape [30, 4, 9]; it must be [T, batch…, 8].", error.Message);
        Assert.Contains("CubaLif: the input has the shape [4, 9]; it must be [batch…, 8].", step.Message);
        Assert.Contains("[30, 4, 8]", batch.Message);
        Assert.Contains("[5, 8]", batch.Message);
    }

    [Fact]
    public void An_input_that_the_model_does_not_have_is_an_error()
    {
        var error = Assert.Throws<ArgumentException>(
            () => _lif.Integral(((NeuronInput<double>)_input).And("modulation", _input)));

        Assert.Contains("CubaLif has no input modulation.", error.Message);
        Assert.Throws<ArgumentNullException>(() => _lif.Integral((Tensor<float>)null!));
        Assert.Throws<ArgumentException>(() => _lif.Integral(default(NeuronInput<float>)));
        Assert.Throws<ArgumentException>(() => _lif.Step(NeuronInput.Constant(_input, 3)));
    }

    [Fact]
    public void The_untyped_layer_does_the_same()
    {
        NeuronLayer layer = _lif;

        var (spikes, state) = layer.Integral<double>(_input, layer.Initial<double>(4));

        AssertEqual(_lif.Integral(_input).Output, spikes);
        Assert.IsType<CubaLifState<double>>(state);
        AssertEqual(spikes, layer.Pullback<double>(_input).Output);
        AssertEqual(_lif.SpikeCounts(_input).Counts, layer.SpikeCounts<double>(_input).Counts);
        AssertEqual(_lif.Step(At(_input, 0)).State.I, layer.Step<double>(At(_input, 0)).State["I"]);
    }

    [Fact]
    public void A_state_of_another_model_is_an_error()
    {
        NeuronLayer layer = _lif;
        var other = new LifBox(8).Initial<double>(4);

        var error = Assert.Throws<ArgumentException>(() => layer.Integral<double>(_input, other));

        Assert.Contains("CubaLif has the states V, I; one of LifBox with V was given.", error.Message);
    }
}
