using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class DelayedLinearTests
{
    private const int Inputs = 5, Outputs = 70;

    [Fact]
    public void Each_synapse_delays_what_it_carries()
    {
        var (w, d, b, x) = (Random(1, Outputs, Inputs), Delays(2), Random(3, Outputs), Random(4, 9, 2, Inputs));
        var y = Samples.Flat(Apply(w, d, b, null, x).Output);
        var (weights, delays, inputs) = (Samples.Flat(w), Samples.Flat(d), Samples.Flat(x));
        for (var t = 0; t < 9; t++)
        {
            for (var sample = 0; sample < 2; sample++)
            {
                for (var i = 0; i < Outputs; i++)
                {
                    var sum = Samples.Flat(b)[i];
                    for (var j = 0; j < Inputs; j++)
                    {
                        var delay = delays[(i * Inputs) + j];
                        var n = (int)delay;
                        double At(int step) => step < 0 ? 0 : inputs[(((step * 2) + sample) * Inputs) + j];
                        sum += weights[(i * Inputs) + j] * (((1 - (delay - n)) * At(t - n)) + ((delay - n) * At(t - n - 1)));
                    }
                    Assert.Equal(sum, y[(((t * 2) + sample) * Outputs) + i], 1e-14);
                }
            }
        }
    }

    [Fact]
    public void The_gradients_are_those_of_differences()
    {
        var (w, d, b, x) = (Random(1, Outputs, Inputs), Delays(2), Random(3, Outputs), Random(4, 6, 2, Inputs));
        var dy = Random(5, 6, 2, Outputs);
        var (dx, dw, dd, db) = (Like(x), Like(w), Like(d), Like(b));
        Layer.Backward(w, d, x, dy, dx, dw, dd, db);
        Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(w, d, b, null, moved).Output), x), Samples.Flat(dx));
        Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(moved, d, b, null, x).Output), w), Samples.Flat(dw));
        Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(w, moved, b, null, x).Output), d), Samples.Flat(dd));
        Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(w, d, moved, null, x).Output), b), Samples.Flat(db));
    }

    [Fact]
    public void Pieces_are_the_whole_bit_for_bit()
    {
        var (w, d, b, x) = (Random(1, Outputs, Inputs), Delays(2), Random(3, Outputs), Random(4, 9, 2, Inputs));
        var all = Samples.Flat(x);
        var (whole, last) = Apply(w, d, b, null, x);
        var (first, held) = Apply(w, d, b, null, Tensor.Create(all[..40], [4, 2, Inputs]));
        var (second, end) = Apply(w, d, b, held, Tensor.Create(all[40..], [5, 2, Inputs]));
        Assert.Equal(Samples.Flat(whole), Samples.Flat(first).Concat(Samples.Flat(second)));
        Assert.Equal(Samples.Flat(last), Samples.Flat(end));
    }

    [Fact]
    public void Spikes_as_bits_and_any_number_of_threads_have_the_same_bits()
    {
        // neurons give bits; an activation takes numbers alone
        var (bits, numbers) = (Network(), Network(new Activation(ActivationFunction.Identity)));
        var x = Samples.Uniform(2, 0, 2, 12, 3, 6);
        var outer = Samples.Uniform(3, -1, 1, 12, 3, 4);
        foreach (var (a, b) in bits.Parameters.Zip(numbers.Parameters)) a.Value.Span().CopyTo(b.Value.Span());
        var runs = WithThreads(() => Gradients(bits));
        Assert.Equal(Gradients(numbers), runs[0]);
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
        Assert.Contains(runs[0], value => value != 0);

        float[] Gradients(Sequential network)
        {
            var run = network.Forward(x);
            var gradients = run.Pullback(outer);
            return [.. Samples.Flat(run.Output), .. Enumerable.Range(0, network.Parameters.Count).SelectMany(p => Samples.Flat(gradients[p]))];
        }

        static Sequential Network(params Layer[] between) =>
            new(5, [new Linear(6, 80), new Leaky(), .. between, new DelayedLinear(80, 4, 3)]);
    }

    [Fact]
    public void A_network_learns_the_delays_that_a_task_needs()
    {
        // the output is the input, three steps later in one synapse and one step later in the other
        var layer = new DelayedLinear(new DelayedLinearOptions(2, 1, 6, Bias: false, Weights: Initializer.Constant(1), Delays: [4.4, 2.3]));
        var network = new Sequential(1, layer);
        // smooth, so that the slope tells where to go
        var phases = Samples.Flat(Random(1, 16));
        var x = Tensor.Create([.. Enumerable.Range(0, 60 * 16).Select(i => (float)Math.Sin((0.25 * (i / 16)) + (3 * phases[i % 16])))], [60, 8, 2]);
        var wanted = Samples.Flat(new Sequential(1, new DelayedLinear(
            new DelayedLinearOptions(2, 1, 6, Bias: false, Weights: Initializer.Constant(1), Delays: [3, 1]))).Predict(x));
        var adam = new Adam(0.03);
        for (var k = 0; k < 200; k++)
        {
            var run = network.Forward(x);
            var error = Tensor.Create([.. Samples.Flat(run.Output).Zip(wanted, (a, b) => (a - b) / wanted.Length)], [60, 8, 1]);
            var gradients = run.Pullback(error);
            gradients[0].Span().Clear();
            adam.Step(network, gradients);
        }
        Close(0.05, [3, 1], Samples.Flat(layer.Delay.Value));
    }

    private static DelayedLinear Layer => new(Inputs, Outputs, 4);

    private static Tensor<double> Delays(ulong seed) =>
        // away from whole steps, where the slope changes
        Tensor.Create(
            [.. Samples.Flat(Random(seed, Outputs, Inputs)).Select(u => Math.Floor(2 * (u + 1)) + 0.1 + (0.8 * Math.Abs(u)))], [Outputs, Inputs]);

    private static (Tensor<double> Output, Tensor<double> After) Apply(
        Tensor<double> w, Tensor<double> d, Tensor<double> b, Tensor<double>? before, Tensor<double> x)
    {
        var y = Tensor.CreateFromShape<double>([x.Lengths[0], x.Lengths[1], Outputs]);
        return (y, Layer.Forward(w, d, b, before, x, y));
    }
}
