using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A loss that is a function.</summary>
internal sealed class FunctionLoss : Loss
{
    private readonly string _name;
    private readonly Func<Tensor<float>, int[], (double Value, Tensor<float> Gradient)> _evaluate;

    public FunctionLoss(string name, Func<Tensor<float>, int[], (double Value, Tensor<float> Gradient)> evaluate, int population)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(evaluate);
        if (population < 1)
            throw Require.Wrong($"Loss {name}", nameof(population), population, "at least 1");
        (_name, _evaluate, Population) = (name, evaluate, population);
    }

    public override string Name => _name;

    public override int Population { get; }

    public override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null)
    {
        var (value, made) = _evaluate(output, labels);
        if (made is null || !made.Lengths.SequenceEqual(output.Lengths))
            throw new InvalidOperationException(
                $"Loss {Name}: the gradient is {(made is null ? "null" : Shapes.Text(made.Lengths))}; it must have the shape of the output, "
                + $"{Shapes.Text(output.Lengths)}.");
        made.CopyTo(gradient.AsTensorSpan());
        return value;
    }
}
