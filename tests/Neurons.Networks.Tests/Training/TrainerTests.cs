using Neurons.Primitives;

namespace Neurons.Networks.Tests;

public class TrainerTests
{
    private static readonly Dataset _data = Samples.Classes(90);

    [Fact]
    public async Task Training_learns_classes_that_can_be_told_apart()
    {
        var trainer = Samples.Trainer();
        var before = trainer.Evaluate(_data);
        var epochs = await Samples.Train(trainer, _data, 40);
        var after = trainer.Evaluate(_data);
        Assert.Equal(Enumerable.Range(1, 40), epochs.Select(epoch => epoch.Number));
        Assert.True(after.Loss < before.Loss / 2, $"{before.Loss} became {after.Loss}");
        Assert.True(after.Accuracy > 0.9, $"{after.Accuracy}");
        Assert.Equal(after.Accuracy, Enumerable.Range(0, 3).Sum(c => after.Confusion[c, c]) / 90.0);
        for (var c = 0; c < 3; c++)
        {
            for (var answer = 0; answer < 3; answer++)
                Assert.Equal(after.Confusion[c, answer], after.Answers.Where((given, i) => given == answer && _data.Labels[i] == c).Count());
        }
    }

    [Fact]
    public async Task The_digits_are_learnt_to_95_percent()
    {
        var (training, test) = Digits.Load().Split(0.8, seed: 1);
        var network = new Sequential(seed: 1, new Linear(64, 128), new CubaLif(128), new Linear(128, 10), new LeakyIntegrator(10));
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(2e-3));
        await Samples.Train(trainer, training, 15);
        Assert.InRange(trainer.Evaluate(test).Accuracy, 0.95, 1);
    }

    [Fact]
    public async Task The_number_of_threads_does_not_change_a_bit()
    {
        var threads = Parallelism.Threads;
        try
        {
            var weights = new List<float[]>();
            for (var count = 1; count <= 3; count++)
            {
                Parallelism.Threads = count;
                var (training, _) = Digits.Load().Split(0.1, seed: 1);
                var network = new Sequential(1, new Linear(64, 100), new CubaLif(100), new Linear(100, 10), new LeakyIntegrator(10));
                var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam());
                await Samples.Train(trainer, training, 2);
                weights.Add(Samples.Weights(network));
            }
            Assert.Equal(weights[0], weights[1]);
            Assert.Equal(weights[0], weights[2]);
        }
        finally
        {
            Parallelism.Threads = threads;
        }
    }

    [Fact]
    public async Task A_training_that_is_saved_and_resumed_gives_the_bytes_of_the_uninterrupted_one()
    {
        var whole = Samples.Trainer();
        await Samples.Train(whole, _data, 5);
        var wholeFile = Samples.TemporaryFile("whole.safetensors");
        whole.Save(wholeFile);

        var file = Samples.TemporaryFile("part.safetensors");
        Samples.Trainer().Save(file);
        foreach (var epochs in new[] { 2, 1, 2 })
        {
            var part = Trainer.Resume(file);
            await Samples.Train(part, _data, epochs);
            part.Save(file);
        }
        Assert.Equal(File.ReadAllBytes(wholeFile), File.ReadAllBytes(file));
    }

    [Fact]
    public async Task Seeds_decide_the_order_of_the_samples()
    {
        async Task<float[]> Weights(ulong seed)
        {
            var trainer = new Trainer(Samples.Network(), Loss.MaxMembraneCrossEntropy(), new Adam(0.01), seed) { TimeSteps = 20, BatchSize = 16 };
            await Samples.Train(trainer, _data, 1);
            return Samples.Weights(trainer.Network);
        }
        Assert.Equal(await Weights(1), await Weights(1));
        Assert.NotEqual(await Weights(1), await Weights(2));
    }

    [Fact]
    public async Task Progress_is_told_after_each_batch_and_cancelling_ends_the_training()
    {
        var trainer = Samples.Trainer();
        using var source = new CancellationTokenSource();
        var samples = new List<int>();
        trainer.OnBatch = batch =>
        {
            samples.Add(batch.Samples);
            Assert.Equal(1, batch.Epoch);
            Assert.Equal(90, batch.SamplesInAll);
            if (batch.Samples == 48) source.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in trainer.TrainAsync(_data, 3, null, source.Token)) { }
        });
        Assert.Equal([16, 32, 48], samples);
        Assert.Equal(0, trainer.Epoch);
    }

    [Fact]
    public async Task A_steady_training_step_allocates_little()
    {
        var trainer = Samples.Trainer();
        var data = Samples.Classes(16 * 40);
        var marks = new List<long>();
        trainer.OnBatch = _ => marks.Add(GC.GetAllocatedBytesForCurrentThread());
        await Samples.Train(trainer, data, 1);
        var steps = marks.Zip(marks.Skip(1), (before, after) => after - before).Skip(5).Order().ToArray();
        Assert.True(steps[steps.Length / 2] < 64 * 1024, $"{steps[steps.Length / 2]} bytes");
    }

    [Fact]
    public void Data_and_settings_that_do_not_fit_are_errors_that_say_why()
    {
        var trainer = Samples.Trainer();
        Assert.Contains("[64]", Assert.Throws<ArgumentException>(() => trainer.Evaluate(Digits.Load())).Message);
        var labels = new Dataset(Samples.Uniform(1, 0, 1, 2, 6), [0, 3]);
        Assert.Contains("A label is 3; the network has 3 classes", Assert.Throws<ArgumentException>(() => trainer.Evaluate(labels)).Message);
        Assert.Contains("BatchSize is 0", Assert.Throws<ArgumentOutOfRangeException>(
            () => new Trainer(Samples.Network(), Loss.MaxMembraneCrossEntropy(), new Adam()) { BatchSize = 0 }).Message);
        Assert.Contains("2 class weights for 3 classes", Assert.Throws<ArgumentException>(
            () => new Trainer(Samples.Network(), Loss.MeanMembraneCrossEntropy(classWeights: [1, 2]), new Adam())).Message);
        Assert.Contains("3 outputs", Assert.Throws<ArgumentException>(
            () => new Trainer(Samples.Network(), Loss.RateCrossEntropy(population: 2), new Adam())).Message);
        Assert.Contains("LearningRate is -1", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(-1)).Message);
    }
}
