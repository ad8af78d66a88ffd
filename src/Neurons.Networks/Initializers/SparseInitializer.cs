using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>Normal with mean 0, but for a part of each column, rounded up, that is zero (Martens 2010).</summary>
/// <param name="Sparsity">The part, in [0, 1].</param>
/// <param name="Deviation">The standard deviation of the others, ≥ 0; finite in float32.</param>
public sealed record SparseInitializer(double Sparsity, double Deviation = 0.01) : Initializer
{
    /// <summary>The part of each column that is zero.</summary>
    public double Sparsity { get; } = Require.That(Sparsity is >= 0 and <= 1, nameof(Initializer), "sparsity", Sparsity, "in [0, 1]");

    /// <summary>The standard deviation of the others.</summary>
    public double Deviation { get; } = Require.That(
        float.IsFinite((float)Deviation) && Deviation >= 0, nameof(Initializer), "deviation", Deviation, "≥ 0 and finite in float32");

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (rows, columns) = Draw.Matrix(weight);
        Draw.Normal(random, weight, 0, Deviation);
        var values = weight.Span();
        var order = Enumerable.Range(0, rows).ToArray();
        for (var c = 0; c < columns; c++)
        {
            random.Shuffle(order.AsSpan());
            foreach (var row in order.AsSpan(0, (int)Math.Ceiling(Sparsity * rows))) values[row * columns + c] = 0;
        }
    }
}
