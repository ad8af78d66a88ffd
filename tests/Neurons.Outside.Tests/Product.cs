using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Outside.Tests;

/// <summary>The options of a <see cref="Product"/>.</summary>
public sealed record ProductOptions;

/// <summary>A layer of one's own with two inputs: their product, number by number.</summary>
public sealed class Product : Layer, IManyInputs
{
    public IReadOnlyList<string> InputNames => ["signal", "gate"];

    public override int[] OutputShape(int[] input) => input;

    public override string ToString() => "Product";

    public int[] Build(IReadOnlyList<int[]> inputs) => inputs[0].SequenceEqual(inputs[1])
        ? inputs[0]
        : throw new ArgumentException(
            $"takes two inputs of one shape; they are [{string.Join(", ", inputs[0])}] and [{string.Join(", ", inputs[1])}]");

    public override LayerRun Forward(Signal input, Pass pass) => throw new NotSupportedException("A product has two inputs.");

    public LayerRun Forward(IReadOnlyList<Signal> inputs, Pass pass)
    {
        var (a, b) = (inputs[0].Values, inputs[1].Values);
        var y = pass.Take(this, "output", a.Lengths);
        TensorPrimitives.Multiply(a.Span(), b.Span(), y.Span());
        return new(Signal.EachStep(y))
        {
            PullbackOfInputs = (outputGradient, _, inputGradients) =>
            {
                if (inputGradients[0] is { } da) TensorPrimitives.Multiply(outputGradient.Span(), b.Span(), da.Span());
                if (inputGradients[1] is { } db) TensorPrimitives.Multiply(outputGradient.Span(), a.Span(), db.Span());
            },
        };
    }
}
