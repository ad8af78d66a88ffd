namespace Neurons.Networks;

/// <summary>Softmax cross-entropy of the spikes of each step, the mean over the steps. snnTorch's <c>ce_rate_loss</c>.</summary>
public sealed class RateCrossEntropy : CrossEntropyLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public RateCrossEntropy(CrossEntropyOptions options)
        : base(OverSteps.Mean, options) => Options = options;

    /// <summary>The options.</summary>
    public CrossEntropyOptions Options { get; }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.RateCrossEntropy" path="/summary"/>
    /// <inheritdoc cref="MaxMembraneCrossEntropy" path="/param"/>
    public static Loss RateCrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        new RateCrossEntropy(new(classWeights, labelSmoothing, population));
}
