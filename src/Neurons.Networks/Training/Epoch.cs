namespace Neurons.Networks;

/// <summary>One pass over the training data.</summary>
/// <param name="Number">Counted from 1, over all the training, resumed or not.</param>
/// <param name="Loss">The mean loss of the samples, each at the time of its batch.</param>
/// <param name="Accuracy">The share of the samples that were classified correctly then, 0 to 1; NaN where there are no classes.</param>
/// <param name="Test">The result on the test data after the epoch; null without test data.</param>
/// <param name="Duration">The time that the epoch took, without the test.</param>
/// <param name="SamplesPerSecond">Training samples for each second of it.</param>
/// <param name="LearningRate">The step size of its updates.</param>
/// <param name="IsBest">Whether no epoch before was as good: by the test accuracy, without test data or classes by the loss.</param>
public sealed record Epoch(
    int Number, double Loss, double Accuracy, Evaluation? Test, TimeSpan Duration, double SamplesPerSecond, double LearningRate, bool IsBest);

/// <summary>How a network does on data that it is not trained on.</summary>
/// <param name="Loss">The mean loss of the samples.</param>
/// <param name="Accuracy">The share of the samples that are classified correctly, 0 to 1; NaN where there are no classes.</param>
/// <param name="Confusion">[class, answer]: how many samples of a class were given an answer; empty where samples have no class.</param>
public sealed record Evaluation(double Loss, double Accuracy, int[,] Confusion)
{
    /// <summary>The answer to each sample, in the order of the data; empty where nobody has said.</summary>
    public IReadOnlyList<int> Answers { get; init; } = [];

    /// <summary>What the network has done, layer by layer; null where nobody has asked.</summary>
    public OperationCounts? Operations { get; init; }
}

/// <summary>Where an epoch stands after a batch.</summary>
/// <param name="Epoch">The number of the epoch, from 1.</param>
/// <param name="Samples">The samples of the epoch that have been used.</param>
/// <param name="SamplesInAll">All samples of the epoch.</param>
/// <param name="Loss">The mean loss of the epoch so far.</param>
/// <param name="Accuracy">The accuracy of the epoch so far.</param>
/// <param name="SamplesPerSecond">The rate of the epoch so far.</param>
public readonly record struct BatchProgress(
    int Epoch, int Samples, int SamplesInAll, double Loss, double Accuracy, double SamplesPerSecond);
