using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>
/// Keeps gradients from growing too large: <see cref="ByNorm"/>, <see cref="ByValue"/>, or one's own, which derives from this class or is a
/// function that <see cref="From"/> takes.
/// </summary>
public abstract class GradientClipping
{
    /// <summary>The kinds of clipping by name; one's own are registered here, to be saved with a training and read of a file.</summary>
    public static Registry<GradientClipping> Kinds { get; } = BuiltIn();

    /// <inheritdoc cref="NormClipping" path="/summary"/>
    /// <param name="largest">The largest norm, &gt; 0.</param>
    public static GradientClipping ByNorm(double largest) => new NormClipping(new(largest));

    /// <inheritdoc cref="ValueClipping" path="/summary"/>
    /// <param name="largest">The largest magnitude, &gt; 0.</param>
    public static GradientClipping ByValue(double largest) => new ValueClipping(new(largest));

    /// <summary>Clipping that is a function; registered by <see cref="Registry{TPart}.Register(string, TPart)"/>, it can be saved.</summary>
    /// <param name="name">The name.</param>
    /// <param name="clip">Changes gradients in place.</param>
    public static GradientClipping From(string name, Action<ParameterGradients> clip)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(clip);
        return new FunctionClipping(name, clip);
    }

    /// <summary>Clips gradients in place.</summary>
    /// <returns>The norm of all gradients together before.</returns>
    /// <exception cref="NotFiniteNumberException">A gradient is NaN or infinite; nothing has changed.</exception>
    public double Apply(ParameterGradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        gradients.RequireFinite();
        return Clip(gradients);
    }

    /// <inheritdoc/>
    public override string ToString() => Kinds.NameOf(this) ?? GetType().Name;

    /// <summary>Clips gradients that are finite, in place.</summary>
    /// <param name="gradients">The gradients of all parameters.</param>
    /// <returns>The norm of all gradients together before, as <see cref="Norm"/> gives it.</returns>
    protected internal abstract double Clip(ParameterGradients gradients);

    /// <summary>√Σ g² over all elements of all gradients.</summary>
    /// <param name="gradients">The gradients of all parameters.</param>
    protected static double Norm(ParameterGradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        return Norm(gradients.Tensors);
    }

    /// <summary>√Σ g² over all elements of all tensors, in float64.</summary>
    private protected static double Norm<T>(IReadOnlyList<Tensor<T>> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var i = 0; i < gradients.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(gradients[i], nameof(gradients));
            sum += SumOfSquares(gradients[i].Numbers());
        }
        return Math.Sqrt(sum);
    }

    /// <summary>Σ g², in an order of its own, so that neither the number of threads nor the width of vectors changes a bit.</summary>
    private static unsafe double SumOfSquares<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Run = 1024;
        using var buffer = NativeBuffers.Rent(Run * sizeof(double));
        var widened = new Span<double>(buffer.Pointer, Run);
        var sum = 0.0;
        for (var start = 0; start < values.Length; start += Run)
        {
            var part = values.Slice(start, Math.Min(Run, values.Length - start));
            TensorPrimitives.ConvertTruncating(part, widened);
            sum += FixedSum.OfSquares((double*)buffer.Pointer, part.Length);
        }
        return sum;
    }

    /// <summary>Refuses a limit that is not one.</summary>
    private protected static void RequireLimit(double largest)
    {
        if (!(largest > 0 && double.IsFinite(largest)))
            throw new ArgumentOutOfRangeException(nameof(largest), largest, $"GradientClipping: largest is {largest}; it must be > 0 and finite.");
    }

    private static Registry<GradientClipping> BuiltIn()
    {
        var kinds = new Registry<GradientClipping>("clipping of gradients", "name");
        kinds.Register<NormClipping, NormClippingOptions>("norm", o => new(o), clipping => clipping.Options);
        kinds.Register<ValueClipping, ValueClippingOptions>("value", o => new(o), clipping => clipping.Options);
        return kinds;
    }

    private sealed class FunctionClipping(string name, Action<ParameterGradients> clip) : GradientClipping
    {
        public override string ToString() => name;

        protected internal override double Clip(ParameterGradients gradients)
        {
            var norm = Norm(gradients);
            clip(gradients);
            return norm;
        }
    }
}
