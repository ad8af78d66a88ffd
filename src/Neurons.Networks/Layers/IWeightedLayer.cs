using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// A layer that can compute with other numbers in place of its weight: with quantised ones (<see cref="QuantizedWeights"/>), or standardised ones
/// (<see cref="StandardizedWeights"/>).
/// </summary>
public interface IWeightedLayer
{
    /// <summary>The weight, [outputs, …]; the first of the layer's parameters.</summary>
    Parameter Weight { get; }

    /// <summary>As <see cref="Layer.Forward"/>, with another weight, of which the gradient is then given.</summary>
    /// <param name="input">The input.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="weight">The numbers in place of the weight's, in its shape; they are not changed before the gradient is taken.</param>
    LayerRun Forward(Signal input, Pass pass, Tensor<float> weight);
}
