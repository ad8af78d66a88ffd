using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>What makes spikes rare; to be added to a loss.</summary>
public static class Sparsity
{
    /// <summary>The spikes that are counted at once: few enough for their number to be exact in float32.</summary>
    private const int Run = 1 << 16;

    /// <summary>λ times the number of spikes. snnTorch's <c>l1_rate_sparsity</c>. Its gradient is λ for every element.</summary>
    /// <param name="spikes">Spikes of any shape.</param>
    /// <param name="lambda">What a spike costs, ≥ 0.</param>
    /// <param name="gradient">A gradient with respect to the spikes, to which that of the cost is added; null if it is not needed.</param>
    /// <exception cref="ArgumentException">λ is not allowed, or the gradient has another shape.</exception>
    public static unsafe double Rate<T>(Tensor<T> spikes, double lambda = 1e-5, Tensor<T>? gradient = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(spikes);
        if (!(double.IsFinite(lambda) && lambda >= 0))
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, $"Rate sparsity: lambda is {lambda}; it must be ≥ 0 and finite.");
        if (gradient is not null)
        {
            var values = GradientBuffer.Like(spikes, gradient);
            TensorPrimitives.Add(values, T.CreateTruncating(lambda), values);
        }

        var all = spikes.Numbers();
        var sum = 0.0;
        fixed (T* first = all)
        {
            for (var start = 0; start < all.Length; start += Run)
                sum += double.CreateTruncating(FixedSum.Of(first + start, Math.Min(Run, all.Length - start)));
        }
        return lambda * sum;
    }
}
