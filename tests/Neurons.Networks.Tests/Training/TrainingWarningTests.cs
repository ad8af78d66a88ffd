using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>What a training notices of layers that do not learn as they are.</summary>
public sealed class TrainingWarningTests
{
    [Fact]
    public async Task A_layer_that_never_fires_is_named_once_with_what_it_gets()
    {
        var trainer = Of(new Sequential(
            1, new Linear(6, 9, bias: false, weights: Initializer.Constant(1e-4)), new CubaLif(9), new Linear(9, 3), new LeakyIntegrator(3)));
        var told = new List<TrainingWarning>();
        trainer.OnWarning = told.Add;
        await Samples.Train(trainer, Samples.Classes(400), 3);
        Assert.Equal(told, trainer.Warnings);
        var silent = Assert.Single(told, warning => warning.Problem == TrainingProblem.NeverFires);
        Assert.Equal((trainer.Network.Layers[1], 1), (silent.Layer, silent.Epoch));
        // 20 passes of 16 samples, 20 steps and 9 neurons
        var says = "Layer 1 (CubaLif(9)) has not fired in 20 passes, at none of 57,600 neuron steps; its largest input was 0.";
        Assert.StartsWith(says, silent.Message, StringComparison.Ordinal);
        // the readout's weights get none from spikes that are 0, but its bias does; the first layer's come through the surrogate
        Assert.DoesNotContain(told, warning => warning.Problem == TrainingProblem.AlwaysFires);
    }

    [Fact]
    public async Task A_layer_that_always_fires_is_named_with_its_rate()
    {
        var trainer = Of(new Sequential(
            1, new Linear(6, 9, weights: Initializer.Constant(2)), new Residual(new Leaky(options: new() { Threshold = 0.01 })),
            new Linear(9, 3), new LeakyIntegrator(3)));
        await Samples.Train(trainer, Samples.Classes(48), 2);
        var warning = Assert.Single(trainer.Warnings);
        Assert.Equal((TrainingProblem.AlwaysFires, "1.0"), (warning.Problem, warning.Layer.Place));
        Assert.Contains("100.0 % of 8,640 neuron steps in 3 passes", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_whose_gradients_are_all_zero_is_named()
    {
        // a surrogate without width lets nothing through
        var trainer = Of(new Sequential(
            1, new Linear(6, 9), new Leaky(options: new() { Surrogate = Surrogate.Custom("none", u => 0.0 * u) }),
            new Linear(9, 3), new LeakyIntegrator(3)));
        await Samples.Train(trainer, Samples.Classes(48), 1);
        var warning = Assert.Single(trainer.Warnings, warning => warning.Problem == TrainingProblem.NoGradient);
        Assert.Equal("0", warning.Layer.Place);
        Assert.Contains("all 63 numbers of 0.weight, 0.bias had the gradient 0 in 3 passes", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_training_that_goes_well_is_not_warned_of_and_has_the_same_bits_with_a_monitor()
    {
        var (plain, watched) = (Samples.Trainer(), Samples.Trainer());
        using var monitor = watched.Network.Monitor("*", Reduce.Rate, Reduce.Mean, Reduce.Silent)
            .Add("*.gradient", Reduce.Norm).Add("1.V", Reduce.Max);
        await Samples.Train(plain, Samples.Classes(60), 2);
        await Samples.Train(watched, Samples.Classes(60), 2);
        Assert.Empty(plain.Warnings);
        Assert.Equal(Samples.Weights(plain.Network), Samples.Weights(watched.Network));
        Assert.Equal(8, monitor["1.V"].Values.Length);
        Assert.Equal(8, monitor["0.gradient"].Values.Count(norm => norm > 0));
    }

    private static Trainer Of(Network network) =>
        new(network, Loss.MaxMembraneCrossEntropy(), new Adam(1e-6)) { TimeSteps = 20, BatchSize = 16 };
}
