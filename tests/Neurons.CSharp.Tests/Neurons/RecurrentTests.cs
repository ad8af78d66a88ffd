using System.Numerics.Tensors;
using static Neurons.Tests.TestTensors;

namespace Neurons.Tests;

public class RecurrentTests
{
    private const int Inputs = 5, Size = 6, Batch = 3, Steps = 24;

    private readonly RecurrentWeights<double> _weights = new(Uniform(1, -0.5, 1.5, Size, Inputs), Uniform(2, -1, 1, Size, Size));
    private readonly Tensor<double> _input = Uniform(3, 0, 1, Steps, Batch, Inputs);

    public static TheoryData<string> Models() => ["Leaky", "CubaLif", "Alif", "Bernoulli", "LeakyIntegrator"];

    private static NeuronLayer Layer(string model) => model switch
    {
        "Leaky" => new Leaky(Size),
        "CubaLif" => new CubaLif(Size, CubaLifOptions.Norse007Recurrent with { TauMemInv = 400 }),
        "Alif" => new Alif(Size, new() { R = 8 }),
        "Bernoulli" => new Bernoulli(Size),
        _ => new LeakyIntegrator(Size),
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void So_many_steps_are_the_sequence_bit_for_bit(string model)
    {
        var layer = Layer(model);
        var (spikes, final) = layer.RecurrentIntegral(_weights, _input);

        RecurrentState<double>? state = null;
        for (var t = 0; t < Steps; t++)
        {
            (var z, state) = layer.RecurrentStep(_weights, At(_input, t), state);
            AssertEqual(At(spikes, t), z);
        }

        Assert.Contains(Flat(spikes), z => z != 0);
        Assert.Equal(Steps, state!.Neurons.Step);
        AssertEqual(final.Spikes, state.Spikes);
        Assert.All(final.Neurons.Names, name => AssertEqual(final.Neurons[name], state.Neurons[name]));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_sequence_in_two_parts_is_the_whole(string model)
    {
        var layer = Layer(model);
        var start = layer.RecurrentInitial<double>(Batch, seed: 7, stream: 2);
        var (spikes, final) = layer.RecurrentIntegral(_weights, _input, start);

        var (first, state) = layer.RecurrentIntegral(_weights, TestTensors.Steps(_input, 0, 11), start);
        (var second, state) = layer.RecurrentIntegral(_weights, TestTensors.Steps(_input, 11, Steps), state);

        AssertEqual(spikes, Tensor.Concatenate<double>([first, second]));
        Assert.All(final.Neurons.Names, name => AssertEqual(final.Neurons[name], state.Neurons[name]));
        Assert.Equal((7ul, 2u), (state.Neurons.Seed, state.Neurons.Stream));
    }

    [Fact]
    public void It_is_the_neurons_fed_by_both_products()
    {
        var layer = new CubaLif(Size, new() { TauMemInv = 400 });
        var (spikes, _) = layer.RecurrentIntegral(_weights, _input);

        var z = new double[Batch, Size];
        CubaLifState<double>? state = null;
        for (var t = 0; t < Steps; t++)
        {
            var current = new double[Batch, Size];
            for (var b = 0; b < Batch; b++)
            {
                for (var n = 0; n < Size; n++)
                {
                    for (var m = 0; m < Inputs; m++) current[b, n] += _weights.Input[n, m] * _input[t, b, m];
                    for (var m = 0; m < Size; m++) current[b, n] += _weights.Recurrent[n, m] * z[b, m];
                }
            }
            (var output, state) = layer.Step(current, state);
            Buffer.BlockCopy(Flat(output), 0, z, 0, Buffer.ByteLength(z));
            AssertEqual(output, At(spikes, t));
        }
        Assert.Contains(1.0, Flat(spikes));
    }

    [Fact]
    public void Its_gradient_is_that_of_finite_differences()
    {
        var layer = new LeakyIntegrator(Size, new() { TauMemInv = Learnable.PerNeuron(120) });
        var outer = Uniform(5, -1, 1, Steps, Batch, Size);
        var gradients = layer.RecurrentPullback(_weights, _input).Gradients(outer);

        double Loss(RecurrentWeights<double> weights, Tensor<double> input) => Dot(layer.RecurrentIntegral(weights, input).Output, outer);
        void Check(Tensor<double> gradient, Tensor<double> around, Func<Tensor<double>, double> loss)
        {
            const double h = 1e-6;
            foreach (var i in new[] { 0, 7, (int)around.FlattenedLength - 1 })
            {
                Tensor<double> Moved(double by)
                {
                    var values = Flat(around);
                    values[i] += by;
                    return Tensor.Create(values, around.Lengths);
                }
                Assert.Equal((loss(Moved(h)) - loss(Moved(-h))) / (2 * h), Flat(gradient)[i], 1e-7);
            }
        }

        Check(gradients.Input, _input, x => Loss(_weights, x));
        Check(gradients.InputWeights, _weights.Input, w => Loss(new(w, _weights.Recurrent), _input));
        Check(gradients.RecurrentWeights, _weights.Recurrent, w => Loss(new(_weights.Input, w), _input));
        var rate = layer.Parameter("TauMemInv").ToArray();
        double AtRate(double by)
        {
            layer.Parameter("TauMemInv").Set([.. rate.Select((value, n) => n == 2 ? value + by : value)]);
            return Loss(_weights, _input);
        }
        Assert.Equal((AtRate(1e-4) - AtRate(-1e-4)) / 2e-4, gradients.Parameters["TauMemInv"][2], 1e-8);
    }

    [Fact]
    public void A_gradient_goes_from_one_sequence_into_the_one_before()
    {
        var layer = new CubaLif(Size, new() { TauMemInv = 400 });
        var outer = Uniform(5, -1, 1, Steps, Batch, Size);
        var whole = layer.RecurrentPullback(_weights, _input).Gradients(outer);

        var first = layer.RecurrentPullback(_weights, TestTensors.Steps(_input, 0, 11));
        var second = layer.RecurrentPullback(_weights, TestTensors.Steps(_input, 11, Steps), first.Final);
        var late = second.Gradients(TestTensors.Steps(outer, 11, Steps));
        var early = first.Gradients(TestTensors.Steps(outer, 0, 11), late.Initial);

        AssertEqual(whole.Input, Tensor.Concatenate<double>([early.Input, late.Input]));
        AssertEqual(whole.Initial.Spikes, early.Initial.Spikes);
        AssertEqual(whole.Initial.Neurons["V"], early.Initial.Neurons["V"]);
        Assert.All(
            Flat(whole.RecurrentWeights).Zip(Flat(early.RecurrentWeights), Flat(late.RecurrentWeights)),
            w => Assert.Equal(w.First, w.Second + w.Third, 1e-9));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        var layer = new CubaLif(Size);
        string Error(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;

        Assert.Contains("[24, 3, 4]", Error(() => layer.RecurrentIntegral(_weights, Uniform(1, 0, 1, Steps, Batch, 4))));
        Assert.Contains("it must be [T, batch, 5]", Error(() => layer.RecurrentIntegral(_weights, Uniform(1, 0, 1, 5))));
        Assert.Contains("for 6 neurons", Error(() => new CubaLif(4).RecurrentStep(_weights, At(_input, 0))));
        Assert.Contains("it must be [N, N]", Error(() => _ = new RecurrentWeights<double>(_weights.Input, _weights.Input)));
        var gated = new ExtendedLif(Size, ExtendedLifOptions.NeuromodulationPreset);
        Assert.Contains("needs one input; there are 2", Error(() => gated.RecurrentStep(_weights, At(_input, 0))));
    }
}
