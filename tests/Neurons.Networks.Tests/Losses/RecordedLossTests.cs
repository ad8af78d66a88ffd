using System.Numerics;
using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

/// <summary>Losses and metrics against what snnTorch 0.9.4 and PyTorch 2.13 computed.</summary>
public class RecordedLossTests
{
    [Fact]
    public void Every_recorded_loss_has_its_value_and_its_gradient_in_both_precisions()
    {
        Recorded[] cases = [.. Recorded.Group("loss.").Where(one => one.Name != "loss.l1_rate_sparsity")];
        Assert.Equal(17, cases.Length);
        foreach (var one in cases)
        {
            var (loss, x) = (Of(one), one.Tensor("inputs", Output(one)));
            Compare(one, loss, x, one.Tolerance);
            Compare(one, loss, Singles(x), 2e-4);
        }
    }

    [Fact]
    public void The_cost_of_spikes_and_its_gradient_are_those_that_were_recorded()
    {
        var one = Recorded.Case("loss.l1_rate_sparsity");
        var gradient = Tensor.CreateFromShape<double>([12, 5, 4]);
        var value = Sparsity.Rate(one.Tensor("inputs", "spikes"), one.Option("lambda_", 0), gradient);
        Close(1e-12, one.Values("outputs", "output"), [value]);
        Close(1e-12, one.Values("gradients", "spikes"), Array.ConvertAll(Samples.Flat(gradient), g => g * one.Values("upstream", "output")[0]));
    }

    [Fact]
    public void Accuracies_are_those_that_were_recorded()
    {
        foreach (var (name, metric) in new[] { ("metric.accuracy_rate", Metric.RateAccuracy()),
            ("metric.accuracy_temporal", Metric.TemporalAccuracy()) })
        {
            var one = Recorded.Case(name);
            Assert.Equal(one.Values("outputs", "output").Single(), metric.Evaluate(one.Tensor("inputs", "spikes"), one.Labels));
        }
    }

    private static void Compare<T>(Recorded one, ReadoutLoss loss, Tensor<T> x, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gradient = Tensor.CreateFromShape<T>(x.Lengths);
        var value = loss.Evaluate(x, one.Labels, gradient);
        Agree(one.Name, tolerance, one.Values("outputs", "output"), [value]);
        if (!one.Has("gradients")) return;
        var upstream = one.Values("upstream", "output")[0];
        Agree(one.Name, tolerance, one.Values("gradients", Output(one)),
            Array.ConvertAll(Samples.Flat(gradient), g => upstream * double.CreateChecked(g)));
    }

    private static void Agree(string name, double tolerance, double[] expected, double[] actual)
    {
        var scale = expected.Max(Math.Abs);
        var worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
        Assert.True(expected.Length == actual.Length && worst <= tolerance * scale, $"{name}: {worst} off, of {scale}");
    }

    private static string Output(Recorded one) => new[] { "spikes", "membrane", "logits" }.First(one.HasInput);

    private static ReadoutLoss Of(Recorded one)
    {
        var classes = one.Option("population_classes", 0);
        var population = classes == 0 ? 1 : (int)one.Tensor("inputs", Output(one)).Lengths[2] / (int)classes;
        var (weights, smoothing) = (one.Numbers("class_weight"), one.Option("label_smoothing", 0));
        var options = new CrossEntropyOptions(weights, smoothing, population);
        return one.Name switch
        {
            "loss.ce_rate" => new RateCrossEntropy(options),
            "loss.ce_count" => new CountCrossEntropy(options),
            "loss.ce_max_membrane" => new MaxMembraneCrossEntropy(options),
            "loss.cross_entropy" => new CrossEntropy(options),
            "loss.ce_temporal" => new TemporalCrossEntropy(
                new(one.Text("inverse") == "negate" ? SpikeTimeInverse.Negated : SpikeTimeInverse.Reciprocal, weights, smoothing)),
            "loss.mse_count" => new CountSquaredError(new(one.Option("correct_rate", 1), one.Option("incorrect_rate", 0), null, population)),
            "loss.mse_membrane" => new MembraneSquaredError(new(one.Option("on_target", 1), Raised(1, 0), null, population)),
            "loss.mse_temporal" => new TemporalSquaredError(new(one.Option("on_target", 0), Raised(0, -1), one.Option("tolerance", 0))),
            var other => throw new ArgumentException($"{other} is not known"),
        };

        // snnTorch's targets are one-hot · on_target, raised to off_target where that is the smaller: then one below 0, such as
        // mse_temporal's −1, comes to 0. Here −1 is the last step, as snnTorch's documentation has it.
        double Raised(double on, double off)
        {
            (on, off) = (one.Option("on_target", on), one.Option("off_target", off));
            return on > off ? Math.Max(0, off) : off;
        }
    }
}
