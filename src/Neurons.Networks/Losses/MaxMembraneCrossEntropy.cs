namespace Neurons.Networks;

/// <summary>
/// Softmax cross-entropy of the largest potential of each class over time; the gradient goes to the first step that has it.
/// snnTorch's <c>ce_max_membrane_loss</c>.
/// </summary>
public sealed class MaxMembraneCrossEntropy : CrossEntropyLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public MaxMembraneCrossEntropy(CrossEntropyOptions options)
        : base(Readout.MaxOverTime, options) => Options = options;

    /// <summary>The options.</summary>
    public CrossEntropyOptions Options { get; }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.MaxMembraneCrossEntropy" path="/summary"/>
    /// <param name="classWeights">A weight for each class; the sum is divided by the number of samples. Null for 1 each.</param>
    /// <param name="labelSmoothing">The share of the target that all classes have, in [0, 1).</param>
    /// <param name="population">The outputs of each class, at least 1.</param>
    public static Loss MaxMembraneCrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        new MaxMembraneCrossEntropy(new(classWeights, labelSmoothing, population));
}
