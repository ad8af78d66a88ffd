using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

public class ActivationTests
{
    private static readonly Tensor<float> _x = Samples.Uniform(3, -2, 2, 4, 5);

    public static TheoryData<ActivationFunction> Functions() => [.. Enum.GetValues<ActivationFunction>()];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Each_function_has_its_values(ActivationFunction function)
    {
        var output = Samples.Flat(new Sequential(1, new Activation(function, 5)).Predict(_x, 1));
        foreach (var (x, y) in Samples.Doubles(_x).Zip(output)) Assert.Equal(Value(function, x), y, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_gradient_is_that_of_finite_differences(ActivationFunction function)
    {
        var network = new Sequential(1, new Linear(5, 6), new Activation(function), new Linear(6, 2));
        var (_, pullback) = network.Forward(_x, 3);
        // of the sum of the outputs, each with a weight of its own
        var weights = Samples.Uniform(9, -1, 1, 3, 4, 2);
        var gradients = pullback(weights);
        var (w1, b1, w2) = (Weights(network, 0), Weights(network, 1), Weights(network, 2));
        var outer = Samples.Doubles(weights);
        double Sum(double[] bias)
        {
            var sum = 0.0;
            for (var row = 0; row < 12; row++)
            {
                var x = Samples.Doubles(_x)[(row % 4 * 5)..(row % 4 * 5 + 5)];
                var hidden = bias.Select((b, n) => Value(function, b + x.Select((value, k) => value * w1[n * 5 + k]).Sum())).ToArray();
                for (var o = 0; o < 2; o++) sum += outer[row * 2 + o] * hidden.Select((h, n) => h * w2[o * 6 + n]).Sum();
            }
            return sum;
        }

        for (var n = 0; n < 6; n++)
        {
            const double Step = 1e-6;
            var (above, below) = ((double[])b1.Clone(), (double[])b1.Clone());
            above[n] += Step;
            below[n] -= Step;
            Assert.Equal((Sum(above) - Sum(below)) / (2 * Step), Samples.Flat(gradients["0.bias"])[n], 1e-4);
        }
        Assert.Contains(Samples.Flat(gradients["0.bias"]), value => Math.Abs(value) > 0.01);
    }

    [Fact]
    public void A_constant_input_stays_constant_and_gives_the_gradients_of_the_repeated_one()
    {
        var network = new Sequential(
            1, new Linear(5, 6), new Activation(ActivationFunction.Relu), new CubaLif(6), new Linear(6, 2), new LeakyIntegrator(2));
        var trace = network.Trace(_x, 20);
        Assert.Equal([4, 6], trace[1].Lengths.ToArray());
        Assert.Equal([20, 4, 6], trace[2].Lengths.ToArray());

        var repeated = Tensor.Create([.. Enumerable.Repeat(Samples.Flat(_x), 20).SelectMany(row => row)], [20, 4, 5]);
        var (shortOutput, shortPullback) = network.Forward(_x, 20);
        var (longOutput, longPullback) = network.Forward(repeated);
        Assert.Equal(Samples.Flat(longOutput), Samples.Flat(shortOutput));
        var gradient = Samples.Uniform(8, -1, 1, 20, 4, 2);
        var (shorter, longer) = (shortPullback(gradient), longPullback(gradient));
        var scale = Samples.Doubles(longer["0.weight"]).Max(Math.Abs);
        Assert.True(scale > 1e-6);
        foreach (var (wanted, found) in Samples.Doubles(longer["0.weight"]).Zip(Samples.Doubles(shorter["0.weight"])))
            Assert.Equal(wanted, found, 2e-4 * scale);
    }

    [Fact]
    public void Nothing_flows_back_through_a_relu_that_is_off()
    {
        var network = new Sequential(1, new Linear(5, 6), new Activation(ActivationFunction.Relu));
        network.Parameters[1].Value.Fill(-1000);
        var (output, pullback) = network.Forward(_x, 2);
        Assert.All(Samples.Flat(output), value => Assert.Equal(0, value));
        Assert.All(Samples.Flat(pullback(Samples.Uniform(8, 1, 2, 2, 4, 6))["0.weight"]), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_network_with_activations_is_saved_and_loaded()
    {
        var network = new Sequential(
            3, new Activation(ActivationFunction.Tanh, 5), new Linear(5, 4), new Activation(ActivationFunction.Relu), new CubaLif(4),
            new Activation(ActivationFunction.Identity), new Linear(4, 2), new Activation(ActivationFunction.Sigmoid, 2));
        var file = Samples.TemporaryFile("network.safetensors");
        network.Save(file);
        var loaded = Sequential.Load(file);
        Assert.Equal(Samples.Flat(network.Predict(_x, 12)), Samples.Flat(loaded.Predict(_x, 12)));
        Assert.Equal(network.Summary(), loaded.Summary());
    }

    [Fact]
    public void An_unknown_function_in_a_file_is_an_error_that_names_it()
    {
        var file = Samples.TemporaryFile("network.safetensors");
        new Sequential(3, new Linear(5, 4), new Activation(ActivationFunction.Relu)).Save(file);
        var bytes = File.ReadAllBytes(file);
        bytes[System.Text.Encoding.Latin1.GetString(bytes).IndexOf("relu", StringComparison.Ordinal)] = (byte)'Q';
        File.WriteAllBytes(file, bytes);
        Assert.Contains("function is 'Qelu'; it must be one of", Assert.Throws<FormatError>(() => Sequential.Load(file)).Message);
    }

    [Fact]
    public void Bad_functions_and_shapes_are_refused_by_name()
    {
        Assert.Contains("must be one of Relu, Sigmoid, Tanh, Identity, Relu6",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Activation((ActivationFunction)9)).Message);
        Assert.Contains("[0]", Assert.Throws<ArgumentException>(() => new Activation(ActivationFunction.Relu, 0)).Message);
        Assert.Contains(
            "takes several shapes", Assert.Throws<ArgumentException>(() => new Sequential(1, new Activation(ActivationFunction.Relu))).Message);
        Assert.Contains("takes [4]",
            Assert.Throws<ArgumentException>(() => new Sequential(1, new Linear(5, 3), new Activation(ActivationFunction.Relu, 4))).Message);
    }

    private static double[] Weights(Network network, int parameter) => Samples.Doubles(network.Parameters[parameter].Value);

    private static double Value(ActivationFunction function, double x) => function switch
    {
        ActivationFunction.Relu => Math.Max(0, x),
        ActivationFunction.Relu6 => Math.Clamp(x, 0, 6),
        ActivationFunction.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ActivationFunction.Tanh => Math.Tanh(x),
        ActivationFunction.Identity => x,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
    };
}
