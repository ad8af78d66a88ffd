using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Cli.Bench;

/// <summary>The dense products of linear layers with each engine, at a square shape and those of a network of 784, 1000 and 10.</summary>
internal static class ProductBenchmarks
{
    private static readonly (int Rows, int Inputs, int Outputs)[] _shapes = [(1024, 1024, 1024), (128, 784, 1000), (3200, 1000, 10), (25, 1000, 1000)];

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
    private readonly LinearWeights<float> _weights, _gradient;
    private readonly Tensor<float> _x, _dx, _y, _dy;
    private readonly SpikeBits _bits;

    /// <summary>An input of which this part is 1 and the rest 0.</summary>
    public LinearCalls(int steps, int batch, int inputs, int outputs, double density = 0.5)
    {
        var random = new Random(1);
        _weights = new(Filled([outputs, inputs], () => random.NextSingle() - 0.5f), null);
        _gradient = new(Filled([outputs, inputs], () => 0), null);
        _x = Filled([steps, batch, inputs], () => random.NextDouble() < density ? 1 : 0);
        _dx = Filled([steps, batch, inputs], () => 0);
        _y = Filled([steps, batch, outputs], () => 0);
        _dy = Filled([steps, batch, outputs], () => random.NextSingle() - 0.5f);
        _bits = new SpikeBits(steps, batch * inputs);
        for (var step = 0; step < steps; step++)
            _bits.Pack<float>(step, Sequence.span(_x).Slice(step * batch * inputs, batch * inputs));
    }

    public void Forward() => LinearModule.forward(_weights, InputSequence<float>.NewEachStep(_x), _y);

    public void WeightGradient() => LinearModule.weightGradient(_weights, InputSequence<float>.NewEachStep(_x), _dy, _gradient);

    public void InputGradient() => LinearModule.inputGradient(_weights, _dy, _dx);

    public void ForwardSpikes() => LinearModule.forwardSpikes(_weights, _bits, _y);

    public void WeightGradientSpikes() => LinearModule.weightGradientSpikes(_weights, _bits, _dy, _gradient);

    private static Tensor<float> Filled(nint[] shape, Func<float> value)
    {
        var tensor = AlignedTensor.CreateUninitialized<float>(shape);
        foreach (ref var element in Sequence.span(tensor))
            element = value();
        return tensor;
    }
}
