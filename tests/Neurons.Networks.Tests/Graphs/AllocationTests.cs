using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>What allocates runs alone: other tests of the process would be counted.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationCollection;

/// <summary>What training leaves to the garbage collector.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests : IDisposable
{
    private const int Limit = 64 * 1024;

    private readonly int _threads = Parallelism.Threads;

    public void Dispose() => Parallelism.Threads = _threads;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_steady_training_step_of_a_plain_network_allocates_less_than_64_KiB(int threads) =>
        Assert.InRange(await PerStep(threads, 25, [30], [new Linear(30, 200), new Leaky(200), .. Readout(200)]), 1, Limit);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_steady_training_step_of_a_deep_convolutional_network_allocates_less_than_64_KiB(int threads)
    {
        Layer[] layers =
        [
            new Input(1, 12, 12), .. Convolution(1, 32), new AveragePool2d(2),
            new Residual([.. Convolution(32, 32), .. Convolution(32, 32)]), new Dropout(0.2),
            .. Convolution(32, 64), new MaxPool2d(2), new Flatten(), .. Readout(64 * 9),
        ];
        Assert.InRange(await PerStep(threads, 4, [1, 12, 12], layers), 1, Limit);

        static Layer[] Convolution(int from, int to) => [new Conv2d(from, to, 3, padding: 1), new BatchNorm(to), new Leaky()];
    }

    [Theory]
    [InlineData(true, 25, 1)]
    [InlineData(true, 100, 1)]
    [InlineData(true, 100, 2)]
    [InlineData(false, 25, 1)]
    [InlineData(false, 100, 1)]
    [InlineData(false, 100, 2)]
    public async Task A_steady_training_step_of_a_recurrent_network_allocates_less_than_64_KiB_however_long_the_sequence(
        bool allToAll, int steps, int threads)
    {
        var neurons = new CubaLif(60);
        Layer[] layers = [new Linear(10, 60), allToAll ? new Feedback(neurons) : Feedback.OneToOne(neurons, perNeuron: true), .. Readout(60)];
        Assert.InRange(await PerStep(threads, steps, [10], layers), 1, Limit);
    }

    [Theory]
    [InlineData(25, 1)]
    [InlineData(100, 1)]
    [InlineData(100, 2)]
    public async Task A_steady_training_step_of_a_graph_with_a_circle_allocates_less_than_64_KiB_however_long_the_sequence(int steps, int threads)
    {
        var graph = new Graph(
            2, new Node("x", new Input(10)), new Node("in", new Linear(10, 60), "x"), new Node("back", new Linear(60, 60), "lif"),
            new Node("lif", new CubaLif(60), "in", "back"), new Node("out", new Linear(60, 3), "lif"), new Node("v", new LeakyIntegrator(3), "out"));
        Assert.InRange(await PerStep(threads, steps, [10], graph), 1, Limit);
    }

    [Theory]
    [InlineData(25, 1)]
    [InlineData(100, 1)]
    [InlineData(100, 2)]
    public async Task A_steady_training_step_of_rounded_states_allocates_less_than_64_KiB_however_long_the_sequence(int steps, int threads)
    {
        Layer[] layers = [new Linear(10, 60), new QuantizedStates(new LifBox(LifBoxOptions.SpikingjellyLif), 4), .. Readout(60)];
        Assert.InRange(await PerStep(threads, steps, [10], layers), 1, Limit);
    }

    [Fact]
    public void Batches_of_many_sizes_leave_no_more_in_a_workspace_than_the_largest_ones_need()
    {
        const int Neurons = 2000, Sizes = 60;
        var data = Samples.Classes(Sizes);
        var network = new Sequential(1, new Linear(6, Neurons), new Leaky(Neurons));
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Sgd(0.1)) { TimeSteps = 1, BatchSize = Sizes };
        trainer.Evaluate(data);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var size = 1; size <= Sizes; size++) trainer.Evaluate(data.Take([.. Enumerable.Range(0, size)]));

        // the states of all sizes would be 15 MB
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(grown, long.MinValue, 5L * Sizes * Neurons * sizeof(float));
        GC.KeepAlive(trainer);
    }

    [Fact]
    public async Task A_steady_training_step_allocates_less_than_64_KiB_while_parameters_of_the_neurons_are_learnt()
    {
        var neurons = new CubaLif(200, new() { TauMemInv = Learnable.Shared(100.0), VTh = Learnable.PerNeuron(0.5) });
        Assert.InRange(await PerStep(1, 10, [30], [new Linear(30, 200), new Feedback(neurons), .. Readout(200)]), 1, Limit);
    }

    [Theory]
    [InlineData("ottt")]
    [InlineData("ottt:trace_input")]
    [InlineData("e_prop")]
    public async Task Of_a_network_that_learns_while_it_runs_a_step_of_time_allocates_nothing(string method)
    {
        Assert.InRange(await Of(125) - await Of(25), -1024, 1024);

        async Task<long> Of(int steps)
        {
            var network = new Sequential(1, new Linear(30, 100), new Leaky(), new Linear(100, 100), new Leaky(), new Linear(100, 3));
            return await PerStep(1, [30], new(network, Loss.StepCrossEntropy(), new Adam())
            {
                TimeSteps = steps,
                BatchSize = 8,
                Method = TrainingMethod.Parse(method),
            });
        }
    }

    /// <summary>
    /// The state of a batch, 128 · 200 numbers, is large enough that a collection of all generations would follow from allocating it.
    /// </summary>
    [Fact]
    public async Task An_epoch_of_a_recurrent_network_collects_the_oldest_generation_no_more_than_a_few_times()
    {
        var trainer = Trainer(5, 128, [new Linear(10, 200), new Feedback(new Leaky(200)), .. Readout(200)]);
        var data = Data(128 * 60, [10]);
        await Samples.Train(trainer, data, 1);
        var before = GC.CollectionCount(2);
        await Samples.Train(trainer, data, 1);
        Assert.InRange(GC.CollectionCount(2) - before, 0, 3);
    }

    [Fact]
    public void A_steady_prediction_of_one_sample_allocates_at_most_4_KiB()
    {
        Parallelism.Threads = 1;
        var network = new Sequential(1, new Linear(64, 128), new CubaLif(128), new Linear(128, 10), new LeakyIntegrator(10));
        var sample = Tensor.Create(Enumerable.Range(0, 64).Select(i => i / 64f).ToArray(), [1, 64]);
        for (var i = 0; i < 3; i++) network.Predict(sample, 25);
        var before = GC.GetAllocatedBytesForCurrentThread();
        network.Predict(sample, 25);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 25 * 10 * sizeof(float), 4096);
    }

    /// <summary>The bytes that all threads allocate in a step: the median, as the test runner now and then allocates, too.</summary>
    private static Task<long> PerStep(int threads, int steps, int[] shape, Layer[] layers) =>
        PerStep(threads, steps, shape, new Sequential(1, layers));

    private static Task<long> PerStep(int threads, int steps, int[] shape, Network network) => PerStep(threads, shape, Trainer(steps, 8, network));

    private static async Task<long> PerStep(int threads, int[] shape, Trainer trainer)
    {
        const int count = 20;
        Parallelism.Threads = threads;
        var data = Data(trainer.BatchSize * count, shape);
        await Samples.Train(trainer, data, 1);
        var allocated = new List<long>(count);
        var last = 0L;
        trainer.OnBatch = _ =>
        {
            allocated.Add(GC.GetTotalAllocatedBytes(precise: true) - last);
            last = GC.GetTotalAllocatedBytes(precise: true);
        };
        await Samples.Train(trainer, data, 1);
        allocated.RemoveAt(0);
        allocated.Sort();
        return allocated[allocated.Count / 2];
    }

    private static Trainer Trainer(int steps, int batch, Layer[] layers) => Trainer(steps, batch, new Sequential(1, layers));

    private static Trainer Trainer(int steps, int batch, Network network) =>
        new(network, Loss.MaxMembraneCrossEntropy(), new Adam()) { TimeSteps = steps, BatchSize = batch };

    private static Layer[] Readout(int inputs) =>
        [new Linear(inputs, 3), new Leaky(3, new() { Reset = MembraneReset.None }) { Output = "Mem" }];

    private static Dataset Data(int count, int[] shape)
    {
        nint[] lengths = [count, .. Array.ConvertAll(shape, length => (nint)length)];
        return new Dataset(Samples.Uniform(1, 0, 1, lengths), [.. Enumerable.Range(0, count).Select(sample => sample % 3)]);
    }
}
