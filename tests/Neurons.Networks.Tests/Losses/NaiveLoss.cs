using Row = double[][];

namespace Neurons.Networks.Tests;

/// <summary>The losses written out with lists, one number at a time, in float64.</summary>
internal static class NaiveLoss
{
    /// <summary>The loss of an output [t][sample][output].</summary>
    public static double Value(Loss loss, double[][][] output, int[] labels) => loss switch
    {
        MaxMembraneCrossEntropy { Options: var o } => CrossEntropy(o, false, Over(Enumerable.Max, output, o.Population), labels),
        MeanMembraneCrossEntropy { Options: var o } => CrossEntropy(o, false, Over(Enumerable.Average, output, o.Population), labels),
        CountCrossEntropy { Options: var o } => CrossEntropy(o, false, Over(Enumerable.Sum, output, o.Population), labels),
        RateCrossEntropy { Options: var o } => Steps(output, o.Population).Average(row => CrossEntropy(o, false, row, labels)),
        StepCrossEntropy { Options: { Steps: OverSteps.Mean } o } =>
            Steps(output, o.Population).Average(row => CrossEntropy(Of(o), false, row, labels)),
        StepCrossEntropy { Options: var o } => Steps(output, o.Population).Sum(row => CrossEntropy(Of(o), false, row, labels)),
        Networks.CrossEntropy { Options: var o } => CrossEntropy(o, true, Over(Enumerable.Average, output, o.Population), labels),
        TemporalCrossEntropy { Options: { Inverse: SpikeTimeInverse.Negated } o } =>
            CrossEntropy(new(o.ClassWeights, o.LabelSmoothing), true, Over(x => -FirstSpike(x), output, 1), labels),
        TemporalCrossEntropy { Options: var o } =>
            CrossEntropy(new(o.ClassWeights, o.LabelSmoothing), true, Over(x => 1 / (FirstSpike(x) + 1), output, 1), labels),
        CountSquaredError { Options: var o } => SquaredError(
            o.ClassWeights, Over(Enumerable.Sum, output, o.Population), labels,
            (count, isCorrect) =>
                Math.Pow(count - Math.Floor((isCorrect ? o.Correct : o.Incorrect) * output.Length * o.Population), 2) / output.Length),
        MembraneSquaredError { Options: var o } => Steps(output, o.Population).Average(row => SquaredError(
            o.ClassWeights, row, labels, (potential, isCorrect) => Math.Pow(potential - (isCorrect ? o.Correct : o.Incorrect), 2))),
        TemporalSquaredError { Options: var o } => SquaredError(
            o.ClassWeights, Over(FirstSpike, output, 1), labels, (time, isCorrect) => TimeCost(o, output.Length, time, isCorrect)),
        _ => throw new ArgumentException($"{loss} has no naive twin"),
    };

    /// <summary>What a time of a first spike costs, before weights.</summary>
    public static double TimeCost(TemporalSquaredErrorOptions o, int steps, double time, bool isCorrect)
    {
        var target = isCorrect ? o.Correct : o.Incorrect;
        var error = time - (target < 0 ? target + steps : target);
        return Math.Abs(error) < o.Tolerance ? 0 : Math.Pow(error / steps, 2);
    }

    /// <summary>The mean over samples and classes of the costs of the values, times the weights of the samples.</summary>
    public static double SquaredError(IReadOnlyList<double>? weights, Row values, int[] labels, Func<double, bool, double> cost) =>
        values.SelectMany((row, sample) => row.Select((value, c) => Weight(weights, labels[sample]) * cost(value, c == labels[sample]))).Average();

    private static CrossEntropyOptions Of(StepCrossEntropyOptions o) => new(o.ClassWeights, o.LabelSmoothing, o.Population);

    private static double CrossEntropy(CrossEntropyOptions o, bool overWeights, Row values, int[] labels)
    {
        var costs = values.Select((row, sample) =>
        {
            var total = row.Sum(Math.Exp);
            double Cost(int c) => Weight(o.ClassWeights, c) * -Math.Log(Math.Exp(row[c]) / total);
            return ((1 - o.LabelSmoothing) * Cost(labels[sample])) + (o.LabelSmoothing * Enumerable.Range(0, row.Length).Average(Cost));
        });
        return costs.Sum() / (overWeights ? labels.Sum(label => Weight(o.ClassWeights, label)) : labels.Length);
    }

    private static double Weight(IReadOnlyList<double>? weights, int c) => weights is null ? 1 : weights[c];

    private static double FirstSpike(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return Array.FindIndex(all, value => value != 0) is >= 0 and var t ? t : all.Length - 1;
    }

    /// <summary>[t][sample][class]: the outputs of a class summed.</summary>
    private static Row[] Steps(double[][][] output, int population) =>
        [.. output.Select(row => row.Select(outputs => outputs.Chunk(population).Select(Enumerable.Sum).ToArray()).ToArray())];

    /// <summary>[sample][class]: what is read of each over time.</summary>
    private static Row Over(Func<IEnumerable<double>, double> read, double[][][] output, int population)
    {
        var steps = Steps(output, population);
        return [.. steps[0].Select((row, sample) => row.Select((_, c) => read(steps.Select(step => step[sample][c]))).ToArray())];
    }
}
