namespace Neurons.Networks;

/// <summary>
/// Softmax cross-entropy of logits [batch, classes]; of an output over time, of its mean. The sum is divided by the sum of the samples'
/// weights. PyTorch's <c>cross_entropy</c>.
/// </summary>
public sealed class CrossEntropy : CrossEntropyLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public CrossEntropy(CrossEntropyOptions options)
        : base(Readout.MeanOverTime, options, overWeights: true) => Options = options;

    /// <summary>The options.</summary>
    public CrossEntropyOptions Options { get; }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.CrossEntropy" path="/summary"/>
    /// <param name="classWeights">A weight for each class; the sum is divided by the sum of the samples' weights. Null for 1 each.</param>
    /// <param name="labelSmoothing">The share of the target that all classes have, in [0, 1).</param>
    public static Loss CrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0) =>
        new CrossEntropy(new(classWeights, labelSmoothing));
}
