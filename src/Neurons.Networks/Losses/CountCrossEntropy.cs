namespace Neurons.Networks;

/// <summary>Softmax cross-entropy of the number of spikes of each class. snnTorch's <c>ce_count_loss</c>.</summary>
public sealed class CountCrossEntropy : CrossEntropyLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public CountCrossEntropy(CrossEntropyOptions options)
        : base(Readout.SumOverTime, options) => Options = options;

    /// <summary>The options.</summary>
    public CrossEntropyOptions Options { get; }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.CountCrossEntropy" path="/summary"/>
    /// <inheritdoc cref="MaxMembraneCrossEntropy" path="/param"/>
    public static Loss CountCrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        new CountCrossEntropy(new(classWeights, labelSmoothing, population));
}
