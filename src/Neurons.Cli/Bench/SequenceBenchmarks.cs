using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>
/// Layers of whole sequences: parallel spiking neurons beside the product of their weights alone, on the same numbers; and leaky sums, by the
/// scan, by neurons and as the product with the powers of the decay.
/// </summary>
internal static class SequenceBenchmarks
{
    private static readonly (int Steps, int Columns)[] _products = [(16, 65536), (64, 16384), (256, 4096)];
    private static readonly (int Steps, int Columns)[] _sums = [(64, 65536), (64, 1024), (1024, 1), (1024, 4), (1024, 32)];

    public static IEnumerable<Benchmark> All() =>
    [
        .. _products.SelectMany(shape => new[]
        {
            Product("product", shape, layer => layer.Product),
            Product("psn.forward", shape, layer => layer.Forward),
            Product("psn.train", shape, layer => layer.Train, products: 3),
        }),
        .. _sums.SelectMany(shape => new[] { Sums("scan", shape), Sums("neurons", shape), Sums("product", shape) }),
    ];

    private static Benchmark Product(string what, (int Steps, int Columns) shape, Func<PsnCalls, Action> call, int products = 1)
    {
        var name = $"sequence.{what}.{shape.Steps}x{shape.Columns}";
        return new(name, workload =>
        {
            var operations = 2.0 * products * shape.Steps * shape.Steps * shape.Columns;
            var seconds = Measurement.Seconds(call(new(shape.Steps, shape.Columns)), 21);
            return new(name, shape.Steps, shape.Columns, workload.Threads, operations / 1e9 / seconds, "GFLOP/s");
        });
    }

    private static Benchmark Sums(string form, (int Steps, int Columns) shape)
    {
        var name = $"sequence.leaky_sum.{form}.{shape.Steps}x{shape.Columns}";
        return new(name, workload =>
        {
            var calls = new SumCalls(shape.Steps, shape.Columns);
            Action call = form switch { "scan" => calls.Scan, "neurons" => calls.Neurons, _ => calls.Product };
            return new(
                name, shape.Steps, shape.Columns, workload.Threads, shape.Steps * (shape.Columns / 1e6) / Measurement.Seconds(call, 21));
        });
    }

    private static Tensor<float> Filled(nint[] shape, ulong seed)
    {
        var tensor = AlignedTensor.CreateUninitialized<float>(shape);
        new RandomStream(seed, 0).FillUniform(tensor.Span(), -1, 1);
        return tensor;
    }

    /// <summary>Parallel spiking neurons and all that calling them needs.</summary>
    private sealed class PsnCalls(int steps, int columns)
    {
        private readonly Psn _layer = new(steps);
        private readonly Tensor<float> _weight = Filled([steps, steps], 1), _bias = Filled([steps], 2), _x = Filled([steps, columns], 3),
            _dz = Filled([steps, columns], 4), _h = Filled([steps, columns], 5), _z = Filled([steps, columns], 6), _dx = Filled([steps, columns], 7),
            _dw = Filled([steps, steps], 8), _db = Filled([steps], 9);

        /// <summary>W x alone.</summary>
        public void Product() =>
            Matrices.Multiply<float>(_weight.Span(), false, _x.Span(), false, _h.Span(), steps, columns, steps);

        public void Forward() => _layer.Forward(_weight, _bias, _x, null, _z);

        /// <summary>Forward and all gradients.</summary>
        public void Train()
        {
            _layer.Forward(_weight, _bias, _x, _h, _z);
            _layer.Backward(_weight, _x, _h, _dz, _dx, _dw, _db);
        }
    }

    /// <summary>Three forms of a leaky sum with one decay.</summary>
    private sealed class SumCalls
    {
        private const float Decay = 0.9f;
        private readonly int _steps, _columns;
        private readonly Tensor<float> _x, _y, _powers;
        private readonly StateLeaky _neurons;
        private readonly NeuronBuffers<float> _buffers;

        public SumCalls(int steps, int columns)
        {
            (_steps, _columns) = (steps, columns);
            (_x, _y, _powers) = (Filled([steps, 1, columns], 1), Filled([steps, 1, columns], 2), Filled([steps, steps], 3));
            var powers = _powers.Span();
            for (var i = 0; i < powers.Length; i++) powers[i] = i / steps < i % steps ? 0 : MathF.Pow(Decay, i / steps - i % steps);
            _neurons = new(columns, new() { Beta = 1 + Math.Log(Decay) });
            _buffers = _neurons.Buffers<float>(steps, 1);
        }

        public void Scan() => LinearRecurrence.Forward<float>([Decay], [], _x.Span(), _y.Span(), _columns);

        /// <summary>Neurons without a reset, which fire besides.</summary>
        public void Neurons() => _neurons.Integral(_x, into: _buffers);

        /// <summary>The product with the powers of the decay, a convolution.</summary>
        public void Product() => Matrices.Multiply<float>(_powers.Span(), false, _x.Span(), false, _y.Span(), _steps, _columns, _steps);
    }
}
