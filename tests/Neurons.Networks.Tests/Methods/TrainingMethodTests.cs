using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

public class TrainingMethodTests
{
    private static readonly Dataset _data = Samples.Classes(40);

    public static TheoryData<string> Texts =>
    [
        "bptt", "truncated_bptt:segment=4", "truncated_bptt:segment=4,accumulate", "sltt", "sltt:accumulate=false", "fptt:alpha=0.25", "ottt",
        "ottt:accumulate=false,trace_input,trace_readout=false", "e_prop", "e_prop:feedback=random", "e_prop:feedback=adaptive,decay=0.01",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Every_method_learns_and_goes_on_from_a_checkpoint_bit_for_bit(string text)
    {
        var whole = Trainer(text);
        var epochs = await Samples.Train(whole, _data, 12);
        Assert.True(epochs[^1].Loss < 0.8 * epochs[0].Loss, $"{epochs[0].Loss} → {epochs[^1].Loss}");

        var file = Samples.TemporaryFile("part.safetensors");
        var part = Trainer(text);
        await Samples.Train(part, _data, 5);
        part.Save(file);
        var resumed = Networks.Trainer.Resume(file);
        Assert.Equal(text, resumed.Method.ToString());
        await Samples.Train(resumed, _data, 7);
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(resumed.Network));
        var (a, b) = (Samples.TemporaryFile("a.safetensors"), Samples.TemporaryFile("b.safetensors"));
        whole.Save(a);
        resumed.Save(b);
        Assert.Equal(File.ReadAllBytes(a), File.ReadAllBytes(b));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task The_number_of_threads_does_not_change_a_bit(string text)
    {
        var threads = Parallelism.Threads;
        try
        {
            var weights = new List<float[]>();
            for (var count = 1; count <= 3; count++)
            {
                Parallelism.Threads = count;
                var trainer = Trainer(text);
                await Samples.Train(trainer, _data, 2);
                weights.Add(Samples.Weights(trainer.Network));
            }
            Assert.Equal(weights[0], weights[1]);
            Assert.Equal(weights[0], weights[2]);
        }
        finally
        {
            Parallelism.Threads = threads;
        }
    }

    [Theory]
    [InlineData("sltt")]
    [InlineData("sltt:accumulate=false")]
    [InlineData("fptt")]
    [InlineData("ottt")]
    [InlineData("ottt:accumulate=false")]
    [InlineData("e_prop")]
    [InlineData("e_prop:feedback=random")]
    public async Task The_memory_of_a_method_that_learns_while_the_network_runs_does_not_depend_on_the_number_of_steps(string text)
    {
        Assert.Equal(await Bytes(text, 10), await Bytes(text, 100));
        Assert.True(await Bytes("bptt", 100) > 5 * await Bytes("bptt", 10));

        static async Task<long> Bytes(string text, int steps)
        {
            var trainer = Trainer(text, steps);
            await Samples.Train(trainer, _data, 1);
            return trainer.WorkspaceBytes;
        }
    }

    [Theory]
    [InlineData("sltt")]
    [InlineData("ottt")]
    [InlineData("e_prop")]
    [InlineData("fptt")]
    public async Task A_method_that_learns_while_the_network_runs_is_nearly_as_accurate_on_digits_as_backpropagation_through_time(string text)
    {
        var (training, test) = Digits.Load().Split(0.8, seed: 1);
        var expected = await Accuracy("bptt");
        Assert.InRange(expected, 0.93, 1);
        Assert.InRange(await Accuracy(text), expected - 0.02, 1);

        async Task<double> Accuracy(string method)
        {
            var network = new Sequential(1, new Linear(64, 60), new Leaky(60), new Linear(60, 10));
            var trainer = new Trainer(network, Loss.StepCrossEntropy(), new Adam(2e-3))
            {
                TimeSteps = 10,
                BatchSize = 32,
                Method = TrainingMethod.Parse(method),
            };
            await Samples.Train(trainer, training, 6);
            return trainer.Evaluate(test).Accuracy;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Parts_of_a_sequence_that_are_accumulated_are_one_update_by_their_sum(int segment)
    {
        var data = Over(5, 8, 9);
        var each = await Recorder.Gradients(Network(), new TruncatedBptt(segment), data);
        var sum = Assert.Single(await Recorder.Gradients(Network(), new TruncatedBptt(segment, accumulate: true), data));
        Assert.Equal((9 + segment - 1) / segment, each.Count);
        for (var p = 0; p < sum.Count; p++)
        {
            var added = new float[sum[p].Length];
            foreach (var one in each) TensorPrimitives.Add(added, one[p], added);
            Assert.True(Recorder.Error(added, sum[p]) < 1e-6);
        }
        if (segment > 1) return;
        var sltt = Assert.Single(await Recorder.Gradients(Network(), new Sltt(), data));
        for (var p = 0; p < sum.Count; p++) Assert.Equal(sum[p], sltt[p]);
    }

    [Fact]
    public void A_method_that_has_a_number_that_is_not_allowed_is_refused_with_the_number_and_what_is()
    {
        Contains(["Segment", "0", "1"], () => new TruncatedBptt(0));
        Contains(["Alpha", "-1", "> 0"], () => new Fptt(-1));
        Contains(["Decay", "1", "in [0, 1)"], () => new EProp(new EPropOptions(Decay: 1)));
        Contains(["Feedback", "7"], () => new EProp((LearningSignal)7));
        Assert.Contains("otttt", Assert.Throws<FormatException>(() => TrainingMethod.Parse("otttt")).Message);
        Assert.Contains("alpha", Assert.Throws<FormatException>(() => TrainingMethod.Parse("ottt:alpha=1")).Message);

        static void Contains(string[] parts, Func<object> make)
        {
            var message = Assert.ThrowsAny<ArgumentException>(make).Message;
            Assert.All(parts, part => Assert.Contains(part, message));
        }
    }

    [Fact]
    public void A_network_file_says_the_method()
    {
        var file = Samples.TemporaryFile("net.yaml");
        Assert.IsType<Bptt>(Read("{}").Method);
        Assert.Equal(new OtttOptions(Accumulate: false), Assert.IsType<Ottt>(Read("{method: {name: ottt, accumulate: false}}").Method).Options);
        Assert.Equal(
            new EPropOptions(LearningSignal.Random), Assert.IsType<EProp>(Read("{method: \"e_prop:feedback=random\"}").Method).Options);
        Assert.Equal(5, Read("{method: {name: truncated_bptt, segment: 5}}").TruncateAfter);
        Assert.Equal(new TruncatedBpttOptions(4), Assert.IsType<TruncatedBptt>(Read("{truncate_after: 4}").Method).Options);
        Assert.Contains("one of them", Assert.Throws<IO.FormatError>(() => Read("{truncate_after: 4, method: ottt}")).Message);

        Trainer Read(string training)
        {
            const string Layers = "layers: [{type: linear, inputs: 6, outputs: 9}, {type: Leaky}, {type: linear, inputs: 9, outputs: 3}]";
            File.WriteAllText(file, $"{Layers}\ntraining: {training}");
            return NetworkFile.ReadTrainer(file);
        }
    }

    internal static Dataset Over(ulong seed, int count, int steps) =>
        Dataset.OverTime(Samples.Uniform(seed, 0, 1, count, steps, 6), [.. Enumerable.Range(0, count).Select(i => i % 3)]);

    private static Sequential Network() => new(
        4, new Linear(6, 12, weights: Initializer.Uniform(-0.4, 0.8)), new Leaky(12), new Linear(12, 3));

    private static Trainer Trainer(string text, int steps = 10) =>
        new(Network(), Loss.StepCrossEntropy(), text.StartsWith("fptt", StringComparison.Ordinal) ? new Sgd(0.02) : new Adam(0.01))
        {
            TimeSteps = steps,
            BatchSize = 16,
            Method = TrainingMethod.Parse(text),
        };
}
