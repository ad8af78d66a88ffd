namespace Simulations.CSharp;

/// <summary>
/// What spikes mean, by multinomial naive Bayes: an image is of the class under which its spikes are the likeliest, as if each were drawn by itself
/// from the neurons in the proportions of that class.
/// </summary>
public sealed class SpikeReadout
{
    private readonly double[][] _logProportions;

    /// <summary>Learns the proportions of each class.</summary>
    /// <param name="answers">How often each neuron fired at each image.</param>
    /// <param name="labels">The classes of the images.</param>
    /// <param name="classes">How many classes there are.</param>
    public SpikeReadout(int[][] answers, ReadOnlySpan<int> labels, int classes)
    {
        var neurons = answers[0].Length;
        // one spike more for each neuron and class, as one that was not seen is not impossible
        var spikes = Enumerable.Range(0, classes).Select(_ => Enumerable.Repeat(1.0, neurons).ToArray()).ToArray();
        for (var i = 0; i < answers.Length; i++)
        {
            for (var n = 0; n < neurons; n++) spikes[labels[i]][n] += answers[i][n];
        }
        _logProportions = Array.ConvertAll(spikes, LogProportions);
        Silent = Enumerable.Range(0, neurons).Count(n => Array.TrueForAll(answers, counts => counts[n] == 0));
    }

    /// <summary>Neurons that answered no image.</summary>
    public int Silent { get; }

    /// <summary>The class of an image.</summary>
    /// <param name="counts">How often each neuron fired at it.</param>
    public int ClassOf(int[] counts) => Enumerable.Range(0, _logProportions.Length).MaxBy(one =>
    {
        var sum = 0.0;
        for (var n = 0; n < counts.Length; n++) sum += counts[n] * _logProportions[one][n];
        return sum;
    });

    private static double[] LogProportions(double[] spikes)
    {
        var sum = spikes.Sum();
        return Array.ConvertAll(spikes, count => Math.Log(count / sum));
    }
}
