using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class LayerGradientTests
{
    /// <summary>Networks for inputs [2, 6, 5], smooth but for max pooling.</summary>
    public static TheoryData<string> Networks => [.. _networks.Keys];

    private static readonly Dictionary<string, Func<Layer[]>> _networks = new()
    {
        ["convolution"] = () => [new Conv2d(2, 4, 3, stride: (2, 1), padding: 1, groups: 2), Tanh(), new Conv2d(4, 3, (1, 2), dilation: 2),
            new Flatten(), new Linear(27, 4)],
        ["average pooling"] = () => [new Conv2d(2, 3, 3, padding: 1), new AveragePool2d(3, 2, 1), Tanh(), new Conv2d(3, 2, 2)],
        ["sum and max pooling"] = () => [new Conv2d(2, 3, 3), new SumPool2d(2, 1), new MaxPool2d((3, 2)), new Flatten(), new Linear(3, 2)],
        ["batch normalisation"] = () =>
            [new Conv2d(2, 3, 3), new BatchNorm(3), Tanh(), BatchNorm.ThresholdDependent(3, threshold: 0.5), new Conv2d(3, 1, 3)],
        ["transposed convolution and upsampling"] = () =>
            [new ConvTranspose2d(2, 3, 3, stride: 2, padding: 1), Tanh(), new Upsample((1, 2), UpsampleMode.Linear), new AveragePool2d(4)],
        ["standardised weights"] = () => [new StandardizedWeights(new Conv2d(2, 3, 3)), Tanh(), new GlobalPool(PoolOver.Sum),
            new StandardizedWeights(new Linear(3, 4))],
        ["layer normalisation"] = () =>
            [new Conv2d(2, 3, 3), new LayerNorm(4, 3), Tanh(), new Flatten(), new Linear(36, 8), new LayerNorm([8], 1e-3, affine: false)],
        ["dropout"] = () => [new Conv2d(2, 3, 3), new Dropout(0.4), Tanh(), new Dropout(0.4, perStep: true), new Flatten(), new Linear(36, 4)],
        ["residual"] = () =>
            [new Residual(new Conv2d(2, 4, 3, padding: 1), Tanh(), new Conv2d(4, 2, 1)), new Residual(Tanh()), new Flatten(), new Linear(60, 3)],
        ["parallel sum"] = () =>
        [
            new Branches(Merge.Sum, new Block(new Conv2d(2, 3, 3), Tanh()), new Conv2d(2, 3, 3), new Block(new Delay(1), new Conv2d(2, 3, 3))),
            new Flatten(), new Linear(36, 3),
        ],
        ["concatenation"] = () =>
        [
            new Conv2d(2, 2, 1), new Branches(
                Merge.Concatenate, new Conv2d(2, 3, 3, padding: 1), new Block(), new Block(new Delay(2), new Conv2d(2, 1, 1))),
            new Conv2d(6, 2, 3),
        ],
        ["largest over time"] = () => [new Conv2d(2, 3, 3), new OverTime(Reduction.Max), Tanh(), new Flatten(), new Linear(36, 3)],
        ["mean over time"] = () => [new Conv2d(2, 3, 3), new Delay(1), Tanh(), new OverTime(Reduction.Mean)],
        ["sum over time"] = () => [new Conv2d(2, 3, 3), new Dropout(0.3, perStep: true), Tanh(), new OverTime(Reduction.Sum)],
        ["last of time"] = () => [new Conv2d(2, 3, 3), new Delay(1), Tanh(), new OverTime(Reduction.Last)],
        ["price of activity"] = () =>
        [
            new Conv2d(2, 3, 3), new Dropout(0.3, perStep: true), Tanh(),
            new ActivityPenalty { L1 = 3, L2 = 20, LowerRate = 0.1, LowerStrength = 70, UpperRate = 0, UpperStrength = 50 },
            new Flatten(), new Linear(36, 1),
        ],
        ["a leaky integrator with feedback"] = () => [new Flatten(), new Linear(60, 4), new Feedback(new LeakyIntegrator()), new Linear(4, 2)],
        ["feedback of each to itself"] = () =>
        [
            new Conv2d(2, 2, 3), Feedback.OneToOne(new LeakyIntegrator(options: new() { TauMemInv = Learnable.PerChannel(300) }), 0.5,
                perNeuron: true), new OverTime(Reduction.Sum),
        ],
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_gradients_of_a_network_are_those_of_differences(string name)
    {
        var input = Samples.Uniform(3, -1, 1, 4, 3, 2, 6, 5);
        Differences.Check(() => Build(name), network => network.Forward(input));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void So_are_those_for_an_input_that_stays_the_same(string name)
    {
        var constant = Samples.Uniform(3, -1, 1, 3, 2, 6, 5);
        Differences.Check(() => Build(name), network => network.Forward(constant, 4));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_workspace_that_is_used_again_changes_nothing(string name)
    {
        var (network, twin, workspace) = (Build(name), Build(name), new Workspace());
        var inputs = new[] { Samples.Uniform(3, -1, 1, 4, 3, 2, 6, 5), Samples.Uniform(4, -1, 1, 4, 3, 2, 6, 5) };
        for (var k = 0; k < 3; k++)
        {
            var fresh = twin.Forward(inputs[k % 2]);
            var reused = network.Forward(inputs[k % 2], workspace);
            TestTensors.AssertEqual(fresh.Output, reused.Output);
            var outer = Samples.Uniform(5, -1, 1, fresh.Output.Lengths);
            var (expected, actual) = (fresh.Pullback(outer), reused.Pullback(outer));
            for (var p = 0; p < network.Parameters.Count; p++) TestTensors.AssertEqual(expected[p], actual[p]);
        }
    }

    private static Activation Tanh() => new(ActivationFunction.Tanh);

    private static Sequential Build(string name) => new(7, [new Input(2, 6, 5), .. _networks[name]()]);
}
