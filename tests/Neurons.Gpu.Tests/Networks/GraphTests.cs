using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu.Tests;

/// <summary>
/// Graphs, blocks and circles on a device beside the processor's, whose products are the library's own here: the bits are the same.
/// </summary>
public sealed class GraphTests : IDisposable
{
    private readonly BlasEngine _before = Blas.Engine;

    public GraphTests() => Blas.Engine = BlasEngine.Managed;

    public void Dispose() => Blas.Engine = _before;

    private static Device Device => TestDevice.Device;

    [DeviceFact]
    public Task Branches_and_sums_are_the_processors_to_the_bit() => Trainings.AreTheSame(Branching);

    [DeviceFact]
    public Task Blocks_of_layers_are_the_processors_to_the_bit() => Trainings.AreTheSame(() => new Sequential(
        2, new Linear(12, 8), new Residual(new Linear(8, 8), Firing()),
        new Branches(Merge.Concatenate, new Linear(8, 5), new Block(new Linear(8, 3), Firing()), new Block()),
        new Branches(Merge.Sum, new Linear(16, 4), new Block(new Activation(ActivationFunction.Relu), new Linear(16, 4))), new LeakyIntegrator()));

    [DeviceFact]
    public Task Clipped_gradients_of_branches_that_have_one_row_are_the_processors_to_the_bit() => Trainings.AreTheSame(
        () => new Sequential(2, new Linear(6, 4), new Branches(Merge.Sum, new Linear(4, 3), new Linear(4, 3))),
        network => new(network, Loss.CountCrossEntropy(), new Sgd(0.1)) { TimeSteps = 3, BatchSize = 1, Clipping = new NormClipping(new(0.01)) });

    [DeviceFact]
    public Task Residual_blocks_of_images_are_the_processors_to_the_bit() => Trainings.AreTheSame(() => new Sequential(
        3, new Input(2, 6, 6), new SewBlock(3, stride: 2), new SewBlock(3), new MsBlock(4), new Flatten(), new Linear(36, 3), new LeakyIntegrator()));

    [DeviceFact]
    public Task Batch_normalisation_of_numbers_and_images_is_the_processors_to_the_bit() => Trainings.AreTheSame(() => new Sequential(
        4, new Input(3, 10, 10), new BatchNorm(3), new Conv2d(3, 4, 3), BatchNorm.ThresholdDependent(4, 0.5), Firing(), new Flatten(),
        new Linear(256, 6, bias: false), new BatchNorm(6, affine: false), new Lif(), new Linear(6, 3), new LeakyIntegrator()));

    [DeviceFact]
    public async Task Several_inputs_and_outputs_are_the_processors_to_the_bit()
    {
        await Trainings.AreTheSame(
            Modulated,
            network => new(network, [new("out", Loss.CountCrossEntropy()), new("lif", Loss.CountCrossEntropy(), 0.5)], new Adam(0.01))
            {
                TimeSteps = 6,
                BatchSize = 3,
            },
            network => new Dataset(Tensors.Uniform<float>([7, 5], 0, 40, 1), [0, 1, 2, 0, 1, 2, 0])
                .WithInput("reward", new Dataset(Tensors.Uniform<float>([7, 5], -1, 1, 2), [0, 1, 2, 0, 1, 2, 0])));

        var network = Modulated();
        using var onDevice = network.On(Device);
        var inputs = new Dictionary<string, Tensor<float>>
        {
            ["current"] = Tensors.Uniform<float>([4, 2, 5], 0, 40, 3),
            ["reward"] = Tensors.Uniform<float>([4, 2, 5], -1, 1, 4),
        };
        var (expected, actual) = (network.PredictOutputs(inputs), onDevice.PredictOutputs(inputs));
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, values) in expected) TestDevice.SameBits(values, actual[name], name);
        TestDevice.SameBits(expected["out"], onDevice.Predict(inputs), "the first output");
        Assert.Contains("reward", Assert.Throws<ArgumentException>(
            () => onDevice.Predict(new Dictionary<string, Tensor<float>> { ["current"] = inputs["current"] })).Message);
        Assert.Contains("no input 'm'", Assert.Throws<ArgumentException>(
            () => onDevice.Predict(new Dictionary<string, Tensor<float>> { ["m"] = inputs["current"] })).Message);
        Assert.Contains("current, reward", Assert.Throws<InvalidOperationException>(() => onDevice.Predict(inputs["current"])).Message);
    }

    [DeviceFact]
    public Task Split_features_and_states_of_neurons_as_outputs_are_the_processors_to_the_bit() => Trainings.AreTheSame(() => new Graph(
        6, new Node("x", new Input(8)), new Node("halves", new Split(2), "x"), new Node("left", new Linear(4, 3), "halves"),
        new Node("right", new Linear(4, 3), "halves.part1"), new Node("lif", new CubaLif(new CubaLifOptions { VTh = 0.1 }), "left", "right"),
        new Node("both", new Concatenate(2), "lif.v") { ["1"] = ["lif"] }, new Node("out", new Linear(6, 3), "both"),
        new Node("readout", new LeakyIntegrator(), "out")));

    public static TheoryData<Reduction> Reductions() => [.. Enum.GetValues<Reduction>()];

    [DeviceTheory]
    [MemberData(nameof(Reductions))]
    public async Task What_stands_for_the_steps_is_the_processors_to_the_bit(Reduction reduction)
    {
        await Trainings.AreTheSame(() => new Sequential(10, new Linear(9, 6), new LeakyIntegrator(), new OverTime(reduction), new Linear(6, 3)));
        await Trainings.AreTheSame(() => new Sequential(10, new Linear(9, 6), new OverTime(reduction), new Linear(6, 3)));
    }

    [DeviceFact]
    public async Task Products_of_signals_and_pooled_channels_are_the_processors_to_the_bit()
    {
        foreach (var merge in (SewMerge[])[SewMerge.And, SewMerge.Iand])
        {
            await Trainings.AreTheSame(() => new Sequential(
                11, new Input(2, 5, 5), new Conv2d(2, 3, 3, padding: 1), Firing(), new SewBlock(3, merge: merge), new GlobalPool(),
                new Linear(3, 3)));
        }

        // a factor of each group of channels, and one of each position, which stay the same or do not
        await Trainings.AreTheSame(() => new Graph(
            12, new Node("x", new Input(4, 3, 3)), new Node("lif", Firing(), "x"), new Node("sums", new GlobalPool(PoolOver.Sum), "x"),
            new Node("weights", new Linear(4, 2), "sums"), new Node("conv", new Conv2d(4, 2, 1), "lif"), new Node("spikes", Firing(), "conv"),
            new Node("gated", new Multiply(), "lif") { ["factor"] = ["weights"] },
            new Node("masked", new Multiply(complement: true), "gated") { ["factor"] = ["spikes"] },
            new Node("same", new Multiply(), "x") { ["factor"] = ["masked"] }, new Node("flat", new Flatten(), "same"),
            new Node("out", new Linear(36, 3), "flat")));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    public static TheoryData<string> Feedbacks() => ["all", "no bias", "one", "each"];

    [DeviceTheory]
    [MemberData(nameof(Feedbacks))]
    public Task Recurrent_layers_are_the_processors_to_the_bit(string kind)
    {
        Feedback Recurrent() => kind switch
        {
            "all" => new(Firing()),
            "no bias" => new(Firing(), bias: false),
            "one" => Feedback.OneToOne(Firing(), 0.5),
            _ => Feedback.OneToOne(Firing(), -0.5, perNeuron: true),
        };
        return Trainings.AreTheSame(() => new Sequential(7, new Linear(9, 6), Recurrent(), new Linear(6, 3), new LeakyIntegrator()));
    }

    [DeviceFact]
    public Task Circles_are_the_processors_to_the_bit() => Trainings.AreTheSame(Circling);

    [DeviceTheory]
    [MemberData(nameof(Seeds))]
    public Task Random_circles_are_the_processors_to_the_bit(int seed) =>
        Trainings.AreTheSame(() => RandomCircle(seed), network => Trainings.Of(network, rate: 1e-3));

    [DeviceFact]
    public async Task Truncated_sequences_are_the_processors_to_the_bit()
    {
        foreach (var accumulate in (bool[])[false, true])
        {
            await Trainings.AreTheSame(Circling, network => Trainings.Of(network, new TruncatedBptt(3, accumulate)));
            await Trainings.AreTheSame(Stateful, network => Trainings.Of(network, new TruncatedBptt(3, accumulate)));
        }
    }

    [DeviceFact]
    public void An_evaluation_of_a_sequence_has_the_processors_bits()
    {
        foreach (var make in (Func<Network>[])[Branching, Circling, Stateful])
        {
            var network = make();
            using var onDevice = network.On(Device);
            var x = Tensors.Uniform<float>([5, 3, .. network.InputShape], 0, 3, 5);
            TestDevice.SameBits(network.Predict(x), onDevice.Predict(x), make.Method.Name);
        }
    }

    [DeviceFact]
    public void A_network_that_has_left_the_device_is_not_run_there()
    {
        var network = new Sequential(1, new Linear(4, 4), new Lif(4));
        var onDevice = network.On(Device);
        var input = Tensor.CreateFromShape<float>([2, 1, 4]);
        onDevice.Predict(input);
        onDevice.Dispose();
        Assert.Throws<ObjectDisposedException>(() => onDevice.Predict(input));
        onDevice.Dispose();
    }

    [DeviceFact]
    public void What_does_not_run_in_a_block_or_a_circle_is_refused_by_name_and_place()
    {
        var block = Assert.Throws<ArgumentException>(() => new Sequential(1, new Linear(4, 4), new Residual(new Qcfs())).On(Device));
        Assert.Contains("Qcfs", block.Message);
        Assert.Contains("Layer 1.", block.Message);
        var circle = Assert.Throws<ArgumentException>(() => new Graph(
            1, new Node("x", new Input(4)), new Node("lif", new QuantizedStates(new Lif(4)), "x", "lif")).On(Device));
        Assert.Contains("Layer lif, QuantizedStates", circle.Message);
    }

    private static CubaLif Firing() => new(new CubaLifOptions { VTh = 0.1 });

    /// <summary>Signals that stay the same and such that do not, which are summed and go to several.</summary>
    private static Graph Branching() => new(
        1, new Node("x", new Input(6)), new Node("a", new Linear(6, 5), "x"), new Node("b", new Linear(6, 5), "x"),
        new Node("lif", Firing(), "a", "b"), new Node("c", new Linear(5, 5), "lif"), new Node("more", Firing(), "a", "c", "b", "lif"),
        new Node("out", new Linear(5, 3), "more", "lif", "a"), new Node("readout", new LeakyIntegrator(), "out"));

    private static Graph Modulated() => new(
        5, ["out", "lif"], new Node("current", new Input(5)), new Node("reward", new Input(5)),
        new Node("lif", new ExtendedLif(5, new() { Modulation = Transform.Sigmoid, Tau = Learnable.PerNeuron(20) }), "current")
        {
            ["m"] = ["reward"],
        },
        new Node("out", new Linear(5, 3), "lif", "reward"));

    /// <summary>Two circles: synapses, a function, a state of the neurons and their own output come back, some of them to several nodes.</summary>
    private static Graph Circling() => new(
        8, new Node("x", new Input(6)), new Node("in", new Linear(6, 5), "x"), new Node("back", new Linear(5, 5), "lif"),
        new Node("mixed", new Activation(ActivationFunction.Relu), "lif.v", "back", "in"),
        new Node("lif", new CubaLif(5, new() { VTh = Learnable.PerNeuron(0.1), TauMemInv = Learnable.Shared(100) }), "in", "mixed", "lif"),
        new Node("again", new Lif(5, new LifOptions { VTh = 0.2 }), "lif", "over"), new Node("over", new Linear(5, 5, bias: false), "again"),
        new Node("out", new Linear(5, 3), "again", "mixed"), new Node("readout", new LeakyIntegrator(), "out"));

    /// <summary>Each node is fed by the one before, and by others at random, itself and later ones among them.</summary>
    private static Graph RandomCircle(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 6);
        string[] names = ["x", .. Enumerable.Range(0, count).Select(i => $"n{i}")];
        List<Node> nodes = [new("x", new Input(3))];
        for (var i = 0; i < count; i++)
        {
            Layer layer = random.Next(4) switch
            {
                0 => new Linear(3, 3, bias: random.Next(2) == 0),
                1 => new Activation(ActivationFunction.Relu6),
                2 => new LeakyIntegrator(3),
                _ => new CubaLif(3, new CubaLifOptions { VTh = 0.1 }),
            };
            var others = names.Where((_, n) => n != i && random.Next(3) == 0);
            // the last closes the circle
            nodes.Add(new(names[i + 1], layer, [names[i], .. i == 0 ? others.Append(names[^1]).Distinct() : others]));
        }

        nodes.Add(new("y", new Linear(3, 3), [names[^1], .. names[1..^1].Where(_ => random.Next(3) == 0)]));
        return new((ulong)seed, [.. nodes]);
    }

    /// <summary>Layers with memory: noise, recurrent layers, one mask of dropout over time, running statistics.</summary>
    private static Sequential Stateful() => new(
        9, new Linear(6, 8), new BatchNorm(8), new ExtendedLif(), new Dropout(0.3), new Linear(8, 6), new Feedback(Firing()), new Linear(6, 3),
        new LeakyIntegrator());
}
