using Neurons.Networks;
using Simulations.CSharp;

namespace Neurons.Simulation.Tests;

/// <summary>The example of Diehl and Cook's digits, on a part of them.</summary>
public sealed class DigitsTests
{
    [Fact]
    public void Digits_are_learned_without_labels()
    {
        var (training, test) = Digits.Load().Split(0.8, 1);
        var data = new DataSplit(training.Take([.. Enumerable.Range(0, 1000)]), test);
        var settings = new DigitSettings(Neurons: 100, ThetaPlus: 0.1);
        var learned = UnsupervisedDigits.Run(data, settings);
        var unlearned = UnsupervisedDigits.Run(data, settings with { Growth = 0 });
        Assert.InRange(learned.Accuracy, 0.8, 1);
        // random weights, too, make neurons of different tastes
        Assert.InRange(unlearned.Accuracy, 0.2, learned.Accuracy - 0.1);
        Assert.InRange(learned.Silent, 0, 10);
    }

    [Fact]
    public void Spikes_are_of_the_class_under_which_they_are_the_likeliest()
    {
        var random = new RandomStream(1, 1);
        int[] Counts() => [.. Enumerable.Range(0, 5).Select(n => n == 4 ? 0 : random.NextInt(4))];
        var (answers, labels) = (Enumerable.Range(0, 30).Select(_ => Counts()).ToArray(), Enumerable.Range(0, 30).Select(i => i % 3).ToArray());
        var readout = new SpikeReadout(answers, labels, classes: 3);
        Assert.Equal(1, readout.Silent);
        double Seen(int one, Func<int, bool> isOf) => answers.Where((_, i) => labels[i] == one).Sum(counts => counts.Where((_, n) => isOf(n)).Sum());
        for (var trial = 0; trial < 100; trial++)
        {
            var counts = Counts();
            double Likelihood(int one) => counts.Select((count, n) => Math.Pow((Seen(one, m => m == n) + 1) / (Seen(one, _ => true) + 5), count))
                .Aggregate(1.0, (product, factor) => product * factor);
            Assert.Equal(Enumerable.Range(0, 3).MaxBy(Likelihood), readout.ClassOf(counts));
        }
    }
}
