using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>Trainings with targets over time.</summary>
public sealed class SequenceTrainingTests
{
    [Fact]
    public async Task A_network_learns_to_follow_a_course()
    {
        var trainer = new Trainer(Network(), Loss.MeanSquaredError(), new Adam(0.01)) { BatchSize = 8 };
        var data = Sums(40, 20);
        var done = await Samples.Train(trainer, data, 40);
        Assert.True(done[^1].Loss < 0.3 * done[0].Loss, $"{done[0].Loss} {done[^1].Loss}");
        Assert.All(done, epoch => Assert.True(double.IsNaN(epoch.Accuracy)));
        var evaluation = trainer.Evaluate(data);
        Assert.True(double.IsNaN(evaluation.Accuracy));
        Assert.Empty(evaluation.Confusion);
        // the best epoch is that of the least loss
        Assert.Equal(done.Aggregate((0, double.MaxValue), (best, epoch) => epoch.Loss < best.Item2 ? (epoch.Number, epoch.Loss) : best).Item1,
            done.Last(epoch => epoch.IsBest).Number);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 1)]
    [InlineData(0, 3)]
    public async Task A_training_that_is_resumed_has_the_same_bits(int truncate, int accumulate)
    {
        Trainer Make() => new(Network(), Loss.MeanSquaredError(), new Adam(0.01))
        {
            BatchSize = 8,
            TruncateAfter = truncate,
            AccumulateBatches = accumulate,
        };
        var (whole, data) = (Make(), Sums(40, 20));
        await Samples.Train(whole, data, 4);
        var half = Make();
        await Samples.Train(half, data, 2);
        var path = Samples.TemporaryFile("half.safetensors");
        half.Save(path);
        var resumed = Trainer.Resume(path);
        await Samples.Train(resumed, data, 2);
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(resumed.Network));
    }

    [Fact]
    public async Task Batches_that_are_accumulated_are_one_of_all_their_samples_whatever_their_lengths()
    {
        var data = Unequal();
        var (one, several) = (Samples.Weights(await Trained(12, 1)), Samples.Weights(await Trained(4, 3)));
        for (var i = 0; i < one.Length; i++) Assert.Equal(one[i], several[i], 1e-5f);

        async Task<Network> Trained(int batch, int accumulate)
        {
            var trainer = new Trainer(Network(), Loss.MeanSquaredError(), new Sgd(0.1)) { BatchSize = batch, AccumulateBatches = accumulate };
            await Samples.Train(trainer, data, 1);
            return trainer.Network;
        }
    }

    [Fact]
    public void Padding_changes_no_number_of_an_evaluation()
    {
        var (inputs, targets) = UnequalParts();
        var trainer = new Trainer(Network(), Loss.MeanSquaredError(), new Adam()) { BatchSize = 5 };
        var together = trainer.Evaluate(SequenceData.Of(inputs, targets)).Loss;
        var alone = Enumerable.Range(0, inputs.Count).Average(i => trainer.Evaluate(SequenceData.Of([inputs[i]], [targets[i]])).Loss);
        Assert.Equal(alone, together, 1e-9);
    }

    [Fact]
    public async Task Classes_that_are_asked_for_at_some_steps_have_an_accuracy()
    {
        var inputs = Samples.Uniform(1, 0, 1, 60, 10, 2);
        var flat = Samples.Flat(inputs);
        var classes = Enumerable.Range(0, 600).Select(i => i % 10 < 8 ? float.NaN : flat[2 * i] > flat[(2 * i) + 1] ? 1 : 0).ToArray();
        var data = SequenceData.Of(inputs, Tensor.Create(classes, [60, 10, 1]));
        var network = new Sequential(1, new Linear(2, 16), new Activation(ActivationFunction.Tanh), new Linear(16, 2));
        var trainer = new Trainer(network, Loss.MaskedCrossEntropy(), new Adam(0.02));
        var done = await Samples.Train(trainer, data, 60);
        Assert.InRange(done[0].Accuracy, 0, 0.8);
        Assert.InRange(done[^1].Accuracy, 0.85, 1);
        Assert.Equal(trainer.Evaluate(data).Accuracy, trainer.Evaluate(data.Reshape(2)).Accuracy);
    }

    [Fact]
    public void Arrays_and_time_series_of_files_are_read()
    {
        var (inputs, targets) = (Samples.TemporaryFile("x.npy"), Samples.TemporaryFile("y.npy"));
        Npy.Write(inputs, Samples.Uniform(1, 0, 1, 4, 5, 3));
        Npy.Write(targets, Samples.Uniform(2, 0, 1, 4, 5, 2));
        var read = SequenceData.FromNpy(inputs, targets, divisor: 2);
        Assert.Equal((4, 5, 5, 2), (read.Count, read.TimeSteps, read.TargetSteps, (int)read.TargetShape[0]));
        Assert.Equal(Samples.Flat(Samples.Uniform(1, 0, 1, 4, 5, 3))[16] / 2, read.Sample(1)[1]);
        Npy.Write(targets, Samples.Uniform(2, 0, 1, 4, 4, 2));
        Assert.Contains("[4, 4, 2]", Assert.Throws<FormatError>(() => SequenceData.FromNpy(inputs, targets)).Message, StringComparison.Ordinal);

        var csv = Samples.TemporaryFile("series.csv");
        File.WriteAllLines(csv, ["time,a,b", .. Enumerable.Range(0, 11).Select(t => $"{t},{t * 10},{t * 100}")]);
        var series = SequenceData.FromCsv(csv, ["b", "time"], ["a"], steps: 4, stride: 3, ahead: 1);
        Assert.Equal((3, 4), (series.Count, series.TimeSteps));
        Assert.Equal([300, 3, 400, 4, 500, 5, 600, 6], series.Sample(1).ToArray());
        var zero = new Sequential(1, new Linear(2, 1, bias: false, weights: Initializer.Constant(0)));
        var trainer = new Trainer(zero, Loss.MeanSquaredError(), new Adam());
        // the next row of a: 10 .. 40, 40 .. 70, 70 .. 100
        Assert.Equal(new[] { 10, 20, 30, 40, 40, 50, 60, 70, 70, 80, 90, 100 }.Average(a => (double)a * a), trainer.Evaluate(series).Loss, 1e-6);
        Says("no column 'c'", Assert.Throws<FormatError>(() => SequenceData.FromCsv(csv, ["c"], ["a"], 4)));
        Says("11 rows", Assert.Throws<FormatError>(() => SequenceData.FromCsv(csv, ["a"], ["b"], 12)));
    }

    [Fact]
    public void What_does_not_fit_is_said_before_the_first_batch()
    {
        var data = Sums(4, 5);
        var ofClasses = new Trainer(Network(), Loss.CrossEntropy(), new Adam());
        Says("takes classes", Assert.Throws<ArgumentException>(() => ofClasses.Check(data)));
        var ofTargets = new Trainer(Network(), Loss.Huber(), new Adam());
        var classes = Dataset.OverTime(Samples.Uniform(1, 0, 1, 4, 5, 3), [0, 0, 0, 0]);
        Says("the data has classes", Assert.Throws<ArgumentException>(() => ofTargets.Check(classes)));
        var (x, y, shorter) = (Samples.Uniform(1, 0, 1, 5, 3), Samples.Uniform(1, 0, 1, 5, 2), Samples.Uniform(1, 0, 1, 4, 3));
        Says("Sample 1", Assert.Throws<ArgumentException>(() => SequenceData.Of([x, shorter], [y, y])));
        var (one, its) = (Samples.Uniform(1, 0, 1, 1, 5, 3), Samples.Uniform(1, 0, 1, 1, 5, 2));
        Says("it must be in 1 .. 5", Assert.Throws<ArgumentException>(() => SequenceData.Of(one, its, [6])));
    }

    private static void Says(string text, Exception error) => Assert.Contains(text, error.Message, StringComparison.Ordinal);

    private static Sequential Network() => new(1, new Linear(3, 30), new CubaLif(), new Linear(30, 2), new LeakyIntegrator());

    /// <summary>Targets are running means of the inputs.</summary>
    private static Dataset Sums(int samples, int steps) => SequenceData.Of(
        Samples.Uniform(1, 0, 20, samples, steps, 3), Course(Samples.Uniform(1, 0, 20, samples, steps, 3)));

    private static Tensor<float> Course(Tensor<float> inputs)
    {
        var (samples, steps) = ((int)inputs.Lengths[0], (int)inputs.Lengths[1]);
        var targets = Tensor.CreateFromShape<float>([samples, steps, 2]);
        for (var i = 0; i < samples; i++)
        {
            var (a, b) = (0f, 0f);
            for (var t = 0; t < steps; t++)
            {
                a += 0.1f * ((inputs[i, t, 0] / 20) - a);
                b += 0.1f * ((inputs[i, t, 1] / 20) - (inputs[i, t, 2] / 20) - b);
                (targets[i, t, 0], targets[i, t, 1]) = (a, b);
            }
        }
        return targets;
    }

    private static Dataset Unequal()
    {
        var (inputs, targets) = UnequalParts();
        return SequenceData.Of(inputs, targets);
    }

    private static (List<Tensor<float>> Inputs, List<Tensor<float>> Targets) UnequalParts()
    {
        var (inputs, targets) = (new List<Tensor<float>>(), new List<Tensor<float>>());
        for (var i = 0; i < 12; i++)
        {
            var length = 3 + (i * 5 % 9);
            inputs.Add(Samples.Uniform((ulong)i, 0, 20, length, 3));
            targets.Add(Samples.Uniform((ulong)i + 50, 0, 1, length, 2));
        }
        return (inputs, targets);
    }
}
