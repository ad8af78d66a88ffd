using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>The dense products of linear layers with each engine, at a square shape and those of a network of 784, 1000 and 10.</summary>
internal static class ProductBenchmarks
{
    private static readonly (int Rows, int Inputs, int Outputs)[] _shapes =
        [(1024, 1024, 1024), (128, 784, 1000), (3200, 1000, 10), (25, 1000, 1000)];

    private static readonly string[] _products = ["forward", "weight_gradient", "input_gradient"];

    public static IEnumerable<Benchmark> All() =>
        from engine in Blas.HasOpenBlas ? new[] { BlasEngine.OpenBlas, BlasEngine.Managed } : [BlasEngine.Managed]
        from shape in _shapes
        from product in _products
        let name = $"product.{engine.ToString().ToLowerInvariant()}.{product}.{shape.Rows}x{shape.Inputs}x{shape.Outputs}"
        select new Benchmark(name, w => Measure(name, engine, product, shape, w));

    private static Measurement Measure(
        string name, BlasEngine engine, string product, (int Rows, int Inputs, int Outputs) shape, Workload workload)
    {
        var layer = new LinearCalls(shape.Rows, 1, shape.Inputs, shape.Outputs);
        Action call = product switch
        {
            "forward" => layer.Forward,
            "weight_gradient" => layer.WeightGradient,
            _ => layer.InputGradient,
        };
        var before = Blas.Engine;
        Blas.Engine = engine;
        try
        {
            var operations = 2.0 * shape.Rows * shape.Inputs * shape.Outputs;
            return new(name, shape.Rows, shape.Outputs, workload.Threads, operations / 1e9 / Measurement.Seconds(call), "GFLOP/s");
        }
        finally
        {
            Blas.Engine = before;
        }
    }
}

/// <summary>A linear layer and all that calling it needs, allocated before.</summary>
internal sealed class LinearCalls
{
    private readonly Linear _layer;
    private readonly Tensor<float> _weight, _gradient, _x, _dx, _y, _dy;
    private readonly SpikeBits _bits;

    /// <summary>An input of which this part is 1 and the rest 0.</summary>
    public LinearCalls(int steps, int batch, int inputs, int outputs, double density = 0.5)
    {
        var random = new Random(1);
        _layer = new(inputs, outputs, bias: false);
        _weight = Filled([outputs, inputs], () => random.NextSingle() - 0.5f);
        _gradient = Filled([outputs, inputs], () => 0);
        _x = Filled([steps, batch, inputs], () => random.NextDouble() < density ? 1 : 0);
        _dx = Filled([steps, batch, inputs], () => 0);
        _y = Filled([steps, batch, outputs], () => 0);
        _dy = Filled([steps, batch, outputs], () => random.NextSingle() - 0.5f);
        _bits = new SpikeBits(steps, batch * inputs);
        for (var step = 0; step < steps; step++)
            _bits.Pack<float>(step, Numbers(_x).Slice(step * batch * inputs, batch * inputs));
    }

    public void Forward() => _layer.Forward(_weight, null, _x, _y);

    public void WeightGradient() => _layer.Backward(_weight, _x, _dy, null, _gradient, null);

    public void InputGradient() => _layer.Backward(_weight, _x, _dy, _dx, null, null);

    public void ForwardSpikes() => _layer.Forward(_weight, null, _bits, _y);

    public void WeightGradientSpikes() => _layer.Backward(_weight, _bits, _dy, null, _gradient, null);

    private static Tensor<float> Filled(nint[] shape, Func<float> value)
    {
        var tensor = AlignedTensor.CreateUninitialized<float>(shape);
        foreach (ref var element in Numbers(tensor))
            element = value();
        return tensor;
    }

    private static Span<float> Numbers(Tensor<float> tensor) =>
        MemoryMarshal.CreateSpan(ref tensor.AsTensorSpan().GetPinnableReference(), (int)tensor.FlattenedLength);
}
