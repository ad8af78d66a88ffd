using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Neurons.Networks.Tests;

/// <summary>Gradients that are no numbers reach neither parameters nor optimizers.</summary>
public sealed class BadGradientTests
{
    private static readonly float[] _bad = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    private static readonly Func<Optimizer>[] _optimizers =
        [() => new Sgd(0.1), () => new Sgd(0.1, momentum: 0.9), () => new Adam(0.1), () => new AdamW(0.1)];

    public static TheoryData<int, float> Optimizers()
    {
        var data = new TheoryData<int, float>();
        for (var i = 0; i < _optimizers.Length; i++) foreach (var bad in _bad) data.Add(i, bad);
        return data;
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_step_by_such_a_gradient_is_refused_by_name_and_changes_nothing(int kind, float bad)
    {
        var (optimizer, twin) = (_optimizers[kind](), _optimizers[kind]());
        var (network, other) = (Learnable(), Learnable());
        optimizer.Step(network, Gradients(network));
        twin.Step(other, Gradients(other));

        for (var p = 0; p < network.Parameters.Count; p++)
        {
            var gradients = Gradients(network);
            var values = Span(gradients[p]);
            values[^1] = bad;
            var message = Assert.Throws<NotFiniteNumberException>(() => optimizer.Step(network, gradients)).Message;
            Assert.StartsWith($"The gradient of parameter {network.Parameters[p].Name} is ", message);
            Assert.Contains($" at element {values.Length - 1}", message);
            Assert.Equal(Samples.Weights(other), Samples.Weights(network));
        }

        // What the optimizer keeps is unharmed, too.
        Assert.Equal(twin.Updates, optimizer.Updates);
        optimizer.Step(network, Gradients(network));
        twin.Step(other, Gradients(other));
        Assert.Equal(Samples.Weights(other), Samples.Weights(network));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Clipping_and_adding_up_refuse_it_before_it_spreads(float bad)
    {
        var network = Learnable();
        var (good, gradients) = (Gradients(network), Gradients(network));
        Span(gradients[1])[0] = bad;
        foreach (var clipping in new[] { GradientClipping.ByNorm(0.1), GradientClipping.ByValue(0.1) })
            Assert.Contains("0.bias", Assert.Throws<NotFiniteNumberException>(() => clipping.Apply(gradients)).Message);
        Assert.Equal(Samples.Flat(good[0]), Samples.Flat(gradients[0]));

        var sum = new GradientAccumulator();
        sum.Add(good);
        Assert.Contains("0.bias", Assert.Throws<NotFiniteNumberException>(() => sum.Add(gradients)).Message);
        Assert.Equal(1, sum.Count);
        Assert.Equal(Samples.Flat(good[1]), Samples.Flat(sum.Sum[1]));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public async Task A_trainer_names_parameter_layer_epoch_batch_and_update(int accumulate, bool clip)
    {
        var data = Samples.Classes(40);
        // a surrogate whose derivative, the logarithm of a negative number, is none
        var network = new Sequential(
            1, new Linear(6, 9), new CubaLif(9, new() { Surrogate = Surrogate.Custom("broken", u => Expr.Log(-1.0 - (u * u))) }),
            new Linear(9, 3), new LeakyIntegrator(3));
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(0.01))
        {
            TimeSteps = 20,
            BatchSize = 16,
            AccumulateBatches = accumulate,
            Clipping = clip ? GradientClipping.ByNorm(1) : null
        };
        var before = Samples.Weights(network);
        var error = await Assert.ThrowsAsync<NotFiniteNumberException>(() => Samples.Train(trainer, data, 1));
        Assert.Contains("The gradient of parameter 0.bias is NaN at element ", error.Message);
        Assert.Contains(", of layer 0 (Linear", error.Message);
        Assert.Contains("in epoch 1, batch 1 (update 1)", error.Message);
        Assert.Equal(before, Samples.Weights(network));
        Assert.Equal(0, trainer.Optimizer.Updates);
        trainer.Save(Samples.TemporaryFile("still-good.safetensors"));
    }

    [Fact]
    public void A_parameter_of_neurons_that_is_set_to_no_number_stays_what_it_was()
    {
        var network = Learnable();
        var before = Samples.Weights(network);
        foreach (var parameter in network.Parameters.Where(parameter => parameter.Name.StartsWith("1.", StringComparison.Ordinal)))
        {
            var values = Span(parameter.Value);
            values[^1] = float.NaN;
            var message = Assert.Throws<NotFiniteNumberException>(parameter.Changed).Message;
            Assert.StartsWith($"Parameter {parameter.Name} is NaN at element {values.Length - 1}", message);
            Assert.Equal(before, Samples.Weights(network));
        }
    }

    private static Sequential Learnable() => new(
        1, new Linear(6, 9), new CubaLif(9, new()
        {
            TauMemInv = Neurons.Learnable.Shared(100),
            VTh = Neurons.Learnable.PerNeuron(1),
            VReset = Neurons.Learnable.PerNeuron(0)
        }), new Linear(9, 3), new LeakyIntegrator(3));

    private static Span<float> Span(Tensor<float> tensor) => MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), (int)tensor.FlattenedLength);

    private static ParameterGradients Gradients(Network network)
    {
        var (_, pullback) = network.Forward(Samples.Uniform(3, 0, 2, 20, 4, 6));
        return pullback(Samples.Uniform(4, -1, 1, 20, 4, 3));
    }
}
