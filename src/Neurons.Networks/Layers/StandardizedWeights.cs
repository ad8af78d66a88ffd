using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="StandardizedWeights"/>.</summary>
/// <param name="Layer">A layer with a weight: linear, or a convolution.</param>
/// <param name="Epsilon">What is added to a variance, &gt; 0.</param>
public sealed record StandardizedWeightsOptions(Layer Layer, double Epsilon = 1e-5);

/// <summary>
/// Weight standardisation: the weights of each output of a linear layer or a convolution get mean 0 and variance 1 (Qiao et al., "Micro-batch
/// training with batch-channel normalization and weight standardization", 2019).
/// </summary>
/// <remarks><code>ŵ[o] = (w[o] − mean(w[o])) / √(variance(w[o]) + ε)</code> with the biased variance.</remarks>
public sealed unsafe class StandardizedWeights : ReparameterizedLayer
{
    /// <summary>Standardises the weight of a layer.</summary>
    /// <param name="layer">A layer with a weight: linear, or a convolution. It belongs to this one from now on.</param>
    /// <param name="epsilon">What is added to a variance, &gt; 0.</param>
    public StandardizedWeights(Layer layer, double epsilon = 1e-5)
        : this(new StandardizedWeightsOptions(layer, epsilon))
    {
    }

    /// <summary>A layer of these options.</summary>
    public StandardizedWeights(StandardizedWeightsOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Layer)
    {
        Require.Float32Positive(nameof(StandardizedWeights), "epsilon", options.Epsilon);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public StandardizedWeightsOptions Options { get; }

    private protected override void Map(Tensor<float> weight, Tensor<float> used)
    {
        using var operands = new Operands(nameof(StandardizedWeights));
        RowNormalization.Forward(
            operands.Read("weight", weight), null, null, operands.Write("used", used, weight.Lengths), Rows, Width(weight), Options.Epsilon);
    }

    private protected override void Pull(Tensor<float> weight, Tensor<float> gradient)
    {
        using var operands = new Operands(nameof(StandardizedWeights));
        var dw = operands.Write("gradient", gradient, weight.Lengths);
        RowNormalization.Gradient(operands.Read("weight", weight), null, dw, dw, null, null, Rows, Width(weight), Options.Epsilon);
    }

    private int Width(Tensor<float> weight) => (int)(weight.FlattenedLength / Rows);
}
