using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Adds up the gradients of several small batches, for one update that is that of a large batch.</summary>
public sealed class GradientAccumulator
{
    private Parameter[] _parameters = [];
    private Tensor<float>[] _sums = [];

    /// <summary>How many gradients have been added since the last <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The weighted sum of the gradients; it lives here and changes with the next one.</summary>
    /// <exception cref="InvalidOperationException">No gradient has been added.</exception>
    public ParameterGradients Sum => Count > 0
        ? new(_parameters, _sums)
        : throw new InvalidOperationException("GradientAccumulator: no gradient has been added yet.");

    /// <summary>Adds the gradients of a batch.</summary>
    /// <param name="gradients">They are copied; all are of one network.</param>
    /// <param name="weight">What they are multiplied by: as losses are means, the batch's share of all samples.</param>
    /// <exception cref="NotFiniteNumberException">A gradient is NaN or infinite; the sum is as it was.</exception>
    public void Add(ParameterGradients gradients, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (!double.IsFinite(weight))
            throw new ArgumentOutOfRangeException(nameof(weight), weight, $"GradientAccumulator: weight is {weight}; it must be finite.");
        gradients.RequireFinite();
        if (!gradients.Parameters.SequenceEqual(_parameters))
        {
            if (Count > 0) throw new ArgumentException("The gradients are those of another network.", nameof(gradients));
            _parameters = [.. gradients.Parameters];
            _sums = Array.ConvertAll(_parameters, parameter => Tensor.CreateFromShape<float>(parameter.Value.Lengths));
        }

        for (var p = 0; p < _sums.Length; p++)
        {
            var sum = _sums[p].Span();
            TensorPrimitives.MultiplyAdd(gradients[p].Numbers(), (float)weight, sum, sum);
        }
        Count++;
    }

    /// <summary>Begins again, with the same memory.</summary>
    public void Clear()
    {
        foreach (var sum in _sums) sum.Clear();
        Count = 0;
    }
}
