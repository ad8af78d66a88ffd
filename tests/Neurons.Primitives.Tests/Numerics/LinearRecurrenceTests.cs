using System.Numerics;

namespace Neurons.Primitives.Tests;

[Collection(nameof(Parallelism))] // the number of threads is global
public class LinearRecurrenceTests
{
    private const int Trials = 60;

    [Fact]
    public void It_is_the_sum_step_by_step_whatever_the_shape_and_the_factors()
    {
        for (var seed = 0; seed < Trials; seed++)
        {
            var (random, columns, steps) = Shape(seed);
            var factors = Factors(random, columns, steps, seed % 3);
            var (start, x) = (seed % 2 == 0 ? [] : Numbers(random, columns), Numbers(random, steps * columns));
            var (y, single) = (new double[x.Length], new float[x.Length]);
            LinearRecurrence.Forward<double>(factors, start, x, y, columns);
            LinearRecurrence.Forward<float>(Single(factors), Single(start), Single(x), single, columns);
            AssertClose(1e-13, Naive(factors, start, x, columns), y, seed);
            AssertClose(1e-5, Naive(factors, start, x, columns), Array.ConvertAll(single, value => (double)value), seed);
        }
    }

    [Theory]
    [InlineData(8, 200)]
    [InlineData(1500, 9)]
    [InlineData(3, 63)]
    public void With_many_columns_or_few_steps_it_has_the_bits_of_the_step_by_step_form_also_in_pieces(int columns, int steps)
    {
        var random = new Random(columns);
        var (factors, x) = (Single(Numbers(random, columns)), Single(Numbers(random, steps * columns)));
        var (y, naive) = (new float[x.Length], new float[x.Length]);
        LinearRecurrence.Forward<float>(factors, [], x, y, columns);
        for (var i = 0; i < x.Length; i++) naive[i] = i < columns ? x[i] : (float)(factors[i % columns] * naive[i - columns]) + x[i];
        Assert.Equal(naive, y);
        var cut = steps / 3 * columns;
        var pieces = new float[x.Length];
        LinearRecurrence.Forward<float>(factors, [], x.AsSpan(0, cut), pieces.AsSpan(0, cut), columns);
        LinearRecurrence.Forward<float>(factors, pieces.AsSpan(cut - columns, columns), x.AsSpan(cut), pieces.AsSpan(cut), columns);
        Assert.Equal(y, pieces);
    }

    [Fact]
    public void The_gradients_are_those_of_differences()
    {
        for (var seed = 0; seed < Trials; seed++)
        {
            var (random, columns, steps) = Shape(seed);
            var factors = Factors(random, columns, steps, seed % 3);
            var (start, x, dy) = (seed % 2 == 0 ? [] : Numbers(random, columns), Numbers(random, steps * columns), Numbers(random, steps * columns));
            var y = Naive(factors, start, x, columns);
            var (dx, da, d0) = (new double[x.Length], new double[factors.Length], new double[start.Length]);
            LinearRecurrence.Backward<double>(factors, start, y, dy, dx, da, d0, columns);
            AssertClose(1e-6, Differences(x, moved => Naive(factors, start, moved, columns), dy), dx, seed);
            AssertClose(1e-6, Differences(factors, moved => Naive(moved, start, x, columns), dy), da, seed);
            AssertClose(1e-6, Differences(start, moved => Naive(factors, moved, x, columns), dy), d0, seed);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5000)]
    public void The_number_of_threads_changes_no_bit_and_the_result_may_take_the_place_of_the_input(int columns)
    {
        const int steps = 70;
        var random = new Random(1);
        var (factors, x, dy) = (Single(Numbers(random, columns)), Single(Numbers(random, steps * columns)), Single(Numbers(random, steps * columns)));
        var before = Parallelism.Threads;
        float[]? first = null;
        try
        {
            foreach (var threads in new[] { 1, 2, 3 })
            {
                Parallelism.Threads = threads;
                var (y, dx, da, shared) = ((float[])x.Clone(), (float[])dy.Clone(), new float[columns], new float[1]);
                LinearRecurrence.Forward<float>(factors, [], y, y, columns);
                LinearRecurrence.Backward<float>(factors, [], y, dx, dx, da, [], columns);
                LinearRecurrence.Backward<float>([0.9f], [], y, dy, new float[dy.Length], shared, [], columns);
                float[] all = [.. y, .. dx, .. da, .. shared];
                Assert.Equal(first ??= all, all);
            }
        }
        finally
        {
            Parallelism.Threads = before;
        }
    }

    [Fact]
    public void Without_steps_there_is_nothing()
    {
        var (da, d0) = (new[] { 1f, 1 }, new[] { 1f, 1 });
        LinearRecurrence.Forward<float>([0.5f], [1, 2], [], [], 2);
        LinearRecurrence.Backward<float>([0.5f, 0.5f], [1, 2], [], [], [], da, d0, 2);
        Assert.Equal([0, 0, 0, 0], [.. da, .. d0]);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        static void Refused(string message, Action call) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(call).Message);

        Refused("factors has 3 elements; 1, 2 or 8 are needed", () => LinearRecurrence.Forward(new float[3], [], new float[8], new float[8], 2));
        Refused("y has 6 elements; 8 are needed", () => LinearRecurrence.Forward(new float[1], [], new float[8], new float[6], 2));
        Refused("start has 1 elements; 2 are needed", () => LinearRecurrence.Forward(new float[1], new float[1], new float[8], new float[8], 2));
        Refused("x has 7 elements; 6 are needed", () => LinearRecurrence.Forward(new float[1], [], new float[7], new float[7], 2));
        Refused("columns is 0; it must be ≥ 1", () => LinearRecurrence.Forward(new float[1], [], new float[7], new float[7], 0));
    }

    private static (Random Random, int Columns, int Steps) Shape(int seed)
    {
        var random = new Random(seed);
        return (random, random.Next(3) == 0 ? random.Next(1, 3) : random.Next(1, 40), random.Next(2) == 0 ? random.Next(1, 12) : random.Next(64, 90));
    }

    /// <summary>One factor, one a column, or one a column and step.</summary>
    private static double[] Factors(Random random, int columns, int steps, int kind) =>
        Numbers(random, kind switch { 0 => 1, 1 => columns, _ => steps * columns });

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];

    private static float[] Single(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static double[] Naive(double[] factors, double[] start, double[] x, int columns)
    {
        var y = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var factor = factors[factors.Length == 1 ? 0 : factors.Length == columns ? i % columns : i];
            y[i] = x[i] + factor * (i >= columns ? y[i - columns] : start.Length == 0 ? 0 : start[i]);
        }
        return y;
    }

    /// <summary>The gradient of Σ dy·f.</summary>
    private static double[] Differences(double[] at, Func<double[], double[]> f, double[] dy)
    {
        const double h = 1e-6;
        return [.. at.Select((_, i) => (Sum(i, h) - Sum(i, -h)) / (2 * h))];

        double Sum(int i, double change)
        {
            var moved = (double[])at.Clone();
            moved[i] += change;
            return f(moved).Zip(dy, (value, weight) => value * weight).Sum();
        }
    }

    private static void AssertClose(double tolerance, double[] expected, double[] actual, int seed)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(expected[i] - actual[i]);
            Assert.True(error <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"seed {seed}, {i}: {actual[i]}, not {expected[i]}");
        }
    }
}
