using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>Keeps gradients from growing too large.</summary>
public sealed class GradientClipping
{
    internal const string Norm = "norm", Value = "value";

    internal GradientClipping(string kind, double largest)
    {
        if (kind is not (Norm or Value))
            throw new ArgumentException($"Gradients are clipped by '{kind}', which is not known.", nameof(kind));
        if (!(largest > 0 && double.IsFinite(largest)))
            throw new ArgumentOutOfRangeException(nameof(largest), largest, $"GradientClipping: largest is {largest}; it must be > 0 and finite.");
        (Kind, Largest) = (kind, largest);
    }

    /// <summary>The largest norm, or the largest magnitude, that is left.</summary>
    public double Largest { get; }

    internal string Kind { get; }

    /// <summary>
    /// Where the norm of all gradients together is larger, they are scaled to it. PyTorch's <c>clip_grad_norm_</c>, which scales by
    /// largest / (norm + 1e-6).
    /// </summary>
    /// <param name="largest">The largest norm, &gt; 0.</param>
    public static GradientClipping ByNorm(double largest) => new(Norm, largest);

    /// <summary>Every element is brought into [−largest, largest]. PyTorch's <c>clip_grad_value_</c>.</summary>
    /// <param name="largest">The largest magnitude, &gt; 0.</param>
    public static GradientClipping ByValue(double largest) => new(Value, largest);

    /// <summary>Clips gradients in place.</summary>
    /// <returns>The norm of all gradients together before.</returns>
    /// <exception cref="NotFiniteNumberException">A gradient is NaN or infinite; nothing has changed.</exception>
    public double Apply(ParameterGradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        gradients.RequireFinite();
        return ApplyToFinite(gradients);
    }

    /// <summary>The same of gradients that are finite.</summary>
    internal double ApplyToFinite(ParameterGradients gradients)
    {
        if (Kind == Norm) return GradientClippingModule.byNorm(Largest, gradients.Tensors);
        var norm = GradientClippingModule.norm(gradients.Tensors);
        GradientClippingModule.byValue(Largest, gradients.Tensors);
        return norm;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Largest}";
}
