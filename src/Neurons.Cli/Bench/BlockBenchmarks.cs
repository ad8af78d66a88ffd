using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>
/// A block of a spiking transformer: 4 heads, 64 tokens of 128 features, T = 4, B = 32, of random spikes, in evaluation; and a training step of it,
/// which is the forward pass, all gradients but the input's, and an update.
/// </summary>
internal static class BlockBenchmarks
{
    private const int Steps = 4, Batch = 32, Channels = 128, Side = 8, Heads = 4, WarmingRuns = 30, Runs = 21;

    public static IEnumerable<Benchmark> All() =>
    [
        new("block.spikformer.forward", workload =>
        {
            var network = Network();
            var (input, workspace) = (Spikes(), new Workspace());
            return Samples("block.spikformer.forward", workload, () => network.Predict(input, null, workspace));
        }),
        new("block.spikformer.train", workload =>
        {
            var network = Network();
            var (input, workspace, optimizer) = (Spikes(), new Workspace(), new Sgd(1e-4));
            var upstream = Numbers(2, -1, 1);
            return Samples("block.spikformer.train", workload, () =>
                optimizer.Step(network, network.Forward(input, workspace).Pullback(upstream)));
        }),
    ];

    private static Sequential Network() => new(1, new Input(Channels, Side, Side), new SpikformerBlock(Heads));

    private static Measurement Samples(string name, Workload workload, Action call)
    {
        Measurement.Seconds(call, WarmingRuns); // the runtime compiles what is called often once more
        var seconds = Measurement.Seconds(call, Runs);
        return new(name, Steps, Channels * Side * Side, workload.Threads, Batch / seconds, "samples/s");
    }

    private static Tensor<float> Spikes()
    {
        var spikes = Numbers(1, 0, 1);
        foreach (ref var number in spikes.Span()) number = number < 0.2f ? 1 : 0;
        return spikes;
    }

    private static Tensor<float> Numbers(ulong seed, float low, float high)
    {
        var numbers = new float[Steps * Batch * Channels * Side * Side];
        new RandomStream(seed, 0).FillUniform(numbers, low, high);
        return Tensor.Create(numbers, [Steps, Batch, Channels, Side, Side]);
    }
}
