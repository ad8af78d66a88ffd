using System.Numerics.Tensors;
using Neurons.IO;
using Neurons.Symbolic;

namespace Neurons.Networks.Tests;

/// <summary>What a network refuses when it is built, and what a save refuses.</summary>
public class RefusalTests
{
    private static Sequential Own(Layer neurons) => new(1, new Linear(6, 3), neurons, new LeakyIntegrator(3));

    /// <summary>A network with a number written to a parameter, of which the network is not told.</summary>
    private static Network With(Network network, string parameter, float value)
    {
        var tensor = network.Parameters.Single(one => one.Name == parameter).Value;
        tensor[new nint[tensor.Rank]] = value;
        return network;
    }

    private static Surrogate Bump(string name) => Surrogate.Custom(name, u => Expr.Exp(-u * u));

    private static CustomNeuron Mine(string name) => NeuronModel.Define(
        name,
        (StepOptions o, OwnParameters<Expr> p, OwnState<Expr> s, Expr x) =>
            (Expr.Fire(s.V - 1.0, Surrogate.Atan(2)), new OwnState<Expr>(s.V + x / p.Tau)),
        defaults: new OwnParameters<Quantity>(Tau: 20.0.In("ms", above: 0)),
        initial: p => new OwnState<Expr>(0.0)).Layer(3);

    public static TheoryData<string, Func<Network>, string> Unsavable => new()
    {
        { "a surrogate of one's own", () => Own(new Lif(3, new() { Surrogate = Bump("bump") })), "the surrogate bump" },
        { "one with the name of another", () => Own(new Lif(3, new() { Surrogate = Bump("atan") })), "the surrogate atan" },
        { "one within other layers", () => Own(new Residual(new Feedback(new Lif(3, new() { Surrogate = Bump("bump") })))), "the surrogate bump" },
        { "a neuron of one's own", () => Own(Mine("Mine")), "the neuron Mine" },
        { "one with the name of another neuron", () => Own(Mine("Lif")), "the neuron Lif" },
        { "a weight that is NaN", () => With(Own(new Lif(3)), "0.weight", float.NaN), "0.weight" },
        { "a bias that is infinite", () => With(Own(new Lif(3)), "0.bias", float.PositiveInfinity), "0.bias" },
        { "a neuron's parameter out of its range", () => With(Own(new Leaky(3, new() { Beta = Learnable.PerNeuron(0.5) })), "1.Beta", 2), "1.Beta" },
        { "a variance below 0", () => With(Own(new BatchNorm(3)), "1.running_var", -1), "1.running_var" },
    };

    [Theory]
    [MemberData(nameof(Unsavable))]
    public void What_could_not_be_loaded_is_not_saved_and_leaves_the_file_as_it_was(string what, Func<Network> make, string name)
    {
        var file = Samples.TemporaryFile("network.safetensors");
        Samples.Network().Save(file);
        var good = File.ReadAllBytes(file);
        var network = make();
        var weights = Samples.Weights(network);
        var error = Xunit.Record.Exception(() => network.Save(file));
        Assert.True(error is NotSupportedException or NotFiniteNumberException or InvalidOperationException, $"{what}: {error}");
        Assert.Contains(name, error!.Message);
        Assert.Equal(good, File.ReadAllBytes(file));
        Assert.Equal(weights, Samples.Weights(network));
    }

    [Fact]
    public void A_checkpoint_with_a_surrogate_of_ones_own_goes_on_with_the_network_and_not_without()
    {
        Sequential Make() => Own(new Lif(3, new() { Surrogate = Bump("atan") }));
        var file = Samples.TemporaryFile("checkpoint.safetensors");
        new Trainer(Make(), Loss.MaxMembraneCrossEntropy(), new Adam(0.01)).Save(file);
        Assert.Equal(Samples.Weights(Make()), Samples.Weights(Trainer.Resume(file, Make()).Network));
        Assert.Contains("the surrogate atan is your own", Assert.Throws<FormatError>(() => Trainer.Resume(file)).Message);
    }

    private static ExtendedLif Modulated() => new(4, new() { Modulation = Transform.Sigmoid });

    public static TheoryData<string, Func<Layer>> Unfed => new()
    {
        { "Sequential", Modulated },
        { "Residual", () => new Residual(Modulated()) },
        { "Block", () => new Block(Modulated()) },
        { "Branches", () => new Branches(Merge.Sum, Modulated(), new Block()) },
        { "Feedback", () => new Feedback(Modulated()) },
        { "a layer within a layer", () => new Residual(new Block(new Branches(Merge.Sum, Modulated()))) },
    };

    [Theory]
    [MemberData(nameof(Unfed))]
    public void An_input_that_nothing_feeds_is_an_error_that_names_the_neuron_and_the_input(string where, Func<Layer> layer)
    {
        var message = Assert.Throws<ArgumentException>(() => new Sequential(1, new Linear(6, 4), layer())).Message;
        Assert.True(message.Contains("ExtendedLif", StringComparison.Ordinal) && message.Contains('m'), $"{where}: {message}");
    }

    [Theory]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: ExtendedLif, options: {modulation: sigmoid}}]",
        "has the input m, which nothing feeds")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: Leaky, parameters: {threshold: {value: 1e39, learnable: true}}}]",
        "Leaky: Threshold is 1E+39, and in float32 Infinity")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: Leaky, parameters: {threshold: 1e39}}]",
        "Leaky: Threshold is 1E+39, and in float32 Infinity")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: Residual, layers: [{type: Lif, parameters: {tau: 1e-50}}]}]",
        "Lif: Tau is 1E-50, and in float32 0; it must be > 0")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3, weights: {name: constant, value: 1e39}}]", "value is 1E+39; it must be finite in float32")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3, weights: {name: normal, deviation: 3e38}}]", "gives weights that are not finite in float32")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3, weights: {name: orthogonal, gain: 1e39}}]", "gain is 1E+39, which is Infinity in float32")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: Feedback, allToAll: false, initial: 1e39, neurons: [{type: If}]}]",
        "Feedback: initial is 1E+39, which is Infinity in float32")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: BatchNorm, channels: 3, epsilon: 1e-50}]",
        "BatchNorm: epsilon is 1E-50, which is 0 in float32")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: ActivityPenalty, l1: 1e39}]",
        "ActivityPenalty: L1 is 1E+39, which is Infinity in float32")]
    [InlineData("layers: [{type: Linear, inputs: 6, outputs: 3}, {type: OverTime, reduction: 1}]", "reduction is 1; it must be text")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: OverTime, reduction: '1'}]",
        "reduction is '1'; it must be one of max, mean, sum, last")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: Lif, options: {surrogate: 'atan(alpha=1, alpha=2)'}}]", "alpha is given twice")]
    [InlineData(
        "layers: [{type: Linear, inputs: 6, outputs: 3}, {type: Lif, options: {surrogate: 'relu(alpha=0,3)'}}]", "the values with a decimal point")]
    [InlineData("training: {encoding: 'latency:steps=4.7'}", "steps is 4.7; it must be a whole number")]
    [InlineData("training: {encoding: 'latency:steps=1e10'}", "steps is 10000000000; it must be a whole number, at most 2147483647")]
    [InlineData("training: {encoding: 'latency:steps=3000000000'}", "steps is 3000000000; it must be a whole number, at most 2147483647")]
    [InlineData("training: {encoding: 'latency:steps=4,firstSpike=0.9'}", "first_spike is 0.9; it must be a whole number")]
    [InlineData("training: {encoding: 'delta:threshold=Infinity'}", "threshold is \"Infinity\"; it must be a number")]
    [InlineData("training: {learning_rate: 1e39}", "LearningRate is 1E+39, which is Infinity in float32")]
    [InlineData("training: {optimizer: {name: adam, epsilon: 1e-50}}", "Epsilon is 1E-50, which is 0 in float32")]
    [InlineData("training: {schedule: {name: step, size: 2.5}}", "size is 2.5; it must be a whole number")]
    [InlineData("training: {loss: {name: count_squared_error, label_smoothing: 0.1}}", "count_squared_error has no 'label_smoothing'")]
    [InlineData("training: {loss: {name: cross_entropy, correct: 0.8}}", "cross_entropy has no 'correct'")]
    public void A_file_with_a_number_of_the_wrong_kind_or_beyond_float32_is_an_error_that_names_it(string yaml, string message)
    {
        var file = Samples.TemporaryFile("network.yaml");
        File.WriteAllText(
            file, yaml.StartsWith("training", StringComparison.Ordinal) ? $"layers: [{{type: Linear, inputs: 6, outputs: 3}}]\n{yaml}" : yaml);
        Assert.Contains(message, Assert.Throws<FormatError>(() => NetworkFile.ReadTrainer(file)).Message);
    }

    [Fact]
    public void A_parameter_that_float32_cannot_hold_is_refused_by_a_network_and_by_a_call_in_float32_alone()
    {
        var alone = new Leaky(1, new() { Threshold = 1e39 });
        Assert.Equal([0.0], Samples.Flat(alone.Integral(new double[,] { { 1 } }).Output));
        Assert.Contains("Threshold is 1E+39", Assert.Throws<ArgumentOutOfRangeException>(() => alone.Integral(new float[,] { { 1 } })).Message);

        var inNetwork = new Leaky(1);
        _ = new Sequential(1, new Linear(1, 1), inNetwork);
        Assert.Contains("Threshold is 1E+39", Assert.Throws<ArgumentOutOfRangeException>(() => inNetwork.Parameter("threshold").Set(1e39)).Message);
    }

    [Fact]
    public void A_checkpoint_with_a_number_beyond_float32_is_an_error_that_names_the_tensor()
    {
        var file = Samples.TemporaryFile("network.safetensors");
        Samples.Network().Save(file);
        var good = SafetensorsFile.Read(file);
        SafetensorsFile.Write(file, good.Metadata, good.Names.Select(name => name == "2.bias"
            ? SafetensorsEntry.From(name, Tensor.Create([1, 2, 1e39]))
            : SafetensorsEntry.From(name, good.Get<float>(name))));
        Assert.Contains("tensor '2.bias' has a value that is not finite", Assert.Throws<FormatError>(() => Sequential.Load(file)).Message);
    }

    private sealed record OwnParameters<T>(T Tau);

    private sealed record OwnState<T>(T V);
}
