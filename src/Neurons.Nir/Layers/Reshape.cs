using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Nir;

/// <summary>The options of a <see cref="Reshape"/>.</summary>
/// <param name="Shape">The shape that the features get, each length at least 1.</param>
public sealed record ReshapeOptions(int[] Shape);

/// <summary>The same features in another shape of as many elements, such as a Flatten of NIR that keeps some axes.</summary>
public sealed class Reshape : Layer, IEachStep
{
    private readonly int[] _shape;

    /// <summary>A layer of these options.</summary>
    /// <exception cref="ArgumentException">A length is below 1.</exception>
    public Reshape(ReshapeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _shape = Shapes.Checked(nameof(Reshape), options.Shape);
    }

    /// <summary>What makes the same layer again.</summary>
    public ReshapeOptions Options => new((int[])_shape.Clone());

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => Shapes.Count(input) == Shapes.Count(_shape) ? (int[])_shape.Clone()
        : throw new ArgumentException($"takes {Shapes.Count(_shape)} features, not {Shapes.Text(input)}");

    /// <inheritdoc/>
    public override string ToString() => $"Reshape({string.Join(" × ", _shape)})";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var output = pass.Take(this, "output", [.. x.Lengths[..(input.IsConstant ? 1 : 2)], .. Shapes.Native(_shape)]);
        x.ReadOnlySpan().CopyTo(output.Span());
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) outputGradient.ReadOnlySpan().CopyTo(inputGradient.Span());
        });
    }
}
