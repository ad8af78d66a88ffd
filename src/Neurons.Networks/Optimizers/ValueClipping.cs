using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of <see cref="ValueClipping"/>.</summary>
/// <param name="Largest">The largest magnitude, &gt; 0.</param>
public sealed record ValueClippingOptions(double Largest);

/// <summary>Every element is brought into [−largest, largest]. PyTorch's <c>clip_grad_value_</c>.</summary>
public sealed class ValueClipping : GradientClipping
{
    /// <summary>Clipping with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The largest magnitude is not &gt; 0 or not finite.</exception>
    public ValueClipping(ValueClippingOptions options)
    {
        RequireLimit(options.Largest);
        Options = options;
    }

    /// <summary>The options.</summary>
    public ValueClippingOptions Options { get; }

    /// <summary>The largest magnitude that is left.</summary>
    public double Largest => Options.Largest;

    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()} {Largest}";

    /// <inheritdoc/>
    protected internal override double Clip(ParameterGradients gradients)
    {
        var norm = Norm(gradients);
        var bound = (float)Largest;
        for (var i = 0; i < gradients.Tensors.Count; i++)
        {
            var values = gradients.Tensors[i].Span();
            TensorPrimitives.Min(values, bound, values);
            TensorPrimitives.Max(values, -bound, values);
        }
        return norm;
    }
}
