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
        var data = new DataSplit(training.Take([.. Enumerable.Range(0, 500)]), test);
        var settings = new DigitSettings(Neurons: 100, ThetaPlus: 0.1);
        var learned = UnsupervisedDigits.Run(data, settings);
        var unlearned = UnsupervisedDigits.Run(data, settings with { Growth = 0 });
        Assert.InRange(learned.Accuracy, 0.72, 1);
        // random weights, too, make neurons of different tastes
        Assert.InRange(unlearned.Accuracy, 0.2, learned.Accuracy - 0.1);
        Assert.InRange(learned.Silent, 0, 10);
    }
}
