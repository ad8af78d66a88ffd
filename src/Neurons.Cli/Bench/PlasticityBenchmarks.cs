using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>
/// A step of spike-timing-dependent plasticity, 784 → 100, where some percent of the neurons on both sides fire: the rule bound to a layer, which
/// works in place, and the function that gives new weights; the time of a step in nanoseconds.
/// </summary>
internal static class PlasticityBenchmarks
{
    private const int Inputs = 784, Outputs = 100, Steps = 100;

    public static IEnumerable<Benchmark> All() =>
        from isBound in new[] { true, false }
        from percent in new[] { 0, 1, 5, 20 }
        let name = $"plasticity.{(isBound ? "stdp" : "stdp_function")}.{percent}%"
        select new Benchmark(name, w => Measure(name, isBound, percent / 100.0, w));

    private static Measurement Measure(string name, bool isBound, double rate, Workload workload)
    {
        var (pre, post) = (Spikes(Inputs, rate, 1), Spikes(Outputs, rate, 2));
        var seconds = Measurement.Seconds(isBound ? Bound(pre, post) : Function(pre, post));
        return new(name, Steps, Inputs * Outputs, workload.Threads, new Spread(
            seconds.Median * 1e9 / Steps, seconds.Least * 1e9 / Steps, seconds.Most * 1e9 / Steps), "ns/step");
    }

    private static Action Bound(SpikeBits pre, SpikeBits post)
    {
        var layer = new Linear(Inputs, Outputs, bias: false, weights: Initializer.Uniform(0, 1));
        _ = new Sequential(1, layer);
        var plasticity = new LayerPlasticity(layer, new PairStdp());
        return () =>
        {
            for (var t = 0; t < Steps; t++) plasticity.Step(pre, post, t);
        };
    }

    private static Action Function(SpikeBits pre, SpikeBits post)
    {
        var weights = Tensor.CreateFromShape<float>([Outputs, Inputs]);
        weights.Fill(0.5f);
        var state = Stdp.Initial(weights, [1, Inputs], [1, Outputs]);
        var steps = Enumerable.Range(0, Steps).Select(t => (Numbers(pre, t), Numbers(post, t))).ToArray();
        var options = new StdpOptions();
        return () =>
        {
            foreach (var (x, z) in steps) state = Stdp.Step(options, state, x, z);
        };
    }

    private static Tensor<float> Numbers(SpikeBits bits, int step)
    {
        var values = new float[bits.PerStep];
        bits.Unpack<float>(step, values);
        return Tensor.Create(values, [1, values.Length]);
    }

    private static SpikeBits Spikes(int neurons, double rate, ulong seed)
    {
        var random = new RandomStream(seed, 0);
        var bits = new SpikeBits(Steps, neurons);
        var row = new float[neurons];
        for (var t = 0; t < Steps; t++)
        {
            for (var n = 0; n < neurons; n++) row[n] = random.NextDouble() < rate ? 1 : 0;
            bits.Pack<float>(t, row);
        }
        return bits;
    }
}
