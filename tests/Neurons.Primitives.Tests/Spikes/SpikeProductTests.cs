using System.Numerics;

namespace Neurons.Primitives.Tests;

[Collection(nameof(Parallelism))] // the number of threads is global
public unsafe class SpikeProductTests
{
    private static readonly Workers _pool = new();
    private static readonly SpikeMethod?[] _methods = [null, SpikeMethod.Dense, SpikeMethod.Panels, SpikeMethod.Direct];

    public static TheoryData<int, int, int, int, double> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, int, int, double>();
            foreach (var density in new[] { 0, 0.02, 0.4, 1 })
            {
                // steps, batch, features, outputs
                foreach (var (t, b, i, o) in new[] { (1, 1, 1, 1), (5, 3, 33, 10), (4, 7, 70, 131), (25, 1, 130, 65), (300, 7, 70, 20),
                    (210, 10, 20, 7), (11, 2, 300, 30) })
                    cases.Add(t, b, i, o, density);
            }
            cases.Add(5, 100, 9000, 3, 0.01); // more than one chunk of lists
            foreach (var (t, b, i, o) in new[] { (0, 3, 4, 5), (2, 3, 0, 5), (2, 3, 4, 0) })
                cases.Add(t, b, i, o, 0.5);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_way_gives_the_naive_float64_product(int steps, int batch, int features, int outputs, double density)
    {
        Check<float>(new(steps, batch, features, outputs, density));
        Check<double>(new(steps, batch, features, outputs, density));
    }

    [Theory]
    [InlineData(25, 3, 300, 200)]
    [InlineData(130, 10, 300, 10)]
    public void The_number_of_threads_and_the_way_of_adding_change_no_bit(int steps, int batch, int features, int outputs)
    {
        var c = new Case(steps, batch, features, outputs, 0.1);
        var (w, dy) = (Matrices.Random<float>(features * outputs, 2), Matrices.Random<float>(c.Rows * outputs, 3));
        var threads = Parallelism.Threads;
        foreach (var dense in new[] { true, false })
        {
            float[]? forward = null, gradient = null;
            foreach (var count in new[] { 1, 2, 5 })
            {
                Parallelism.Threads = count;
                foreach (var method in dense ? [SpikeMethod.Dense] : new[] { SpikeMethod.Panels, SpikeMethod.Direct })
                {
                    var y = c.Forward(w, w[..outputs], method);
                    var dw = c.WeightGradient(dy, method);
                    Assert.Equal(forward ??= y, y);
                    Assert.Equal(gradient ??= dw, dw);
                }
            }
            Parallelism.Threads = threads;
        }
    }

    [Theory] // panels of one vector and more, and several blocks of terms
    [InlineData(20, 7, 90, 150, 0.2)]
    [InlineData(20, 30, 900, 10, 0.3)]
    [InlineData(9, 13, 250, 30, 0.4)]
    [InlineData(20, 60, 500, 70, 0.05)]
    public void Every_vector_width_that_the_hardware_has_adds_to_the_same_bits(int steps, int batch, int features, int outputs, double density)
    {
        var c = new Case(steps, batch, features, outputs, density);
        float[] w = Matrices.Random<float>(c.Features * c.Outputs, 2), expected = c.Forward(w, null, SpikeMethod.Panels);
        Assert.Equal(expected, c.Forward<Lanes256<float>>(w));
        Assert.Equal(expected, c.Forward<Lanes128<float>>(w));
        Assert.Equal(expected, c.Forward<Lanes1<float>>(w));
        float[] dy = Matrices.Random<float>(c.Rows * c.Outputs, 3), gradient = c.WeightGradient(dy, SpikeMethod.Panels);
        Assert.Equal(gradient, c.WeightGradient<Lanes256<float>>(dy));
        Assert.Equal(gradient, c.WeightGradient<Lanes128<float>>(dy));
        Assert.Equal(gradient, c.WeightGradient<Lanes1<float>>(dy));
    }

    [Fact]
    public void Few_rows_have_the_bits_of_many_whatever_was_computed_before()
    {
        Case many = new(40, 30, 300, 250, 0.1), few = new(1, 30, 300, 250, 0.1);
        float[] w = Matrices.Random<float>(300 * 250, 2), y = many.Forward(w, w[..250], SpikeMethod.Panels);
        many.WeightGradient(y, SpikeMethod.Panels);
        Assert.Equal(y[..(30 * 250)], few.Forward(w, w[..250], SpikeMethod.Panels));
    }

    [Fact]
    public void Few_spikes_are_added_and_many_multiplied()
    {
        foreach (var choose in new Func<long, int, int, int, SpikeMethod>[] { SpikeCost.Forward<float>, SpikeCost.WeightGradient<double> })
        {
            Assert.Equal(SpikeMethod.Direct, choose(250, 25, 1000, 1000));
            Assert.Equal(SpikeMethod.Panels, choose(80_000, 1600, 1000, 1000));
            Assert.Equal(SpikeMethod.Dense, choose(1_600_000, 1600, 1000, 1000));
            // with more spikes, a dense product stays the choice
            var densities = Enumerable.Range(0, 101).Select(percent => choose(16_000L * percent, 1600, 1000, 1000) == SpikeMethod.Dense);
            Assert.Equal(densities.Order(), densities);
        }
    }

    [Fact]
    public void A_product_allocates_nothing_in_its_steady_state()
    {
        var c = new Case(10, 10, 100, 100, 0.1);
        float[] w = Matrices.Random<float>(10_000, 2), y = new float[10_000];
        foreach (var method in _methods)
        {
            Assert.Equal(0, Allocations.InSteadyState(() =>
            {
                fixed (float* pw = w, py = y)
                {
                    SpikeProduct.Forward(c.Spikes, pw, null, py, 100, _pool, method);
                    SpikeProduct.WeightGradient(c.Spikes, py, pw, 100, _pool, method);
                }
            }));
        }
    }

    private static void Check<T>(Case c) where T : unmanaged, INumber<T>
    {
        var x = c.Numbers<T>();
        T[] w = Matrices.Random<T>(c.Features * c.Outputs, 2), dy = Matrices.Random<T>(c.Rows * c.Outputs, 3),
            bias = Matrices.Random<T>(c.Outputs, 4);
        T[] start = [.. Enumerable.Repeat(bias, c.Rows).SelectMany(b => b)];
        var (rows, features, outputs) = (c.Rows, c.Features, c.Outputs);
        foreach (var method in _methods)
        {
            Matrices.AssertClose(Matrices.Product(x, false, w, true, null, rows, outputs, features), c.Forward(w, null, method), features);
            Matrices.AssertClose(Matrices.Product(x, false, w, true, start, rows, outputs, features), c.Forward(w, bias, method), features);
            Matrices.AssertClose(Matrices.Product(dy, true, x, false, null, outputs, features, rows), c.WeightGradient(dy, method), rows);
        }
    }

    private sealed class Case
    {
        private readonly SpikeBits _bits;

        public Case(int steps, int batch, int features, int outputs, double density)
        {
            (Features, Outputs, Rows) = (features, outputs, steps * batch);
            var random = new Random(1);
            _bits = new SpikeBits(steps, batch * features);
            var values = new float[batch * features];
            for (var step = 0; step < steps; step++)
            {
                foreach (ref var value in values.AsSpan())
                    value = random.NextDouble() < density ? 1 : 0;
                _bits.Pack<float>(step, values);
            }
            Spikes = new SpikeRows(_bits, batch);
        }

        public int Features { get; }

        public int Outputs { get; }

        public int Rows { get; }

        public SpikeRows Spikes { get; }

        public T[] Numbers<T>() where T : unmanaged
        {
            var all = new T[Rows * Features];
            fixed (T* p = all)
            {
                for (var row = 0; row < Rows; row++)
                    Spikes.Unpack(row, p + row * Features);
            }
            return all;
        }

        public T[] Forward<T>(T[] weight, T[]? bias, SpikeMethod? method) where T : unmanaged, INumber<T>
        {
            var y = new T[Rows * Outputs];
            y.AsSpan().Fill(T.CreateTruncating(7)); // what was in memory must not matter
            fixed (T* w = weight, b = bias, p = y)
                SpikeProduct.Forward(Spikes, w, b, p, Outputs, _pool, method);
            return y;
        }

        public float[] Forward<TLanes>(float[] weight) where TLanes : unmanaged, ILanes<TLanes, float>
        {
            var y = new float[Rows * Outputs];
            fixed (float* w = weight, p = y)
                SpikePanels<float, TLanes>.Forward(Spikes, Spikes.Count(), w, null, p, Outputs, _pool, 2);
            return y;
        }

        public float[] WeightGradient<TLanes>(float[] dy) where TLanes : unmanaged, ILanes<TLanes, float>
        {
            var dw = new float[Features * Outputs];
            fixed (float* p = dy, w = dw)
                SpikePanels<float, TLanes>.WeightGradient(Spikes, Spikes.Count(), p, w, Outputs, _pool, 2);
            return dw;
        }

        public T[] WeightGradient<T>(T[] dy, SpikeMethod? method) where T : unmanaged, INumber<T>
        {
            var dw = new T[Features * Outputs];
            dw.AsSpan().Fill(T.CreateTruncating(7));
            fixed (T* p = dy, w = dw)
                SpikeProduct.WeightGradient(Spikes, p, w, Outputs, _pool, method);
            return dw;
        }
    }
}
