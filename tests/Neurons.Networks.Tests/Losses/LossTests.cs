using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class LossTests
{
    private static readonly int[] Labels = [2, 0, 1, 1];

    [Fact]
    public void Every_loss_has_a_name_of_its_own() =>
        Assert.Equal(10, All().Select(one => one.Loss.Name).Distinct().Intersect(Loss.Kinds.Names).Count());

    [Fact]
    public void A_resumed_training_has_the_same_loss()
    {
        var file = Samples.TemporaryFile("checkpoint.safetensors");
        foreach (var (loss, population) in All())
        {
            new Trainer(new Sequential(1, new Linear(2, 3 * population)), loss, new Sgd()).Save(file);
            var resumed = Trainer.Resume(file).Loss;
            var output = Samples.Uniform(1, -1, 1, 7, 4, 3 * population);
            Assert.Equal(loss.Evaluate(output, Labels).Value, resumed.Evaluate(output, Labels).Value);
            Assert.Equal(Samples.Flat(loss.Evaluate(output, Labels).Gradient), Samples.Flat(resumed.Evaluate(output, Labels).Gradient));
            Assert.Equal(loss.Classes(output), resumed.Classes(output));
            Assert.Equal(loss.Name, resumed.ToString());
        }
    }

    [Fact]
    public void The_sum_over_the_steps_is_their_number_times_the_mean()
    {
        var output = Samples.Uniform(1, -1, 1, 7, 4, 3);
        var (sum, gradient) = Loss.StepCrossEntropy(OverSteps.Sum).Evaluate(output, Labels);
        var (mean, _) = Loss.StepCrossEntropy(OverSteps.Mean).Evaluate(output, Labels);
        Assert.Equal(7 * mean, sum, 1e-12);
        Assert.Equal(mean, Loss.RateCrossEntropy().Evaluate(output, Labels).Value);

        // of each step alone
        var flat = Samples.Flat(output);
        var steps = Enumerable.Range(0, 7)
            .Select(t => Loss.CrossEntropy().Evaluate(Tensor.Create(flat[(12 * t)..(12 * (t + 1))], [4, 3]), Labels)).ToArray();
        Assert.Equal(steps.Sum(step => step.Value), sum, 1e-12);
        Assert.Equal(steps.SelectMany(step => Samples.Flat(step.Gradient)), Samples.Flat(gradient));
    }

    [Fact]
    public void Class_weights_scale_the_losses_of_their_samples()
    {
        var output = Samples.Uniform(1, -1, 1, 7, 1, 3);
        double Value(Loss loss) => loss.Evaluate(output, [2]).Value;
        double[] weights = [1, 1, 5];
        Assert.Equal(5 * Value(Loss.CountCrossEntropy()), Value(Loss.CountCrossEntropy(weights)), 1e-12);
        Assert.Equal(5 * Value(Loss.CountSquaredError()), Value(Loss.CountSquaredError(classWeights: weights)), 1e-12);
        // divided by the sum of the weights
        Assert.Equal(Value(Loss.CrossEntropy()), Value(Loss.CrossEntropy(weights)), 1e-12);
    }

    [Fact]
    public void Metrics_read_spikes_as_counts_or_times()
    {
        // class 0 fires most, class 1 first
        var spikes = Tensor.Create(new float[] { 0, 1, 1, 0, 1, 0 }, [3, 1, 2]);
        Assert.Equal([0], Metric.RateAccuracy().Classes(spikes));
        Assert.Equal([1], Metric.TemporalAccuracy().Classes(spikes));
        Assert.Equal(1, Metric.RateAccuracy().Evaluate(spikes, [0]));
        Assert.Equal(0, Metric.TemporalAccuracy().Evaluate(spikes, [0]));
        Assert.Equal([0], Metric.RateAccuracy(population: 2).Classes(spikes));
        Assert.Equal([0], Metric.MaxMembraneAccuracy().Classes(spikes));
        Assert.Equal([0], Metric.MeanMembraneAccuracy().Classes(spikes));
    }

    [Fact]
    public void Accuracy_reads_counts_populations_and_times()
    {
        // sample 0: output 1 fires most, output 2 first; sample 1: only output 3 fires
        var spikes = Tensor.CreateFromShape<float>([3, 2, 4]);
        foreach (var (t, sample, output) in new[] { (0, 0, 2), (1, 0, 0), (1, 0, 1), (1, 1, 3), (2, 0, 1) }) spikes[t, sample, output] = 1;
        Assert.Equal(1, Metric.RateAccuracy().Evaluate(spikes, [1, 3]));
        Assert.Equal(0.5, Metric.RateAccuracy().Evaluate(spikes, [2, 3]));
        Assert.Equal(1, Metric.RateAccuracy(population: 2).Evaluate(spikes, [0, 1]));
        Assert.Equal(1, Metric.TemporalAccuracy().Evaluate(spikes, [2, 3]));
    }

    [Fact]
    public void By_the_first_spike_a_class_that_fires_in_the_last_step_comes_before_those_that_never_fire()
    {
        // three samples: class 2 fires in the last step; nothing fires; classes 1 and 2 fire in the last step
        var spikes = Tensor.CreateFromShape<float>([4, 3, 3]);
        foreach (var (sample, c) in new[] { (0, 2), (2, 1), (2, 2) }) spikes[3, sample, c] = 1;

        Assert.Equal([2, 0, 1], Metric.TemporalAccuracy().Classes(spikes));
        Assert.Equal(1, Metric.TemporalAccuracy().Evaluate(spikes, [2, 0, 1]));
        Assert.Equal([2, 0, 1], Loss.TemporalCrossEntropy(SpikeTimeInverse.Reciprocal).Classes(spikes));
        Assert.Equal([2, 0, 1], Loss.TemporalSquaredError().Classes(spikes));
        // the losses take silence for a spike in the last step
        Assert.Equal(Math.Log(3), Loss.TemporalCrossEntropy().Evaluate(spikes, [0, 0, 0]).Value, 1e-12);
    }

    [Fact]
    public void The_cost_of_spikes_is_added_to_a_gradient()
    {
        var gradient = Tensor.Create(new float[] { 1, 2, 3 }, [3]);
        Assert.Equal(1.0, Sparsity.Rate(Tensor.Create(new float[] { 1, 0, 1 }, [3]), 0.5, gradient));
        Assert.Equal([1.5f, 2.5f, 3.5f], Samples.Flat(gradient));
    }

    [Fact]
    public void What_is_not_allowed_is_an_error_that_says_so()
    {
        static string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.Contains("LabelSmoothing is 2; it must be in [0, 1)", Message(() => Loss.RateCrossEntropy(labelSmoothing: 2)));
        Assert.Contains("Population is 0", Message(() => Loss.CountSquaredError(population: 0)));
        Assert.Contains(
            "tolerance is Infinity; it must be ≥ 0 and finite", Message(() => Loss.TemporalSquaredError(tolerance: double.PositiveInfinity)));
        Assert.Contains("population is 0", Message(() => Metric.RateAccuracy(0)));
        Assert.Contains("the batch is empty", Message(() => Loss.CrossEntropy().Evaluate(Tensor.CreateFromShape<float>([3, 0, 4]), [])));
        Assert.Contains("[3]", Message(() => Loss.CrossEntropy().Evaluate(Tensor.CreateFromShape<float>([3]), [])));
    }

    [Fact]
    public void What_is_null_is_an_error_that_names_it()
    {
        static void Refused(string name, Action action) => Assert.Equal(name, Assert.Throws<ArgumentNullException>(action).ParamName);
        var x = Samples.Uniform(1, 0, 1, 2, 3);
        foreach (var loss in new[] { Loss.CrossEntropy(), Loss.StepCrossEntropy(), Loss.TemporalSquaredError() })
        {
            Refused("output", () => loss.Evaluate(null!, [0, 1]));
            Refused("labels", () => loss.Evaluate(x, null!));
            Refused("gradient", () => loss.Evaluate(x, [0, 1], null!));
            Refused("output", () => loss.Classes(null!));
        }
        Refused("output", () => Metric.RateAccuracy().Evaluate(null!, [0, 1]));
        Refused("labels", () => Metric.RateAccuracy().Evaluate(x, null!));
        Refused("spikes", () => Sparsity.Rate<float>(null!));
        Refused("gradients", () => GradientClipping.ByNorm(1).Apply(null!));
        Refused("gradients", () => NormClipping.Clip<float>(1, [x, null!]));
        Refused("gradients", () => new GradientAccumulator().Add(null!));
        Refused("evaluate", () => Loss.From("none", null!));
        Refused("evaluate", () => Metric.From("none", null!));
    }

    private static (Loss Loss, int Population)[] All()
    {
        double[] weights = [1, 2, 0.5];
        return
        [
            (Loss.MaxMembraneCrossEntropy(), 1), (Loss.MaxMembraneCrossEntropy(weights, 0.1, 2), 2),
            (Loss.MeanMembraneCrossEntropy(weights), 1), (Loss.RateCrossEntropy(labelSmoothing: 0.2), 1), (Loss.CountCrossEntropy(population: 4), 4),
            (Loss.StepCrossEntropy(), 1), (Loss.StepCrossEntropy(OverSteps.Mean, weights), 1),
            (Loss.TemporalCrossEntropy(), 1), (Loss.TemporalCrossEntropy(SpikeTimeInverse.Reciprocal, weights, 0.1), 1),
            (Loss.CrossEntropy(weights, 0.1), 1),
            (Loss.CountSquaredError(0.8, 0.2, weights, 2), 2), (Loss.MembraneSquaredError(1.2, -0.1), 1), (Loss.TemporalSquaredError(1, -2, 2), 1),
        ];
    }
}
