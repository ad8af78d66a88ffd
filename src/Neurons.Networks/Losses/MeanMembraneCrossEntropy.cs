namespace Neurons.Networks;

/// <summary>Softmax cross-entropy of the mean potential of each class over time.</summary>
public sealed class MeanMembraneCrossEntropy : CrossEntropyLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public MeanMembraneCrossEntropy(CrossEntropyOptions options)
        : base(Readout.MeanOverTime, options) => Options = options;

    /// <summary>The options.</summary>
    public CrossEntropyOptions Options { get; }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.MeanMembraneCrossEntropy" path="/summary"/>
    /// <inheritdoc cref="MaxMembraneCrossEntropy" path="/param"/>
    public static Loss MeanMembraneCrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        new MeanMembraneCrossEntropy(new(classWeights, labelSmoothing, population));
}
