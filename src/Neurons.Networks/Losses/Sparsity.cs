using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>What makes spikes rare; to be added to a loss.</summary>
public static class Sparsity
{
    /// <summary>λ times the number of spikes. snnTorch's <c>l1_rate_sparsity</c>. Its gradient is λ for every element.</summary>
    /// <param name="spikes">Spikes of any shape.</param>
    /// <param name="lambda">What a spike costs, ≥ 0.</param>
    /// <param name="gradient">A gradient with respect to the spikes, to which that of the cost is added; null if it is not needed.</param>
    public static double Rate(Tensor<float> spikes, double lambda = 1e-5, Tensor<float>? gradient = null)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        return RateSparsityModule.evaluate(lambda, spikes, gradient);
    }
}
