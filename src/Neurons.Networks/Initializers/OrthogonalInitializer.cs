using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>gain times a matrix with orthonormal rows, or columns where there are fewer of those (Saxe et al. 2014).</summary>
/// <param name="Gain">&gt; 0.</param>
public sealed record OrthogonalInitializer(double Gain = 1) : Initializer
{
    /// <summary>The gain.</summary>
    public double Gain { get; } = Require.Float32Positive(nameof(Initializer), "gain", Gain);

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Tensor<float> weight)
    {
        var (rows, columns) = Draw.Matrix(weight);
        var vectors = Orthonormal(random, Math.Min(rows, columns), Math.Max(rows, columns));
        var values = weight.Span();
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++) values[r * columns + c] = (float)(Gain * (rows <= columns ? vectors[r][c] : vectors[c][r]));
        }
    }

    /// <summary>
    /// Orthonormal vectors in uniformly random directions: normal ones, each without its parts along those before it. Taken away twice, so
    /// that rounding leaves nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[][] Orthonormal(RandomStream random, int count, int length)
    {
        var vectors = new double[count][];
        for (var k = 0; k < count; k++)
        {
            var v = new double[length];
            for (var i = 0; i < length; i++) v[i] = random.NextNormal();
            for (var twice = 0; twice < 2; twice++)
            {
                for (var before = 0; before < k; before++)
                {
                    var other = vectors[before];
                    var along = Dot(v, other);
                    for (var i = 0; i < length; i++) v[i] -= along * other[i];
                }
            }
            var norm = Math.Sqrt(Dot(v, v));
            for (var i = 0; i < length; i++) v[i] /= norm;
            vectors[k] = v;
        }
        return vectors;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(double[] a, double[] b)
    {
        var (even, odd) = (0.0, 0.0);
        for (var i = 0; i + 1 < a.Length; i += 2)
        {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }
        if (a.Length % 2 == 1) even += a[^1] * b[^1];
        return even + odd;
    }
}
