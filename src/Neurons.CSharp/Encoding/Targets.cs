using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Encoders;

namespace Neurons;

/// <summary>What a network's output should be for a label.</summary>
public static class Targets
{
    /// <summary>Full rate for the right class and none for the others: one-hot, [B, classes]. snnTorch's <c>targets_rate</c>.</summary>
    /// <param name="labels">The classes, each in 0 .. classes − 1.</param>
    /// <param name="classes">≥ 1.</param>
    public static Tensor<T> Rate<T>(int[] labels, int classes)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        return TargetsModule.rate<T>(classes, labels);
    }

    /// <summary>
    /// An early spike for the right class, late ones for the others (none with <see cref="LatencyOptions.Clip"/>), [T, B, classes].
    /// snnTorch's <c>targets_latency</c>.
    /// </summary>
    public static Tensor<T> Latency<T>(int[] labels, int classes, LatencyOptions options)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(options);
        return TargetsModule.latency<T>(options.ToCore(), classes, labels);
    }
}
