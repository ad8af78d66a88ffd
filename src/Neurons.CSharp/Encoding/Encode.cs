using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Encoders;

namespace Neurons;

/// <summary>
/// Encoders: values as spikes, [T, shape of x]. The random ones are functions of seed, stream, element and step: the same arguments
/// give the same spikes.
/// </summary>
public static class Encode
{
    /// <summary>Spikes with the probability x, clamped to [0, 1], in each step. snnTorch's <c>spikegen.rate</c>.</summary>
    /// <param name="x">The values, […].</param>
    /// <param name="steps">T ≥ 0.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Tells apart the encoders of one seed.</param>
    public static Tensor<T> Rate<T>(Tensor<T> x, int steps, ulong seed = 0, uint stream = 0)
        where T : unmanaged, INumber<T> => RateModule.encode(Key(seed, stream), Constant(x, steps));

    /// <summary>As <see cref="Rate{T}"/> for values that change: [T, …] to spikes of that shape.</summary>
    public static Tensor<T> RateOverTime<T>(Tensor<T> xs, ulong seed = 0, uint stream = 0)
        where T : unmanaged, INumber<T> => RateModule.encode(Key(seed, stream), EachStep(xs));

    /// <summary>Poisson trains of the rate maxRate·x. Norse's <c>poisson_encode</c>.</summary>
    /// <param name="x">The values, […]; there are no spikes where they are ≤ 0.</param>
    /// <param name="steps">T ≥ 0.</param>
    /// <param name="maxRate">The rate of x = 1 in Hz, &gt; 0.</param>
    /// <param name="dt">The time step in s, &gt; 0.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Tells apart the encoders of one seed.</param>
    public static Tensor<T> Poisson<T>(Tensor<T> x, int steps, double maxRate = 100, double dt = 0.001, ulong seed = 0, uint stream = 0)
        where T : unmanaged, INumber<T> => PoissonModule.encode(new(maxRate, dt), Key(seed, stream), Constant(x, steps));

    /// <summary>As <see cref="Poisson{T}"/> with the rate of |x|; a spike has the sign of x.</summary>
    public static Tensor<T> SignedPoisson<T>(Tensor<T> x, int steps, double maxRate = 100, double dt = 0.001, ulong seed = 0, uint stream = 0)
        where T : unmanaged, INumber<T> => PoissonModule.encodeSigned(new(maxRate, dt), Key(seed, stream), Constant(x, steps));

    /// <summary>One spike a value, the earlier the larger it is. snnTorch's <c>spikegen.latency</c>.</summary>
    /// <param name="x">The values, […], in [0, 1].</param>
    /// <param name="options">The number of steps and how time depends on x.</param>
    public static Tensor<T> Latency<T>(Tensor<T> x, LatencyOptions options)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(options);
        return LatencyModule.encode(options.ToCore(), x);
    }

    /// <summary>Spikes where a value has risen by the threshold since the last step. snnTorch's <c>spikegen.delta</c>.</summary>
    /// <param name="xs">The values, [T, …].</param>
    /// <param name="threshold">&gt; 0.</param>
    /// <param name="padding">Whether the value before the first step is that of the first step; else 0.</param>
    /// <param name="offSpikes">Whether a fall by the threshold is a spike of −1.</param>
    public static Tensor<T> Delta<T>(Tensor<T> xs, double threshold = 0.1, bool padding = false, bool offSpikes = false)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(xs);
        return DeltaModule.encode(new(threshold, padding, offSpikes), xs);
    }

    /// <summary>
    /// Each value as the activities of a population, […, count]: exp(−(x − centre)²·scale / 2), centres evenly from 0 to the scale.
    /// Norse's <c>population_encode</c>.
    /// </summary>
    /// <param name="x">The values, […].</param>
    /// <param name="count">The size of the population, ≥ 1.</param>
    /// <param name="scale">&gt; 0; null: the largest value.</param>
    public static Tensor<T> Population<T>(Tensor<T> x, int count, double? scale = null)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return scale is { } given ? PopulationModule.encodeTo(given, count, x) : PopulationModule.encode(count, x);
    }

    /// <summary>The spikes of leaky integrate-and-fire neurons under the constant currents x. Norse's <c>constant_current_lif_encode</c>.</summary>
    /// <param name="x">The currents, […].</param>
    /// <param name="steps">T ≥ 0.</param>
    /// <param name="dt">The time step in s.</param>
    public static Tensor<T> ConstantCurrentLif<T>(Tensor<T> x, int steps, double dt = 0.001)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return ConstantCurrentLifModule.encode(Lif(dt), CubaLifEncoderModule.parameters, steps, x);
    }

    /// <summary>As <see cref="ConstantCurrentLif{T}"/>, the first spike of each neuron only. Norse's <c>spike_latency_lif_encode</c>.</summary>
    public static Tensor<T> LifLatency<T>(Tensor<T> x, int steps, double dt = 0.001)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return ConstantCurrentLifModule.encodeFirst(Lif(dt), CubaLifEncoderModule.parameters, steps, x);
    }

    /// <summary>The first spike of each train, [T, …], and no other. Norse's <c>spike_latency_encode</c>.</summary>
    public static Tensor<T> SpikeLatency<T>(Tensor<T> spikes)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(spikes);
        return SpikeLatencyModule.encode(spikes);
    }

    private static CubaLifEncoderModule.Options Lif(double dt)
    {
        var options = CubaLifEncoderModule.options;
        return new(dt, options.Surrogate, options.Comparison, options.DetachReset);
    }

    private static RandomKey Key(ulong seed, uint stream) => RandomKeyModule.create(seed, stream);

    private static InputSequence<T> Constant<T>(Tensor<T> x, int steps)
    {
        ArgumentNullException.ThrowIfNull(x);
        return InputSequence<T>.NewUnchanged(steps, x);
    }

    private static InputSequence<T> EachStep<T>(Tensor<T> xs)
    {
        ArgumentNullException.ThrowIfNull(xs);
        return InputSequence<T>.NewEachStep(xs);
    }
}
