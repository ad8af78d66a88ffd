using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

/// <summary>What a trainer can do besides one update a batch.</summary>
public class TrainingTests
{
    private static readonly Dataset _data = Samples.Classes(50);

    [Theory]
    [InlineData(67108864)]
    [InlineData(67108865)]
    [InlineData(int.MaxValue)]
    public async Task As_many_batches_as_can_be_counted_make_one_update(int accumulate)
    {
        var (all, many) = (Trainer(40, 1), Trainer(16, accumulate));
        await Samples.Train(all, Samples.Classes(40), 1);
        await Samples.Train(many, Samples.Classes(40), 1);
        foreach (var (one, other) in all.Network.Parameters.Zip(many.Network.Parameters))
        {
            foreach (var (expected, actual) in Samples.Doubles(one.Value).Zip(Samples.Doubles(other.Value))) Assert.Equal(expected, actual, 1e-5);
        }

        static Trainer Trainer(int batch, int accumulate) =>
            new(Samples.Network(), Loss.MaxMembraneCrossEntropy(), new Sgd(0.1))
            {
                TimeSteps = 12,
                BatchSize = batch,
                AccumulateBatches = accumulate
            };
    }

    [Fact]
    public async Task Three_steps_of_training_are_those_of_a_naive_float64_loop()
    {
        const int Batch = 16, Steps = 20;
        const double Rate = 0.01, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
        var data = Samples.Classes(3 * Batch);
        var trainer = Samples.Trainer();
        double[][] weights = [.. trainer.Network.Parameters.Select(parameter => Samples.Doubles(parameter.Value))];
        double[][] first = [.. weights.Select(w => new double[w.Length])], second = [.. weights.Select(w => new double[w.Length])];
        var losses = new List<double>();
        trainer.OnBatch = progress => losses.Add(progress.Loss * progress.Samples);
        await Samples.Train(trainer, data, 1);

        var (step, sum) = (0, 0.0);
        foreach (var batch in new Batches(data, Batch, trainer.Seed, null, Steps).Epoch(0))
        {
            var twin = new NaiveNetwork(weights[0], weights[1], weights[2], weights[3], 6, 9, 3);
            foreach (var (place, index) in batch.Indices.ToArray().Select((place, index) => (place, index)))
                twin.Add(Array.ConvertAll(data.Sample(place).ToArray(), x => (double)x), batch.Labels[index], Steps, 1.0 / Batch);
            Assert.True(twin.Spikes > 50, $"only {twin.Spikes} spikes");
            sum += twin.Loss * Batch;
            Assert.Equal(sum, losses[step], 1e-3);
            step++;
            double[][] gradients = [twin.DW1, twin.DB1, twin.DW2, twin.DB2];
            for (var p = 0; p < weights.Length; p++)
            {
                for (var i = 0; i < weights[p].Length; i++)
                {
                    first[p][i] = Beta1 * first[p][i] + (1 - Beta1) * gradients[p][i];
                    second[p][i] = Beta2 * second[p][i] + (1 - Beta2) * gradients[p][i] * gradients[p][i];
                    var (m, v) = (first[p][i] / (1 - Math.Pow(Beta1, step)), second[p][i] / (1 - Math.Pow(Beta2, step)));
                    weights[p][i] -= Rate * m / (Math.Sqrt(v) + Epsilon);
                }
            }
        }
        Assert.Equal(3, step);
        Close([.. weights.SelectMany(w => w.Select(x => (float)x))], Samples.Weights(trainer.Network), 2e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Accumulated_batches_make_the_update_of_one_large_batch(int batches)
    {
        var (large, small) = (Trainer(48), Trainer(48 / batches, accumulate: batches));
        await Samples.Train(large, _data.Take([.. Enumerable.Range(0, 48)]), 1);
        await Samples.Train(small, _data.Take([.. Enumerable.Range(0, 48)]), 1);
        Assert.Equal(1, small.Optimizer.Updates);
        Close(Samples.Weights(large.Network), Samples.Weights(small.Network), 1e-6);

        static Trainer Trainer(int batch, int accumulate = 1) =>
            new(Samples.Network(), Loss.MaxMembraneCrossEntropy(), new Sgd(0.1))
            {
                TimeSteps = 12,
                BatchSize = batch,
                AccumulateBatches = accumulate
            };
    }

    [Fact]
    public async Task A_last_group_of_fewer_samples_is_the_mean_of_those()
    {
        // groups of 32 samples, of which the last has 18: 16 and 2
        var (large, small) = (Trainer(32, 1), Trainer(16, 2));
        await Samples.Train(large, _data, 1);
        await Samples.Train(small, _data, 1);
        Assert.Equal(2, small.Optimizer.Updates);
        Close(Samples.Weights(large.Network), Samples.Weights(small.Network), 1e-6);

        static Trainer Trainer(int batch, int accumulate) =>
            new(Samples.Network(), Loss.MaxMembraneCrossEntropy(), new Sgd(0.1))
            {
                TimeSteps = 12,
                BatchSize = batch,
                AccumulateBatches = accumulate
            };
    }

    [Theory]
    [InlineData(16, 67108864)]
    [InlineData(64, 67108864)]
    [InlineData(64, 67108865)]
    [InlineData(16, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public async Task More_batches_to_an_update_than_there_are_make_one_update_an_epoch(int batch, int accumulate)
    {
        var (whole, pieces) = (Trainer(90, 1), Trainer(batch, accumulate));
        await Samples.Train(whole, _data, 1);
        await Samples.Train(pieces, _data, 1);
        Assert.Equal(1, pieces.Optimizer.Updates);
        Close(Samples.Weights(whole.Network), Samples.Weights(pieces.Network), 1e-6);

        static Trainer Trainer(int batch, int accumulate) =>
            new(Samples.Network(), Loss.MaxMembraneCrossEntropy(), new Sgd(0.1))
            {
                TimeSteps = 12,
                BatchSize = batch,
                AccumulateBatches = accumulate
            };
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accumulated_batches_are_one_large_batch_also_where_the_loss_divides_by_class_weights(bool spikeTimes)
    {
        // groups of 32 samples and a last one of 18; one class has no weight, so that some batches may have none
        double[] weights = [0.2, 3, 0];
        var (large, small) = (Trainer(32, 1), Trainer(4, 8));
        var expected = await Samples.Train(large, _data, 2);
        var actual = await Samples.Train(small, _data, 2);
        Assert.Equal(4, small.Optimizer.Updates);
        Close(Samples.Weights(large.Network), Samples.Weights(small.Network), 1e-6);
        Assert.All(expected.Zip(actual), epochs => Assert.Equal(epochs.First.Loss, epochs.Second.Loss, 1e-6));

        Trainer Trainer(int batch, int accumulate) => new(
            Samples.Network(),
            spikeTimes ? Loss.TemporalCrossEntropy(classWeights: weights) : Loss.CrossEntropy(weights, labelSmoothing: 0.1), new Sgd(0.1))
        { TimeSteps = 12, BatchSize = batch, AccumulateBatches = accumulate };
    }

    [Theory]
    [InlineData(12)]
    [InlineData(100)]
    public async Task Truncation_after_all_steps_truncates_nothing(int truncateAfter)
    {
        var (whole, truncated) = (Truncated(0), Truncated(truncateAfter));
        await Samples.Train(whole, _data, 2);
        await Samples.Train(truncated, _data, 2);
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(truncated.Network));
    }

    [Fact]
    public async Task Truncated_pieces_are_updates_of_their_own_that_carry_the_state()
    {
        var trainer = Truncated(5);
        await Samples.Train(trainer, _data, 1);
        // 12 steps are 5 + 5 + 2
        Assert.Equal(3 * 4, trainer.Optimizer.Updates);

        // the same by hand
        var network = Samples.Network();
        var sgd = new Sgd(0.1);
        var loss = Loss.MeanMembraneCrossEntropy();
        foreach (var batch in new Batches(_data, 16, network.Seed, null, 12).Epoch(0))
        {
            NetworkState? state = null;
            foreach (var steps in new[] { 5, 5, 2 })
            {
                var run = network.Forward(batch.Values!, steps, state: state);
                sgd.Step(network, run.Pullback(loss.Evaluate(run.Output, batch.Labels).Gradient));
                state = run.State;
            }
        }
        Assert.Equal(Samples.Weights(network), Samples.Weights(trainer.Network));
    }

    [Fact]
    public async Task Truncated_training_learns_from_spikes_at_each_step()
    {
        var trainer = new Trainer(Samples.Network(), Loss.MeanMembraneCrossEntropy(), new Adam(0.01))
        {
            TimeSteps = 20,
            BatchSize = 16,
            TruncateAfter = 7,
            Encoding = InputEncoding.Rate(),
        };
        var epochs = await Samples.Train(trainer, _data, 15);
        Assert.True(epochs[^1].Loss < 0.8 * epochs[0].Loss, $"{epochs[0].Loss} → {epochs[^1].Loss}");
    }

    [Fact]
    public async Task Training_stops_when_no_epoch_is_better_for_so_long()
    {
        var trainer = new Trainer(Samples.Network(), Loss.MaxMembraneCrossEntropy(), new Sgd(0)) { TimeSteps = 5, Patience = 3 };
        var epochs = await Samples.Train(trainer, _data, 10);
        Assert.Equal([true, false, false, false], epochs.Select(epoch => epoch.IsBest));
        Assert.True(trainer.IsStopped);

        var file = Samples.TemporaryFile("stopped.safetensors");
        trainer.Save(file);
        Assert.True(Neurons.Networks.Trainer.Resume(file).IsStopped);
        Assert.Empty(await Samples.Train(Neurons.Networks.Trainer.Resume(file), _data, 10));
    }

    [Fact]
    public async Task The_schedule_sets_the_rate_of_each_epoch()
    {
        var trainer = new Trainer(Samples.Network(), Loss.MaxMembraneCrossEntropy(), new Sgd(0.8))
        {
            TimeSteps = 3,
            Schedule = Schedule.Exponential(0.5)
        };
        Assert.Equal([0.8, 0.4, 0.2], (await Samples.Train(trainer, _data, 3)).Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public async Task Everything_that_a_training_is_goes_on_from_a_checkpoint_bit_for_bit()
    {
        static Trainer Full() => new(
            new Sequential(3, new Linear(6, 12), new BatchNorm(12), new Leaky(12, new() { Beta = Learnable.PerNeuron(0.8) }), new Dropout(0.2),
                new Feedback(new Leaky(12)), new Linear(12, 3), new Bernoulli(3)),
            Loss.CountCrossEntropy(labelSmoothing: 0.1),
            new AdamW(0.02))
        {
            TimeSteps = 9,
            BatchSize = 11,
            TruncateAfter = 4,
            AccumulateBatches = 2,
            Encoding = InputEncoding.Rate(),
            Patience = 50,
            Schedule = Schedule.LinearWarmup(2).Then(2, Schedule.Cosine(4)),
            Clipping = GradientClipping.ByNorm(0.5),
        };
        var whole = Full();
        await Samples.Train(whole, _data, 4);

        var file = Samples.TemporaryFile("part.safetensors");
        var first = Full();
        await Samples.Train(first, _data, 2);
        first.Save(file);
        var resumed = Neurons.Networks.Trainer.Resume(file);
        await Samples.Train(resumed, _data, 2);
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(resumed.Network));

        var (a, b) = (Samples.TemporaryFile("a.safetensors"), Samples.TemporaryFile("b.safetensors"));
        whole.Save(a);
        resumed.Save(b);
        Assert.Equal(File.ReadAllBytes(a), File.ReadAllBytes(b));
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(3, 16)]
    [InlineData(3, 40)]
    public async Task A_training_that_is_cancelled_within_an_epoch_goes_on_there_also_from_a_checkpoint(int accumulate, int after)
    {
        Trainer Noisy() => new(
            new Sequential(3, new Linear(6, 12), new BatchNorm(12), new Leaky(12), new Dropout(0.3), new Linear(12, 3), new LeakyIntegrator(3)),
            Loss.MeanMembraneCrossEntropy(), new Adam(0.01))
        {
            TimeSteps = 6,
            BatchSize = 8,
            AccumulateBatches = accumulate,
            Encoding = InputEncoding.Rate(),
        };
        var whole = Noisy();
        await Samples.Train(whole, _data, 2);

        var cancelled = Noisy();
        using var source = new CancellationTokenSource();
        cancelled.OnBatch = progress => { if (progress.Samples == after) source.Cancel(); };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in cancelled.TrainAsync(_data, 2, cancellationToken: source.Token)) { }
        });
        cancelled.OnBatch = null;
        var file = Samples.TemporaryFile("cancelled.safetensors");
        cancelled.Save(file);
        var resumed = Neurons.Networks.Trainer.Resume(file);
        var (here, there) = (await Samples.Train(cancelled, _data, 2), await Samples.Train(resumed, _data, 2));
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(cancelled.Network));
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(resumed.Network));
        Assert.Equal(here.Select(epoch => (epoch.Number, epoch.Loss)), there.Select(epoch => (epoch.Number, epoch.Loss)));
    }

    [Fact]
    public async Task Weights_that_are_no_longer_numbers_end_the_training_and_are_not_saved()
    {
        var trainer = Samples.Trainer();
        var file = Samples.TemporaryFile("good.safetensors");
        trainer.Save(file);
        var good = File.ReadAllBytes(file);
        trainer.Network.Parameters[0].Value.Fill(float.NaN);
        await Assert.ThrowsAsync<NotFiniteNumberException>(() => Samples.Train(trainer, _data, 1));
        Assert.Contains("0.weight", Assert.Throws<NotFiniteNumberException>(() => trainer.Save(file)).Message);
        Assert.Equal(good, File.ReadAllBytes(file));
        Assert.Throws<ArgumentException>(() => new Dataset(Tensor.Create([1f, float.NaN], [1, 2]), [0]));
    }

    [Fact]
    public void A_dropout_mask_is_one_for_all_pieces_of_a_sequence()
    {
        var network = new Sequential(1, new Linear(6, 50), new Dropout(0.5));
        var x = Samples.Uniform(3, 1, 2, 5, 6);
        var first = network.Forward(x, 3);
        var second = network.Forward(x, 3, state: first.State);
        Assert.Equal(Samples.Flat(first.Output), Samples.Flat(second.Output));
        Assert.NotEqual(Samples.Flat(first.Output), Samples.Flat(network.Forward(x, 3).Output));
        Assert.Throws<ArgumentException>(() => new Sequential(1, new Linear(6, 50), new Dropout(0.5)).Forward(x, 3, state: first.State));
    }

    [Fact]
    public void Feedback_that_is_fixed_has_no_gradient()
    {
        var network = new Sequential(1, new Linear(6, 5), Feedback.OneToOne(new Leaky(5), 0.5, learnable: false));
        var run = network.Forward(Samples.Uniform(3, 1, 2, 5, 6), 9);
        Assert.All(Samples.Flat(run.Pullback(Samples.Uniform(4, -1, 1, 9, 5, 5))["1.weight"]), value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task An_account_names_every_part_of_a_step_and_adds_up()
    {
        var trainer = Samples.Trainer();
        trainer.Account = new StepAccount();
        await Samples.Train(trainer, _data, 1);
        Assert.Equal(4, trainer.Account.Steps);
        string[] parts = ["data", "Linear(6 → 9) forward", "CubaLif(9) forward", "loss", "LeakyIntegrator(3) backward",
            "Linear(6 → 9) backward", "optimizer"];
        Assert.Superset(parts.ToHashSet(), trainer.Account.Parts.Select(part => part.Name).ToHashSet());
        Assert.Equal(trainer.Account.Total, trainer.Account.Parts.Sum(part => part.Milliseconds), 1e-9);
        Assert.Contains("a step", trainer.Account.ToString());
        trainer.Account.Clear();
        Assert.Equal((0, 0), (trainer.Account.Steps, trainer.Account.Total));
    }

    private static Trainer Truncated(int after) =>
        new(Samples.Network(), Loss.MeanMembraneCrossEntropy(), new Sgd(0.1)) { TimeSteps = 12, BatchSize = 16, TruncateAfter = after };

    private static void Close(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
