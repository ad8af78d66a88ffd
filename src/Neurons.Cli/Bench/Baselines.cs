using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>What the neurons' figures are to be compared with, on the same machine in the same run.</summary>
internal static class Baselines
{
    public static IEnumerable<Benchmark> All() =>
    [
        new("copy", Copy),
        new("allocate", Allocate),
        new("cuba_lif.naive", Naive),
        new("kernel.first_warm", Compilation.Warm),
        new("kernel.first_cold", Compilation.Cold),
    ];

    /// <summary>A copy of a float a neuron-step, on all threads: 8 bytes of traffic, as much as a forward pass.</summary>
    private static Measurement Copy(Workload w)
    {
        var source = new float[(long)w.TimeSteps * w.Neurons];
        var target = new float[source.Length];
        Array.Fill(source, 1f);
        Array.Fill(target, 2f);
        void Part(int k)
        {
            var from = (int)((long)source.Length * k / w.Threads);
            var to = (int)((long)source.Length * (k + 1) / w.Threads);
            source.AsSpan(from, to - from).CopyTo(target.AsSpan(from));
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = w.Threads };
        var seconds = Measurement.Seconds(() => Parallel.For(0, w.Threads, options, Part));
        return new("copy", w.TimeSteps, w.Neurons, w.Threads, w.Rate(seconds));
    }

    /// <summary>A new array of a float a neuron-step, written once: what a call that allocates its output waits for at least.</summary>
    private static Measurement Allocate(Workload w)
    {
        float[]? last = null;
        var seconds = Measurement.Seconds(() =>
        {
            last = GC.AllocateUninitializedArray<float>(checked(w.TimeSteps * w.Neurons));
            last.AsSpan().Fill(1);
        });
        GC.KeepAlive(last);
        return new("allocate", w.TimeSteps, w.Neurons, 1, w.Rate(seconds));
    }

    /// <summary>CubaLif as a loop over time of whole-array operations, the way it is written without a compiler.</summary>
    private static Measurement Naive(Workload w)
    {
        var (steps, neurons) = (w.TimeSteps, w.Neurons);
        var random = new Random(1);
        var x = new float[(long)steps * neurons];
        for (var i = 0; i < x.Length; i++)
            x[i] = 2 * random.NextSingle();
        var z = new float[x.Length];
        var (v, current, drive, decay) = (new float[neurons], new float[neurons], new float[neurons], new float[neurons]);
        const float TauMem = 0.1f, TauSyn = 0.2f, Leak = 0, Threshold = 1, Reset = 0;
        void Run()
        {
            Array.Fill(v, Leak);
            Array.Clear(current);
            for (var t = 0; t < steps; t++)
            {
                var spikes = z.AsSpan(t * neurons, neurons);
                TensorPrimitives.Subtract(Leak, v, drive);
                TensorPrimitives.Add(drive, current, drive);
                TensorPrimitives.Multiply(drive, TauMem, drive);
                TensorPrimitives.Add(v, drive, v);
                TensorPrimitives.Multiply(current, TauSyn, decay);
                TensorPrimitives.Subtract(current, decay, current);
                for (var n = 0; n < neurons; n++)
                    spikes[n] = v[n] - Threshold > 0 ? 1 : 0;
                TensorPrimitives.Subtract(1f, spikes, decay);
                TensorPrimitives.Multiply(decay, v, v);
                TensorPrimitives.MultiplyAdd(spikes, Reset, v, v);
                TensorPrimitives.Add(current, x.AsSpan(t * neurons, neurons), current);
            }
        }
        return new("cuba_lif.naive", steps, neurons, 1, w.Rate(Measurement.Seconds(Run)));
    }
}
