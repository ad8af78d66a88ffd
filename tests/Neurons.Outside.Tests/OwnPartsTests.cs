using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Outside.Tests;

/// <summary>Parts of a user's own in a network: trained, saved, loaded, resumed.</summary>
public sealed class OwnPartsTests
{
    /// <summary>A neuron of one's own: it leaks, and fires at 1.</summary>
    private static readonly NeuronModel<OwnParameters<Expr>, OwnState<Expr>> _neuron = NeuronModel.Define(
        "OutsideLeak",
        (StepOptions o, OwnParameters<Expr> p, OwnState<Expr> s, Expr x) =>
        {
            var v = s.V + o.Dt * (x - s.V) / p.Tau;
            var z = Expr.Fire(v - 1.0, Surrogate.Atan(2));
            return (z, new OwnState<Expr>(v - z));
        },
        defaults: new OwnParameters<Quantity>(4.0.In("ms", min: 1)),
        initial: _ => new OwnState<Expr>(0.0)).Register();

    static OwnPartsTests() => Register();

    /// <summary>Makes files know the layers here; to do so again changes nothing.</summary>
    internal static void Register()
    {
        Layer.Kinds.Register<Gain, GainOptions>("gain", o => new Gain(o), layer => layer.Options);
        Layer.Kinds.Register<Bottleneck, BottleneckOptions>("bottleneck", o => new Bottleneck(o), layer => layer.Options);
        Layer.Kinds.Register<Product, ProductOptions>("product", _ => new Product(), _ => new ProductOptions());
    }

    [Fact]
    public void A_network_of_own_parts_is_saved_and_loaded()
    {
        var network = Network();
        var x = Uniform(1, 12, 3, 6);
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "own.safetensors");
        network.Save(path);
        var loaded = Networks.Network.Load(path);
        Assert.Equal(Flat(network.Predict(x)), Flat(loaded.Predict(x)));
        Assert.Equal(network.Summary(), loaded.Summary());
    }

    [Fact]
    public void A_block_of_ones_own_is_a_residual_one_and_is_saved()
    {
        var network = new Sequential(1, new Input(6, 4, 3), new Bottleneck(new(2)));
        Assert.Equal(
            ["1.down.weight", "1.down.bias", "1.up.weight", "1.up.bias"], network.Parameters.Select(parameter => parameter.Name));
        var x = Uniform(1, 12, 3, 6, 4, 3);
        foreach (var parameter in network.Parameters.Skip(2)) parameter.Value.Fill(0);
        Assert.Equal(Flat(x), Flat(network.Predict(x)));
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "own.safetensors");
        network.Save(path);
        Assert.Equal(network.Summary(), Networks.Network.Load(path).Summary());
    }

    [Fact]
    public void Gradients_of_own_layers_are_those_of_finite_differences()
    {
        Graph Smooth() => new(
            2, new Node("x", new Input(6)), new Node("in", new Linear(6, 6), "x"), new Node("halves", new Halves(6), "in"),
            new Node("a", new Linear(3, 5), "halves"), new Node("b", new Gain(new(5, 0.7)), "x5"), new Node("x5", new Linear(3, 5), "halves.high"),
            new Node("y", new Product()) { ["signal"] = ["a"], ["gate"] = ["b"] });
        var x = Uniform(1, 4, 3, 6);
        var run = Smooth().Forward(x);
        var outer = Uniform(2, run.Output.Lengths.ToArray());
        var gradients = run.Pullback(outer);
        var network = Smooth();
        foreach (var parameter in network.Parameters)
        {
            var gradient = Flat(gradients[parameter.Name]);
            for (var i = 0; i < gradient.Length; i++)
            {
                var expected = (Loss(i, 1e-2f) - Loss(i, -1e-2f)) / 2e-2;
                Assert.Equal(expected, gradient[i], 0.01 * Math.Max(1, Math.Abs(expected)));
            }

            double Loss(int i, float change)
            {
                var numbers = parameter.Value.Span();
                numbers[i] += change;
                var value = TensorPrimitives.Dot(
                    Array.ConvertAll(Flat(outer), v => (double)v), Array.ConvertAll(Flat(network.Predict(x)), v => (double)v));
                numbers[i] -= change;
                return value;
            }
        }
    }

    [Fact]
    public void A_layer_that_nobody_registered_is_refused_when_it_is_saved()
    {
        var network = new Sequential(1, new Unregistered(), new Linear(3, 2));
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "own.safetensors");
        var error = Assert.Throws<NotSupportedException>(() => network.Save(path));
        Assert.Contains("Unregistered is not registered", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void An_own_layer_stands_in_network_files_under_its_name()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "own.yaml");
        File.WriteAllText(path, "layers: [{type: gain, features: 3, start: 0.5}, {type: OutsideLeak, parameters: {Tau: 2}}]");
        var network = NetworkFile.Read(path);
        Assert.Equal(0.5f, Flat(network.Parameters[0].Value)[0]);
        File.WriteAllText(path, "layers: [{type: gain, features: 3, begin: 0.5}]");
        Assert.Contains("gain has no 'begin'; it has features, start", Assert.Throws<IO.FormatError>(() => NetworkFile.Read(path)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// A recurrent network written by hand in float64, step by step, and back: h[t] = tanh(a x[t] + W h[t − 1] + b), y[t] = h[t], against the graph
    /// with
    /// that circle.
    /// </summary>
    [Fact]
    public void The_gradient_of_a_circle_is_that_of_the_same_unrolled_by_hand_in_float64()
    {
        const int Steps = 9, Batch = 2, Size = 3;
        var graph = new Graph(
            7, new Node("x", new Input(Size)), new Node("gain", new Gain(new(Size, 0.8)), "x"), new Node("back", new Linear(Size, Size), "h"),
            new Node("h", new Activation(ActivationFunction.Tanh), "gain", "back"));
        var x = Uniform(3, Steps, Batch, Size);
        var run = graph.Forward(x);
        var outer = Uniform(4, Steps, Batch, Size);
        var gradients = run.PullbackWithInputs(outer);

        double At(Tensor<float> tensor, int t, int b, int n) => tensor[[t, b, n]];
        var (gain, weight, bias) = (Doubles("gain.gain"), Doubles("back.weight"), Doubles("back.bias"));
        var h = new double[Steps + 1, Batch, Size];
        for (var t = 0; t < Steps; t++)
        {
            for (var b = 0; b < Batch; b++)
            {
                for (var n = 0; n < Size; n++)
                {
                    var u = gain[n] * At(x, t, b, n) + bias[n];
                    for (var m = 0; m < Size; m++) u += weight[n * Size + m] * h[t, b, m];
                    h[t + 1, b, n] = Math.Tanh(u);
                    Assert.Equal(h[t + 1, b, n], At(run.Output, t, b, n), 1e-5);
                }
            }
        }

        var (dGain, dWeight, dBias, dx) = (new double[Size], new double[Size * Size], new double[Size], new double[Steps, Batch, Size]);
        var dh = new double[Batch, Size];
        for (var t = Steps - 1; t >= 0; t--)
        {
            var before = new double[Batch, Size];
            for (var b = 0; b < Batch; b++)
            {
                for (var n = 0; n < Size; n++)
                {
                    var du = (dh[b, n] + At(outer, t, b, n)) * (1 - h[t + 1, b, n] * h[t + 1, b, n]);
                    dGain[n] += du * At(x, t, b, n);
                    dx[t, b, n] = du * gain[n];
                    dBias[n] += du;
                    for (var m = 0; m < Size; m++)
                    {
                        dWeight[n * Size + m] += du * h[t, b, m];
                        before[b, m] += weight[n * Size + m] * du;
                    }
                }
            }
            dh = before;
        }
        Close(dGain, gradients.Parameters["gain.gain"]);
        Close(dWeight, gradients.Parameters["back.weight"]);
        Close(dBias, gradients.Parameters["back.bias"]);
        Close([.. dx.Cast<double>()], gradients.Input);

        double[] Doubles(string name) => Array.ConvertAll(Flat(graph.Parameters.Single(parameter => parameter.Name == name).Value), v => (double)v);

        static void Close(double[] expected, Tensor<float> actual)
        {
            var numbers = Flat(actual);
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], numbers[i], 2e-5 * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    internal static Graph Network() => new(
        3,
        new Node("x", new Input(6)),
        new Node("gain", new Gain(new(6, 1.5)), "x"),
        new Node("in", new Linear(6, 16), "gain"),
        new Node("back", new Linear(16, 16), "own"),
        new Node("own", _neuron.Layer(16, new() { ["Tau"] = Learnable.PerNeuron(3) }), "in", "back"),
        new Node("slow", new Leaky(16), "in"),
        new Node("both", new Product()) { ["signal"] = ["own"], ["gate"] = ["slow"] },
        new Node("out", new Linear(16, 3), "both", "own"),
        new Node("readout", new LeakyIntegrator(3), "out"));

    internal static Tensor<float> Uniform(int seed, params nint[] shape)
    {
        var values = new float[(int)TensorPrimitives.Product<nint>(shape)];
        new Primitives.RandomStream((ulong)seed, 0).FillUniform(values, -1, 2);
        return Tensor.Create(values, shape);
    }

    internal static float[] Flat(Tensor<float> tensor)
    {
        var values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    private sealed class Unregistered : Layer
    {
        public override int[] InputShape => [3];

        public override int[] OutputShape(int[] input) => input;

        public override string ToString() => "Unregistered";

        public override LayerRun Forward(Signal input, Pass pass) => Identity(input);
    }
}

/// <summary>The parameters of a neuron of one's own.</summary>
public sealed record OwnParameters<T>(T Tau);

/// <summary>Its state.</summary>
public sealed record OwnState<T>(T V);
