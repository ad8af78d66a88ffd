using System.Numerics;
using Neurons.Compile;

namespace Neurons.Verification;

/// <summary>Spikes and surrogate gradients number by number.</summary>
internal sealed class NaiveFiring<T>(Neurons.Comparison comparison, string surrogate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Elementwise.Firing<T> _firing = new(comparison, Surrogates.parse(surrogate));

    /// <summary>1 where u fires, else 0.</summary>
    public T Spike(T u)
    {
        T[] numbers = [u];
        _firing.Fire(numbers, numbers);
        return numbers[0];
    }

    /// <summary>The derivative of the surrogate at u.</summary>
    public T Slope(T u)
    {
        T[] numbers = [u];
        _firing.PullBack(numbers, [T.One], numbers);
        return numbers[0];
    }
}
