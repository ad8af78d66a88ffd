using System.Numerics.Tensors;
using static Neurons.Tests.TestTensors;

namespace Neurons.Tests;

public class GradientTests
{
    private readonly Tensor<double> _input = Uniform(1, -1, 2, 12, 3, 5);
    private readonly Tensor<double> _weight = Uniform(2, -1, 1, 12, 3, 5);

    [Fact]
    public void The_gradients_of_a_readout_are_its_finite_differences()
    {
        double[] leaks = [-0.2, 0, 0.1, 0.3, 0.5];
        LeakyIntegrator Readout(double tau, double[] leak) =>
            new(5, new() { TauMemInv = Learnable.Shared(tau), VLeak = Learnable.PerNeuron(leak) });
        double Loss(LeakyIntegrator layer, Tensor<double> x) => Dot(_weight, layer.Integral(x).Output);

        var readout = Readout(80, leaks);
        var gradients = readout.Pullback(_input).Gradients(_weight);

        var input = Flat(gradients.Input);
        for (var i = 0; i < input.Length; i += 7)
            Close(input[i], h => Loss(readout, Changed(_input, i, h)));

        Close(gradients.Parameters["TauMemInv"].Single(), h => Loss(Readout(80 + h, leaks), _input));
        var initial = readout.Initial<double>(3);
        for (var n = 0; n < 5; n++)
        {
            // From one state: the leak acts through the initial one too.
            Close(gradients.Parameters["VLeak"][n], h =>
            {
                var changed = (double[])leaks.Clone();
                changed[n] += h;
                return Dot(_weight, Readout(80, changed).Integral(_input, initial).Output);
            });
        }

        Assert.Equal(["TauMemInv", "VLeak"], gradients.Parameters.Keys);
    }

    [Fact]
    public void The_gradient_of_two_sequences_is_that_of_the_whole_one()
    {
        var lif = new CubaLif(5);
        var whole = lif.Pullback(_input).Gradients(_weight, of: GradientOf.Input | GradientOf.Initial | GradientOf.Parameters);

        var first = lif.Pullback(Steps(_input, 0, 5));
        var second = lif.Pullback(Steps(_input, 5, 12), first.Final);
        var late = second.Gradients(Steps(_weight, 5, 12), of: GradientOf.Input | GradientOf.Initial | GradientOf.Parameters);
        var early = first.Gradients(Steps(_weight, 0, 5), late.Initial, of: GradientOf.Input | GradientOf.Initial | GradientOf.Parameters);

        AssertEqual(whole.Input, Tensor.Concatenate<double>([early.Input, late.Input]));
        AssertEqual(whole.Initial.V, early.Initial.V);
        foreach (var (name, gradient) in whole.Parameters)
            Assert.Equal(gradient[0], early.Parameters[name][0] + late.Parameters[name][0], 12);
    }

    [Fact]
    public void The_gradient_of_a_recorded_last_value_is_that_of_the_final_state()
    {
        var lif = new CubaLif(5);
        var end = Tensor.CreateFromShape<double>([12, 3, 5]);
        for (var i = 11 * 15; i < 12 * 15; i++) end[[11, (i % 15) / 5, i % 5]] = 1;
        var recording = lif.Pullback(_input, record: ["v"]);
        var plain = lif.Pullback(_input);

        var recorded = recording.Gradients(recorded: new Dictionary<string, Tensor<double>> { ["v"] = end });
        var final = plain.Gradients(final: plain.ZeroState().With("V", Filled(1.0, 3, 5)));

        AssertEqual(plain.Final.V, At(recording.Recorded["v"], 11));
        AssertEqual(final.Input, recorded.Input);
        Assert.Contains(Flat(final.Input), g => g != 0);
    }

    [Fact]
    public void The_gradient_of_a_constant_input_is_the_sum_over_its_steps()
    {
        var readout = new LeakyIntegrator(5);
        var row = At(_input, 0);
        var repeated = Tensor.Create(Enumerable.Repeat(Flat(row), 12).SelectMany(x => x).ToArray(), [12, 3, 5]);

        var constant = readout.Pullback(NeuronInput.Constant(row, 12)).Gradients(_weight).Input;
        var each = readout.Pullback(repeated).Gradients(_weight).Input;

        for (var i = 0; i < 15; i++)
            Assert.Equal(Enumerable.Range(0, 12).Sum(t => Flat(each)[(t * 15) + i]), Flat(constant)[i], 12);
    }

    [Fact]
    public void The_derivative_of_a_spike_is_that_of_the_surrogate()
    {
        // One step from rest: the potential is dt·τ_mem_inv·x = 0.1 x, and u = 0.1 x − 1.
        var x = Tensor.Create([4.0, 9, 10, 12], [1, 1, 4]);
        double[] Derivative(Surrogate surrogate) =>
            Flat(new CubaLifEncoder(4, new() { Surrogate = surrogate }).Pullback(x).Gradients(Filled(1.0, 1, 1, 4)).Input);

        var own = Derivative(Surrogate.Custom("bump", u => 3 * Expr.Exp(-u * u)));
        var atan = Derivative(Surrogate.Atan(2));

        for (var i = 0; i < 4; i++)
        {
            var u = (0.1 * Flat(x)[i]) - 1;
            Assert.Equal(0.1 * 3 * Math.Exp(-u * u), own[i], 12);
            Assert.Equal(0.1 / (1 + Math.Pow(Math.PI * u, 2)), atan[i], 12);
        }
    }

    [Fact]
    public void The_gradient_of_the_input_can_be_written_to_a_buffer()
    {
        var lif = new CubaLif(5);
        var buffer = Tensor.CreateFromShape<double>([12, 3, 5]);
        var buffers = lif.Buffers<double>(12, 3);
        var expected = lif.Pullback(_input).Gradients(_weight).Input;

        var pullback = lif.Pullback(_input, into: buffers);
        var gradients = pullback.Gradients(_weight, into: buffer);

        Assert.Same(buffers.Output, pullback.Output);
        Assert.Same(buffer, gradients.Input);
        AssertEqual(expected, buffer);
    }

    [Fact]
    public void A_pullback_does_not_overwrite_the_state_that_it_starts_from()
    {
        var lif = new CubaLif(5);
        var buffers = lif.Buffers<double>(12, 3);
        var (_, state) = lif.Integral(_input, into: buffers);

        Assert.Contains("Detach", Assert.Throws<ArgumentException>(() => lif.Pullback(_input, state, into: buffers)).Message);
        Assert.Equal(24, lif.Pullback(_input, state.Detach(), into: buffers).Final.Step);
    }

    [Fact]
    public void Only_what_was_asked_for_is_computed()
    {
        var gradients = new CubaLif(5).Pullback(_input).Gradients(_weight, of: GradientOf.Nothing);

        Assert.Empty(gradients.Parameters);
        Assert.Empty(gradients.Inputs);
        Assert.Contains("GradientOf.Input", Assert.Throws<InvalidOperationException>(() => gradients.Input).Message);
        Assert.Contains("GradientOf.Initial", Assert.Throws<InvalidOperationException>(() => gradients.Initial).Message);
    }

    [Fact]
    public void A_gradient_of_another_shape_is_an_error_that_names_both_shapes()
    {
        var error = Assert.Throws<ArgumentException>(() => new CubaLif(5).Pullback(_input).Gradients(Filled(1.0, 12, 3, 4)));

        Assert.Contains("[12, 3, 4]", error.Message);
        Assert.Contains("[12, 3, 5]", error.Message);
    }

    private static Tensor<double> Changed(Tensor<double> tensor, int index, double by)
    {
        var values = Flat(tensor);
        values[index] += by;
        return Tensor.Create(values, tensor.Lengths);
    }

    /// <summary>The derivative is the central difference.</summary>
    private static void Close(double derivative, Func<double, double> loss)
    {
        const double H = 1e-5;
        var difference = (loss(H) - loss(-H)) / (2 * H);
        Assert.True(Math.Abs(derivative - difference) <= 1e-7 * (1 + Math.Abs(difference)), $"{derivative}, difference {difference}");
    }
}
