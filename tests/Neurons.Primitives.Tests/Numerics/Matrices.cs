using System.Numerics;

namespace Neurons.Primitives.Tests;

/// <summary>Row-major matrices to multiply, and how a naive float64 loop does it.</summary>
internal static class Matrices
{
    /// <summary>Numbers from -1 to 1.</summary>
    public static T[] Random<T>(int count, int seed) where T : INumber<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() * 2 - 1))];
    }

    /// <summary>A B, to which <paramref name="start"/> is added unless it is null.</summary>
    public static double[] Product<T>(
        T[] a, bool transposeA, T[] b, bool transposeB, T[]? start, int m, int n, int k)
        where T : INumber<T>
    {
        var c = new double[m * n];
        for (var row = 0; row < m; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var sum = start == null ? 0 : double.CreateTruncating(start[row * n + column]);
                for (var term = 0; term < k; term++)
                {
                    sum += double.CreateTruncating(a[transposeA ? term * m + row : row * k + term])
                        * double.CreateTruncating(b[transposeB ? column * k + term : term * n + column]);
                }
                c[row * n + column] = sum;
            }
        }
        return c;
    }

    /// <summary>Equal up to the rounding of sums of so many terms that are at most 1.</summary>
    public static void AssertClose<T>(double[] expected, T[] actual, int terms) where T : INumber<T>
    {
        var tolerance = (typeof(T) == typeof(float) ? 6e-8 : 1.2e-16) * (terms + 2) * 2;
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], double.CreateTruncating(actual[i]), tolerance);
    }
}
