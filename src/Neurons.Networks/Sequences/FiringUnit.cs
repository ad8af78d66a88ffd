using Neurons.Compile;

namespace Neurons.Networks;

/// <summary>Spikes of distances from a threshold, with a surrogate gradient, in the precision that is asked for.</summary>
/// <param name="comparison">Which side of the threshold 0 belongs to.</param>
/// <param name="surrogate">The derivative that stands for that of a spike.</param>
internal sealed class FiringUnit(Comparison comparison, Surrogate surrogate)
{
    private readonly Elementwise.Firing<float> _singles = new(comparison, surrogate);
    private readonly Elementwise.Firing<double> _doubles = new(comparison, surrogate);

    /// <summary>As functions of a type of numbers.</summary>
    /// <exception cref="NotSupportedException">It is neither float nor double.</exception>
    public Elementwise.Firing<T> Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? (Elementwise.Firing<T>)(object)_singles
        : typeof(T) == typeof(double) ? (Elementwise.Firing<T>)(object)_doubles
        : new(comparison, surrogate);
}
