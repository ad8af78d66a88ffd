using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>A loss, an optimizer, a schedule, clipping and an encoding of one's own, made with what is public.</summary>
public class OwnPartTests
{
    static OwnPartTests()
    {
        Loss.Kinds.Register<Spread, SpreadOptions>("spread", o => new(o), loss => loss.Options);
        Optimizer.Kinds.Register<SignMomentum, SignMomentumOptions>("sign_momentum", o => new(o), optimizer => optimizer.Options);
        Schedule.Kinds.Register<InverseRoot, InverseRootOptions>("hold_and_fall", o => new(o), schedule => schedule.Options);
        GradientClipping.Kinds.Register<Shrink, ShrinkOptions>("shrink", o => new(o), clipping => clipping.Options);
        InputEncoding.Kinds.Register<Noisy, NoisyOptions>("noisy", o => new(o), encoding => encoding.Options);
    }

    [Fact]
    public async Task A_training_with_parts_of_ones_own_is_resumed_bit_for_bit()
    {
        static Trainer Start() => new(Samples.Network(), new Spread(new(2)), new SignMomentum(new(0.02, 0.7)))
        {
            TimeSteps = 8,
            BatchSize = 16,
            AccumulateBatches = 2,
            Schedule = new InverseRoot(new(3)),
            Clipping = new Shrink(new(0.5)),
            Encoding = new Noisy(new(0.3)),
        };
        var data = Samples.Classes(60);
        var whole = Start();
        var epochs = await Samples.Train(whole, data, 3);
        Assert.Equal(0.02 * Math.Sqrt(3.0 / 5), epochs[2].LearningRate, 1e-12);

        var part = Start();
        await Samples.Train(part, data, 1);
        var file = Samples.TemporaryFile("own.safetensors");
        part.Save(file);
        var saved = SafetensorsFile.Read(file);
        Assert.Contains("""{"name":"spread","power":2}""", saved.Metadata["training"]);
        Assert.Contains("sign_momentum.mean.0.weight", saved.Names);
        Assert.Contains("sign_momentum.count.0.weight", saved.Names);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            var resumed = Trainer.Resume(file);
            Assert.IsType<SignMomentum>(resumed.Optimizer);
            await Samples.Train(resumed, data, 1);
            resumed.Save(file);
        }
        var wholeFile = Samples.TemporaryFile("whole.safetensors");
        whole.Save(wholeFile);
        Assert.Equal(File.ReadAllBytes(wholeFile), File.ReadAllBytes(file));
    }

    [Fact]
    public void Parts_of_ones_own_stand_in_network_files()
    {
        var file = Samples.TemporaryFile("net.yaml");
        File.WriteAllText(file, """
            layers: [{type: Linear, inputs: 6, outputs: 3}]
            training:
              loss: {name: spread, power: 4}
              optimizer: {name: sign_momentum, decay: 0.5}
              learning_rate: 0.25
              schedule: {name: hold_and_fall, hold: 2, then: {name: cosine, length: 3}, after: 5}
              clipping: {name: shrink, by: 0.5}
              encoding: noisy:share=0.25
            """);
        var trainer = NetworkFile.ReadTrainer(file);
        Assert.Equal(4, Assert.IsType<Spread>(trainer.Loss).Options.Power);
        Assert.Equal(0.5, Assert.IsType<SignMomentum>(trainer.Optimizer).Options.Decay);
        Assert.Equal(0.25, trainer.Optimizer.LearningRate);
        Assert.IsType<InverseRoot>(Assert.IsType<ScheduleSequence>(trainer.Schedule).Options.First);
        Assert.IsType<Shrink>(trainer.Clipping);
        Assert.Equal("noisy:share=0.25", trainer.Encoding.ToString());
    }

    [Fact]
    public async Task A_loss_that_is_a_function_trains_and_is_saved_once_it_has_a_name_in_files()
    {
        var calls = 0;
        var loss = Loss.From("half_square", (output, labels) =>
        {
            calls++;
            return (0.5 * TensorPrimitives.SumOfSquares<float>(Samples.Flat(output)) / labels.Length,
                Tensor.Multiply<float>(output, 1f / labels.Length));
        });
        Trainer Start() => new(Samples.Network(), loss, new Adam(0.01)) { TimeSteps = 8, BatchSize = 16 };
        var data = Samples.Classes(40);
        var trainer = Start();
        await Samples.Train(trainer, data, 2);
        Assert.True(calls >= 6);

        var file = Samples.TemporaryFile("checkpoint.safetensors");
        var message = Assert.Throws<NotSupportedException>(() => trainer.Save(file)).Message;
        Assert.Contains("half_square", message);
        Assert.Contains("not registered", message);
        Assert.False(File.Exists(file));

        Loss.Kinds.Register("half_square", loss);
        trainer.Save(file);
        var resumed = Trainer.Resume(file);
        Assert.Same(loss, resumed.Loss);
        await Samples.Train(trainer, data, 1);
        await Samples.Train(resumed, data, 1);
        Assert.Equal(Samples.Weights(trainer.Network), Samples.Weights(resumed.Network));
    }

    [Fact]
    public void Parts_that_are_not_registered_are_named_when_a_training_is_saved_and_nothing_is_written()
    {
        var file = Samples.TemporaryFile("checkpoint.safetensors");
        void Refused(string name, Trainer trainer)
        {
            Assert.Contains(name, Assert.Throws<NotSupportedException>(() => trainer.Save(file)).Message);
            Assert.False(File.Exists(file));
        }

        var network = Samples.Network();
        Refused("Nameless", new(network, new Nameless(), new Adam()));
        Refused("up_and_down", new(network, Loss.CrossEntropy(), new Adam()) { Schedule = Schedule.From("up_and_down", (start, _) => start) });
        Refused("up_and_down", new(network, Loss.CrossEntropy(),
            new Adam())
        { Schedule = Schedule.Constant().Then(3, Schedule.From("up_and_down", (start, _) => start)) });
        Refused("to_zero", new(network, Loss.CrossEntropy(), new Adam()) { Clipping = GradientClipping.From("to_zero", _ => { }) });
    }

    [Fact]
    public void The_class_of_a_sample_is_by_default_that_of_the_largest_sum_over_time()
    {
        var output = Tensor.Create([1f, 0, 0, 0, 0.6f, 0, 0, 0.6f, 0, 0, 0, 0], [3, 1, 4]);
        Assert.Equal([1], new Nameless().Classes(Tensor.Create([1f, 0.6f, 0, 0.6f], [2, 1, 2])));
        Assert.Equal([0], Loss.From("two", (o, _) => (0, o), population: 2).Classes(output));
        Assert.Null(new Nameless().Divisor([1, 2]));
        Assert.Equal(1, new Nameless().Population);
    }

    [Fact]
    public void A_gradient_of_another_shape_is_an_error_that_names_the_loss()
    {
        var loss = Loss.From("short", (_, _) => (0, Tensor.CreateFromShape<float>([1])));
        Assert.Contains(
            "Loss short: the gradient is [1]; it must have the shape of the output, [2, 3]", Assert.Throws<InvalidOperationException>(() =>
            loss.Evaluate(Samples.Uniform(1, 0, 1, 2, 3), [0, 1])).Message);
    }

    private sealed record SpreadOptions(double Power = 1);

    /// <summary>Σ over the outputs of the right class of −x, weighted by the class; it has a divisor of its own.</summary>
    private sealed class Spread(SpreadOptions options) : Loss
    {
        public SpreadOptions Options => options;

        public override double? Divisor(ReadOnlySpan<int> labels)
        {
            var sum = 0.0;
            foreach (var label in labels) sum += Math.Pow(label + 1, options.Power);
            return sum / labels.Length;
        }

        public override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null)
        {
            var scale = 1 / ((divisor ?? Divisor(labels)!.Value) * labels.Length);
            var value = 0.0;
            gradient.Fill(0);
            for (nint t = 0; t < output.Lengths[0]; t++)
            {
                for (var sample = 0; sample < labels.Length; sample++)
                {
                    var weight = Math.Pow(labels[sample] + 1, options.Power) * scale;
                    var error = output[t, sample, labels[sample]] - 1;
                    value += weight * error * error;
                    gradient[t, sample, labels[sample]] = (float)(2 * weight * error);
                }
            }
            return value;
        }
    }

    private sealed record SignMomentumOptions(double LearningRate = 0.01, double Decay = 0.9);

    private sealed class SignMomentum(SignMomentumOptions options) : Optimizer(options.LearningRate)
    {
        public SignMomentumOptions Options => options;

        public override IReadOnlyList<string> StateNames => ["mean", "count"];

        protected override void Update(in ParameterUpdate update)
        {
            var mean = update.State(0);
            var count = update.State(1);
            for (var i = 0; i < update.Values.Length; i++)
            {
                mean[i] = (float)((options.Decay * mean[i]) + update.Gradient[i]);
                count[i] += 1;
                update.Values[i] -= (float)(LearningRate * Math.Sign(mean[i]) / Math.Sqrt(count[i]));
            }
        }
    }

    private sealed record InverseRootOptions(long Hold);

    private sealed class InverseRoot(InverseRootOptions options) : Schedule
    {
        public InverseRootOptions Options => options;

        protected override double Rate(double start, long done) => start * Math.Sqrt((double)options.Hold / (options.Hold + done));
    }

    private sealed record ShrinkOptions(double By);

    private sealed class Shrink(ShrinkOptions options) : GradientClipping
    {
        public ShrinkOptions Options => options;

        protected override double Clip(ParameterGradients gradients)
        {
            var norm = Norm(gradients);
            for (var p = 0; p < gradients.Parameters.Count; p++)
                Tensor.Multiply<float>(gradients[p], (float)options.By).CopyTo(gradients[p].AsTensorSpan());
            return norm;
        }
    }

    private sealed record NoisyOptions(double Share = 0.5);

    private sealed class Noisy(NoisyOptions options) : InputEncoding
    {
        public NoisyOptions Options => options;

        public override void Encode(in SampleSequence sample)
        {
            var random = new Random(HashCode(sample.Seed, sample.Place, sample.FirstStep));
            for (var t = 0; t < sample.TimeSteps; t++)
            {
                for (var n = 0; n < sample.Features; n++)
                    sample.At(t)[n] = random.NextDouble() < options.Share ? 0 : sample.ValuesAt(t)[n];
            }

            static int HashCode(ulong seed, uint place, uint step) => (int)((seed * 1_000_003) + (place * 8191) + step);
        }
    }

    private sealed class Nameless : Loss
    {
        public override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null)
        {
            gradient.Fill(0);
            return 0;
        }
    }
}
