using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

/// <summary>
/// Parallel spiking neurons. Their spikes are steps; what their gradient is that of is Σ dz·G(h), with G the integral of the surrogate.
/// </summary>
public class ParallelNeuronTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(9, 700)]
    [InlineData(40, 130)]
    public void Potentials_are_products_over_time_and_fire_at_0(int steps, int width)
    {
        var (w, b, x) = (Random(1, steps, steps), Random(2, steps), Random(3, steps, 1, width));
        var (h, z) = Apply(w, b, x);
        for (var t = 0; t < steps; t++)
        {
            for (var i = 0; i < width; i++)
            {
                var expected = b[t] + Enumerable.Range(0, steps).Sum(s => w[t, s] * x[s, 0, i]);
                Assert.Equal(expected, h[t, 0, i], 1e-12);
                Assert.Equal(h[t, 0, i] >= 0 ? 1 : 0, z[t, 0, i]);
            }
        }
        var single = Like(Singles(x));
        new Psn(steps).Forward(Singles(w), Singles(b), Singles(x), null, single);
        for (var i = 0; i < single.FlattenedLength; i++)
        {
            if (Math.Abs(Samples.Flat(h)[i]) > 1e-4) Assert.Equal(Samples.Flat(z)[i], Samples.Flat(single)[i]);
        }
    }

    [Fact]
    public void The_gradients_are_those_of_the_integral_of_the_surrogate()
    {
        var (w, b, x, dz) = (Random(1, 5, 5), Random(2, 5), Random(3, 5, 2, 3), Random(4, 5, 2, 3));
        Tensor<double> dw = Like(w), db = Like(b), dx = Like(x);
        new Psn(5).Backward(w, x, Apply(w, b, x).Potential, dz, dx, dw, db);
        Close(1e-7, Differences(moved => Smooth(dz, Apply(moved, b, x).Potential), w), Samples.Flat(dw));
        Close(1e-7, Differences(moved => Smooth(dz, Apply(w, moved, x).Potential), b), Samples.Flat(db));
        Close(1e-7, Differences(moved => Smooth(dz, Apply(w, b, moved).Potential), x), Samples.Flat(dx));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void A_mask_fades_the_weights_outside_of_the_window_and_their_gradients(double lambda)
    {
        var (w, b, x, dz) = (Random(1, 6, 6), Random(2, 6), Random(3, 6, 2, 3), Random(4, 6, 2, 3));
        var masked = Like(w);
        for (var t = 0; t < 6; t++)
        {
            for (var s = 0; s < 6; s++) masked[t, s] = w[t, s] * (t - s is >= 0 and < 2 ? 1 : 1 - lambda);
        }
        var layer = new MaskedPsn(6, 2);
        Tensor<double> Potential(Tensor<double> weight)
        {
            Tensor<double> h = Like(x), z = Like(x);
            layer.Forward(weight, b, lambda, x, h, z);
            return h;
        }
        TestTensors.AssertEqual(Apply(masked, b, x).Potential, Potential(w));
        Tensor<double> dw = Like(w), db = Like(b), dx = Like(x);
        layer.Backward(w, lambda, x, Potential(w), dz, dx, dw, db);
        Close(1e-7, Differences(moved => Smooth(dz, Potential(moved)), w), Samples.Flat(dw));
    }

    [Fact]
    public void The_mask_grows_with_the_training_passes()
    {
        var layer = new MaskedPsn(4, 1, warmup: 4);
        var network = new Sequential(1, new Input(2), layer);
        var x = Samples.Uniform(1, -1, 1, 4, 3, 2);
        var seen = new List<float>();
        for (var pass = 0; pass < 6; pass++)
        {
            network.Predict(x); // an evaluation changes nothing
            network.Forward(x);
            seen.Add(layer.Lambda.Value[0]);
        }
        Assert.Equal([0, 0.25f, 0.5f, 0.75f, 1, 1], seen);
        var path = Samples.TemporaryFile("network.safetensors");
        network.Save(path);
        Assert.Equal(1, ((MaskedPsn)Sequential.Load(path).Layers[1]).Lambda.Value[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void A_window_slides_over_the_inputs_and_what_was_before_them(int window)
    {
        var (w, b, x, before) = (Random(1, window), Random(2, 1), Random(3, 8, 2, 3), Random(4, 3, 2, 3));
        var layer = new SlidingPsn(window);
        Tensor<double> Potential(Tensor<double> weight, Tensor<double> bias, Tensor<double> input)
        {
            Tensor<double> h = Like(x), z = Like(x);
            layer.Forward(weight, bias, before, input, h, z);
            return h;
        }
        var h = Potential(w, b, x);
        for (var t = 0; t < 8; t++)
        {
            var expected = b[0];
            for (var j = 0; j < window; j++)
            {
                var at = t - window + 1 + j;
                if (at >= -3) expected += w[j] * (at >= 0 ? x[at, 1, 2] : before[3 + at, 1, 2]);
            }
            Assert.Equal(expected, h[t, 1, 2], 1e-12);
        }
        var dz = Random(5, 8, 2, 3);
        Tensor<double> dw = Like(w), db = Like(b), dx = Like(x);
        layer.Backward(w, before, x, h, dz, dx, dw, db);
        Close(1e-7, Differences(moved => Smooth(dz, Potential(moved, b, x)), w), Samples.Flat(dw));
        Close(1e-7, Differences(moved => Smooth(dz, Potential(w, moved, x)), b), Samples.Flat(db));
        Close(1e-7, Differences(moved => Smooth(dz, Potential(w, b, moved)), x), Samples.Flat(dx));
    }

    [Fact]
    public void A_window_begins_with_halves()
    {
        var layer = new SlidingPsn(4);
        _ = new Sequential(1, new Input(2), layer);
        Assert.Equal([0.125f, 0.25f, 0.5f, 1], Samples.Flat(layer.Weight.Value));
        Assert.Equal([-1f], Samples.Flat(layer.Bias.Value));
    }

    public static TheoryData<bool> Windows => [false, true];

    [Theory]
    [MemberData(nameof(Windows))]
    public void Step_by_step_in_a_circle_it_is_the_same_layer(bool sliding)
    {
        Layer Make() => sliding ? new SlidingPsn(3) : new MaskedPsn(9, 3);
        var x = Samples.Uniform(2, -1, 9, 9, 2, 4);
        var line = new Sequential(3, new Input(4), Make());
        // of weight 0, what comes back changes nothing
        var circle = new Graph(
            3, new Node("x", new Input(4)), new Node("layer", Make(), "x", "back"),
            new Node("back", new Linear(4, 4, bias: false, weights: Initializer.Constant(0)), "layer"));
        foreach (var (from, to) in line.Parameters.Zip(circle.Layers[1].StoredParameters)) from.Value.Span().CopyTo(to.Value.Span());
        var (run, other) = (line.Forward(x), circle.Trace(x)[1]);
        Assert.Equal(Samples.Flat(run.Output), Samples.Flat(other));
        Assert.Contains(1f, Samples.Flat(other));

        // through the circle, the gradients of the layer are those of the line where the outputs get the same
        var looped = new Graph(
            3, new Node("x", new Input(4)), new Node("layer", Make(), "x", "back"),
            new Node("back", new Linear(4, 4, bias: false, weights: Initializer.Constant(0)), "layer"),
            new Node("out", new Activation(ActivationFunction.Identity), "layer"));
        foreach (var (from, to) in line.Parameters.Zip(looped.Layers[1].StoredParameters)) from.Value.Span().CopyTo(to.Value.Span());
        var outer = Samples.Uniform(3, -1, 1, 9, 2, 4);
        var (whole, steps) = (run.PullbackWithInputs(outer), looped.Forward(x).PullbackWithInputs(outer));
        Close(1e-5, Samples.Doubles(whole.Inputs.Single().Value), Samples.Flat(steps.Inputs.Single().Value));
        for (var p = 0; p < 2; p++) Close(1e-5, Samples.Doubles(whole.Parameters[p]), Samples.Flat(steps.Parameters[p]));
        var (first, state) = looped.Predict(TestTensors.Steps(x, 0, 4), null);
        var (second, _) = looped.Predict(TestTensors.Steps(x, 4, 9), state);
        Assert.Equal(Samples.Flat(run.Output), (float[])[.. Samples.Flat(first), .. Samples.Flat(second)]);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        static void Refused(string message, Action call) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(call).Message);

        var x = Samples.Uniform(1, -1, 1, 5, 2, 3);
        Refused("steps is 0; it must be ≥ 1", () => new Psn(0));
        Refused("window is 0; it must be ≥ 1", () => new SlidingPsn(0));
        Refused("warmup is -1; it must be ≥ 0", () => new MaskedPsn(4, 2, -1));
        Refused("the sequence has 5 steps; it must have 6", () => new Sequential(1, new Input(3), new Psn(6)).Predict(x));
        Refused("the layer has weights for 4", () => new Sequential(1, new Input(3), new MaskedPsn(4, 2)).Predict(x));
        Refused("lambda is 0, so that a step depends on all 6", () => new Sequential(1, new Input(3), new MaskedPsn(6, 2, 10)).Predict(x));
        var (w, b, z) = (Random(1, 3, 3), Random(1, 3), Random(1, 3, 2));
        Refused("input has the shape [4, 2]; it must be [3, …]", () => new Psn(3).Forward(w, b, Random(1, 4, 2), null, z));
        Refused("lambda is 2; it must be in [0, 1]", () => new MaskedPsn(3, 1).Forward(w, b, 2, Random(1, 3, 2), null, z));
    }

    private static (Tensor<double> Potential, Tensor<double> Output) Apply(Tensor<double> w, Tensor<double> b, Tensor<double> x)
    {
        Tensor<double> h = Like(x), z = Like(x);
        new Psn((int)x.Lengths[0]).Forward(w, b, x, h, z);
        return (h, z);
    }

    /// <summary>Σ dz·G(h), with G the integral of atan with α = 2.</summary>
    private static double Smooth(Tensor<double> dz, Tensor<double> h) =>
        Samples.Flat(dz).Zip(Samples.Flat(h), (g, u) => g * Math.Atan(Math.PI * u) / Math.PI).Sum();
}
