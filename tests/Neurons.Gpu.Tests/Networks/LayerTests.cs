using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Gpu.Tests;

/// <summary>Layers on a device beside the processor's, whose products are the library's own here: the bits are the same.</summary>
public sealed class LayerTests : IDisposable
{
    private static readonly Dictionary<string, (Func<Layer> Make, int[] Shape)> _layers = new()
    {
        ["layer norm of a row"] = (() => new LayerNorm(5), [5]),
        ["layer norm of images"] = (() => new LayerNorm([3, 2], 1e-3, affine: false), [4, 3, 2]),
        ["layer norm of the last dimension"] = (() => new LayerNorm(7), [13, 7]),
        ["layer norm of one number"] = (() => new LayerNorm(1), [3, 1]),
        ["transposed convolution"] = (() => new ConvTranspose2d(3, 2, 3, stride: 2, padding: 1), [3, 4, 5]),
        ["transposed convolution of groups"] = (
            () => new ConvTranspose2d(new ConvTranspose2dOptions(
                4, 6, (2, 3), Stride: (1, 3), Padding: (0, 1), OutputPadding: (0, 1), Dilation: (2, 1), Groups: 2, Bias: false)), [4, 5, 2]),
        ["transposed convolution of lines"] = (() => new ConvTranspose1d(2, 5, 4, stride: 3, padding: 2), [2, 6]),
        ["transposed convolution of a pixel"] = (() => new ConvTranspose2d(5, 3, 1), [5, 6, 7]),
        ["convolution of volumes"] = (() => new Conv3d(2, 3, 3, padding: 1), [2, 4, 5, 3]),
        ["convolution of volumes in groups"] = (
            () => new Conv3d(new Conv3dOptions(
                4, 6, [2, 3, 1], Stride: [2, 1, 2], Padding: [1, 0, 0], Dilation: [2, 1, 1], Groups: 2, Bias: false)), [4, 5, 4, 5]),
        ["convolution of flat volumes"] = (() => new Conv3d(3, 2, 1, stride: 2), [3, 1, 5, 2]),
        ["largest of volumes"] = (() => new MaxPool3d(2), [2, 4, 5, 3]),
        ["largest of volumes under windows that overlap"] = (() => new MaxPool3d(new Pool3dOptions([3, 2, 3], [1, 2, 2], [1, 0, 1])), [2, 3, 4, 5]),
        ["sums of volumes"] = (() => new SumPool3d(new Pool3dOptions([2, 3, 1], [2, 1, 3], [1, 1, 0])), [1, 5, 3, 4]),
        ["means of volumes"] = (() => new AveragePool3d(new AveragePool3dOptions([3], [2], [1])), [3, 5, 4, 3]),
        ["means of what is inside of volumes"] =
            (() => new AveragePool3d(new AveragePool3dOptions([3], [2], [1], CountPadding: false)), [3, 5, 4, 3]),
        ["attention"] = (() => new AttentionProduct(2), [12, 3]),
        ["attention of few tokens"] = (() => new AttentionProduct(1, 0.3), [15, 2]),
        ["attention of images"] = (() => new AttentionProduct(2, 0.5), [12, 3, 2]),
        ["attention of a channel"] = (() => new AttentionProduct(3), [9, 1]),
        ["a sliding window"] = (() => new SlidingPsn(3), [5]),
        ["a sliding window of a step"] = (() => new SlidingPsn(new SlidingPsnOptions(1, Surrogate.SuperSpike(10))), [3, 2]),
        ["a sliding window that is longer than the sequence"] = (() => new SlidingPsn(9), [4]),
        ["a sliding window over many numbers"] = (() => new SlidingPsn(2), [9, 70]),
        ["leaky parallel neurons"] = (() => new LeakyParallel(4, 5), [4]),
        ["leaky parallel neurons with a learnt threshold"] = (
            () => new LeakyParallel(new LeakyParallelOptions(3, 6, Threshold: 0.1, LearnThreshold: true)), [3]),
        ["leaky parallel neurons that reach all"] = (
            () => new LeakyParallel(new LeakyParallelOptions(5, 3, AllToAll: true, Threshold: 0.2, LearnThreshold: true)), [5]),
        ["groups of features"] = (() => new GroupedLinear(new GroupedLinearOptions(3, 4, 2)), [12]),
        ["groups of features without a bias"] = (() => new GroupedLinear(new GroupedLinearOptions(2, 1, 5, Bias: false)), [2]),
        ["a leaky sum"] = (() => new LeakySum(0.8), [4]),
        ["a leaky sum with a learnt factor"] = (() => new LeakySum(0.7, learnable: true), [3, 5]),
        ["a leaky sum with a learnt factor of each feature"] = (() => new LeakySum(0.7, perFeature: true, learnable: true), [3, 2]),
        ["features again and again"] = (() => new Repeat(3), [4]),
        ["each number again and again"] = (() => new Repeat(3, eachNumber: true), [4]),
        ["sums of all channels"] = (() => new SumChannels(), [5, 3]),
        ["sums of groups of channels"] = (() => new SumChannels(2), [4, 2, 3]),
        ["sums of groups of features"] = (() => new SumChannels(3), [6]),
        ["a delay of a step"] = (() => new Delay(1), [3, 2]),
        ["a delay of some steps"] = (() => new Delay(3), [1]),
        ["a delay that is longer than the sequence"] = (() => new Delay(9), [4]),
        ["learnt delays of channels"] = (() => new ChannelDelay(4, 2.5), [4, 3]),
        ["learnt delays of channels up to less than a step"] = (() => new ChannelDelay(2, 0.5), [2]),
        ["long delays of channels"] = (() => new ChannelDelay(3, 11), [3]),
        ["fixed delays of channels"] = (() => new ChannelDelay([0, 2, 5]), [3, 2, 2]),
        ["rounded delays of channels"] =
            (() => new ChannelDelay(new ChannelDelayOptions(6, 4, [0, 0.5, 1.5, 2.25, 3.75, 4], RoundInEvaluation: true)), [6]),
        ["delayed synapses"] = (() => new DelayedLinear(5, 4, 3.2), [5]),
        ["delayed synapses without a bias"] = (() => new DelayedLinear(3, 6, 7, bias: false), [3]),
        ["fixed delays of synapses"] = (
            () => new DelayedLinear(new DelayedLinearOptions(3, 2, 4, Delays: [0, 1, 4, 2.5, 3, 0.25], LearnDelays: false, RoundInEvaluation: true)),
            [3]),
        ["filtered synapses"] = (() => new SynapseFilter(3), [3, 2]),
        ["filtered synapses with a learnt time constant"] = (() => new SynapseFilter(2.5, learnable: true), [5]),
    };

    private static readonly Dictionary<string, Func<Layer>> _inCircles = new()
    {
        ["layer norm"] = () => new LayerNorm(5),
        ["sigmoid"] = () => new Activation(ActivationFunction.Sigmoid),
        ["a delay of a step"] = () => new Delay(1),
        ["a delay of some steps"] = () => new Delay(4),
        ["learnt delays of channels"] = () => new ChannelDelay(5, 2.5),
        ["rounded delays of channels"] = () => new ChannelDelay(new ChannelDelayOptions(5, 4, RoundInEvaluation: true)),
        ["delayed synapses"] = () => new DelayedLinear(5, 5, 3.2),
        ["fixed delays of synapses"] = () => new DelayedLinear(new DelayedLinearOptions(5, 5, 4, Bias: false, Delays: [2], LearnDelays: false)),
        ["a sliding window"] = () => new SlidingPsn(3),
        ["a sliding window of a step"] = () => new SlidingPsn(1),
        ["filtered synapses"] = () => new SynapseFilter(3),
        ["filtered synapses with a learnt time constant"] = () => new SynapseFilter(2.5, learnable: true),
    };

    private readonly BlasEngine _before = Blas.Engine;

    public LayerTests() => Blas.Engine = BlasEngine.Managed;

    public void Dispose() => Blas.Engine = _before;

    public static TheoryData<string> Kinds => [.. _layers.Keys];

    public static TheoryData<string> InCircles => [.. _inCircles.Keys];

    public static TheoryData<ActivationFunction> Functions => [.. Enum.GetValues<ActivationFunction>()];

    [DeviceTheory]
    [MemberData(nameof(Kinds))]
    public void A_layers_outputs_and_gradients_are_the_processors_to_the_bit(string kind) =>
        Layers.AreTheSame(_layers[kind].Make, _layers[kind].Shape);

    [DeviceTheory]
    [InlineData(1), InlineData(6)]
    public void A_leaky_sum_of_many_steps_and_few_numbers_is_the_processors_to_the_bit(int features)
    {
        Layers.AreTheSame(() => new LeakySum(0.7, learnable: true), [features], [(64, 1, false), (71, 1, false), (70, 2, true), (63, 1, false)]);
        Layers.AreTheSame(() => new LeakySum(0.7, perFeature: true, learnable: true), [features], [(67, 1, false), (64, 3, false)]);
    }

    [DeviceFact]
    public void Parallel_neurons_are_the_processors_to_the_bit()
    {
        Layers.AreTheSame(() => new Psn(5), [3, 4], [(5, 3, false), (5, 1, true)], isWhole: true);
        Layers.AreTheSame(() => new Psn(1, Surrogate.Sigmoid(4)), [1], [(1, 1, false)], isWhole: true);
        // several tiles of the columns, and parts
        Layers.AreTheSame(() => new Psn(3), [2600], [(3, 4, false)], isWhole: true);
    }

    [DeviceTheory]
    [InlineData(3, 1), InlineData(2, 0.3), InlineData(1, 0), InlineData(10, 1)]
    public void Parallel_neurons_with_a_mask_are_the_processors_to_the_bit(int window, double lambda)
    {
        MaskedPsn Make()
        {
            var layer = new MaskedPsn(10, window);
            layer.Lambda.Value[0] = (float)lambda;
            return layer;
        }

        if (lambda == 1) Layers.AreTheSame(Make, [3, 2], [(5, 3, false), (1, 1, false), (4, 2, true)]);
        Layers.AreTheSame(Make, [7], [(10, 2, false), (10, 1, true)], isWhole: true);
    }

    [DeviceFact]
    public async Task A_training_in_which_a_mask_grows_is_the_processors_to_the_bit()
    {
        Sequential Make(int warmup) => new(
            3, new Linear(6, 5), new MaskedPsn(7, 3, warmup), new Linear(5, 4), new SlidingPsn(2), new Linear(4, 3), new LeakySum(0.9));
        await Trainings.AreTheSame(() => Make(3));
        await Trainings.AreTheSame(() => Make(0), network => Trainings.Of(network, new TruncatedBptt(3)));
    }

    [DeviceFact]
    public async Task Parallel_neurons_refuse_on_a_device_what_they_refuse_on_the_processor()
    {
        Sequential Make() => new(1, new Linear(6, 4), new Psn(5), new Linear(4, 3), new LeakyIntegrator());
        var network = Make();
        using var onDevice = network.On(TestDevice.Device);
        var short4 = Tensors.Uniform<float>([4, 2, 6]);
        Assert.Equal(
            Assert.Throws<ArgumentException>(() => network.Predict(short4)).Message,
            Assert.Throws<ArgumentException>(() => onDevice.Predict(short4)).Message);
        var messages = new List<string>();
        foreach (var isOnDevice in (bool[])[false, true])
        {
            var trainer = new Trainer(Make(), Loss.CountCrossEntropy(), new Sgd(0.1))
            {
                TimeSteps = 10,
                BatchSize = 5,
                Method = new TruncatedBptt(5),
            };
            using var device = isOnDevice ? trainer.Network.On(TestDevice.Device) : null;
            trainer.Device = device;
            var problem = await Assert.ThrowsAsync<ArgumentException>(async () =>
            {
                await foreach (var _ in trainer.TrainAsync(Trainings.Data(trainer.Network, 8), 1)) Assert.Fail("It was trained.");
            });
            messages.Add(problem.Message);
        }

        Assert.Equal(messages[0], messages[1]);
        Assert.Contains("goes on from another one", messages[0]);
    }

    [DeviceFact]
    public Task Populations_within_which_each_reaches_each_are_the_processors_to_the_bit() => Trainings.AreTheSame(() => new Sequential(
        2, new Linear(5, 6), new IntraLayerConnections(new CubaLif(new CubaLifOptions { VTh = 0.1 }), 2), new Linear(6, 3), new LeakyIntegrator()));

    public static TheoryData<string> Attentions => ["ssa", "qk of tokens", "qk of channels", "spike driven", "spikformer"];

    [DeviceTheory]
    [MemberData(nameof(Attentions))]
    public Task Blocks_with_attention_are_the_processors_to_the_bit(string kind) => Trainings.AreTheSame(() => new Sequential(
        4, new Input(4, 5), new Activation(ActivationFunction.Tanh), new SlidingPsn(2),
        kind switch
        {
            "ssa" => new SpikingSelfAttention(2),
            "qk of tokens" => new QkAttention(2),
            "qk of channels" => new QkAttention(1, QkGate.Channel),
            "spike driven" => new SpikeDrivenSelfAttention(),
            _ => (Layer)new SpikformerBlock(2, 2),
        },
        new Flatten(), new Linear(20, 3), new LeakySum(0.9)));

    [DeviceTheory]
    [MemberData(nameof(Functions))]
    public void Functions_of_each_number_are_the_processors_to_the_bit(ActivationFunction function)
    {
        Layers.AreTheSame(() => new Activation(function), 3, 37);
        // far out, too, and what is not a number
        var network = new Sequential(1, new Input(40), new Activation(function));
        using var onDevice = network.On(TestDevice.Device);
        var x = TestDevice.Drive<float>([30, 4, 40], 3);
        float[] special = [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-40f, -1e-40f, 88.5f, -88.5f, 1e30f, -1e30f];
        special.CopyTo(x.Span());
        TestDevice.SameBits(network.Predict(x), onDevice.Predict(x), "output");
    }

    [DeviceTheory]
    [MemberData(nameof(InCircles))]
    public Task A_layer_in_a_circle_is_the_processors_to_the_bit(string kind) => Layers.AreTheSameInCircles(_inCircles[kind]);

    [DeviceFact]
    public Task A_training_with_volumes_is_the_processors_to_the_bit() => Trainings.AreTheSame(() => new Sequential(
        5, new Input(2, 4, 5, 4), new Conv3d(2, 3, 3, padding: 1), new CubaLif(new CubaLifOptions { VTh = 0.1 }), new MaxPool3d(2),
        new Conv3d(3, 4, 2), new AveragePool3d(1), new Flatten(), new Linear(4, 3), new LeakyIntegrator()));

    [DeviceFact]
    public Task A_training_with_transposed_convolutions_is_the_processors_to_the_bit() => Trainings.AreTheSame(() => new Sequential(
        6, new Input(2, 5, 4), new Conv2d(2, 3, 3), new CubaLif(new CubaLifOptions { VTh = 0.1 }), new ConvTranspose2d(3, 2, 3, stride: 2),
        new CubaLif(new CubaLifOptions { VTh = 0.1 }), new ConvTranspose2d(2, 1, 2), new Flatten(), new Linear(48, 3), new LeakyIntegrator()));

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_training_with_delays_and_norms_is_the_processors_to_the_bit(bool truncated) => Trainings.AreTheSame(
        () => new Sequential(
            3, new Linear(6, 8), new LayerNorm(8), new ChannelDelay(8, 3), new CubaLif(new CubaLifOptions { VTh = 0.1 }),
            new DelayedLinear(8, 7, 2.5), new SynapseFilter(3, learnable: true), new Activation(ActivationFunction.Tanh), new Delay(2),
            new Repeat(2), new SumChannels(), new Flatten(), new Activation(ActivationFunction.Sigmoid), new Linear(7, 3), new LeakyIntegrator()),
        network => Trainings.Of(network, truncated ? new TruncatedBptt(3) : new Bptt()));
}
