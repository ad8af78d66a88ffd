using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of <see cref="NormClipping"/>.</summary>
/// <param name="Largest">The largest norm, &gt; 0.</param>
public sealed record NormClippingOptions(double Largest);

/// <summary>
/// Where the norm of all gradients together is larger, they are scaled to it. PyTorch's <c>clip_grad_norm_</c>, which scales by
/// largest / (norm + 1e-6).
/// </summary>
public sealed class NormClipping : GradientClipping
{
    /// <summary>What is added to the norm before the largest is divided by it.</summary>
    public const double Epsilon = 1e-6;

    /// <summary>Clipping with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The largest norm is not &gt; 0 or not finite.</exception>
    public NormClipping(NormClippingOptions options)
    {
        Require.Positive(nameof(GradientClipping), "largest", options.Largest);
        Options = options;
    }

    /// <summary>The options.</summary>
    public NormClippingOptions Options { get; }

    /// <summary>The largest norm that is left.</summary>
    public double Largest => Options.Largest;

    /// <summary>Clips gradients in place.</summary>
    /// <param name="largest">The largest norm, &gt; 0.</param>
    /// <param name="gradients">All gradients; contiguous. One that has no number makes all of them none.</param>
    /// <returns>The norm that they had.</returns>
    public static double Clip<T>(double largest, IReadOnlyList<Tensor<T>> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.Positive(nameof(GradientClipping), "largest", largest);
        ArgumentNullException.ThrowIfNull(gradients);
        var norm = Norm(gradients);
        var factor = largest / (norm + Epsilon);
        // not ≥: gradients that are not numbers remain so, and show it
        if (!(factor >= 1))
        {
            for (var i = 0; i < gradients.Count; i++)
            {
                var values = gradients[i].Span();
                TensorPrimitives.Multiply(values, T.CreateTruncating(factor), values);
            }
        }
        return norm;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()} {Largest}";

    /// <inheritdoc/>
    protected internal override double Clip(ParameterGradients gradients) => Clip(Largest, gradients.Tensors);
}
