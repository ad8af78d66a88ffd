using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

/// <summary>Losses of targets over time: their gradients, and what padding and masks leave as it is.</summary>
public sealed class TargetLossTests
{
    private static readonly Dictionary<string, TargetLoss> _losses = new()
    {
        ["mse"] = Loss.MeanSquaredError(),
        ["mse of the mean"] = Loss.MeanSquaredError(Reduction.Mean),
        ["l1 of the sum"] = Loss.MeanAbsoluteError(Reduction.Sum),
        ["huber of the last"] = Loss.Huber(0.3, Reduction.Last),
        ["huber of the largest"] = Loss.Huber(0.3, Reduction.Max),
        ["l1"] = Loss.MeanAbsoluteError(),
        ["huber"] = Loss.Huber(0.4),
        ["van rossum"] = Loss.VanRossum(3),
        ["cross-entropy"] = Loss.MaskedCrossEntropy(),
    };

    public static TheoryData<string> Names => [.. _losses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_is_that_of_finite_differences(string name)
    {
        var (loss, y, targets) = (_losses[name], Samples.Uniform(1, -1, 1, 7, 3, 4), Targets(name, 7));
        var gradient = Samples.Flat(loss.Evaluate(y, targets).Gradient);
        var flat = Samples.Flat(y);
        Assert.Contains(gradient, slope => slope != 0);
        for (var i = 0; i < flat.Length; i++)
        {
            double At(float by)
            {
                var moved = (float[])flat.Clone();
                moved[i] += by;
                return loss.Evaluate(Tensor.Create(moved, y.Lengths), targets).Value;
            }
            Assert.Equal((At(1e-3f) - At(-1e-3f)) / 2e-3, gradient[i], 2e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Padding_and_the_samples_beside_change_no_number(string name)
    {
        var (loss, y, targets) = (_losses[name], Samples.Uniform(1, -1, 1, 7, 3, 4), Targets(name, 7));
        var (value, gradient) = loss.Evaluate(y, targets);
        var sum = 0.0;
        for (var sample = 0; sample < 3; sample++)
        {
            var length = targets.Lengths![sample];
            var alone = Cut(y, sample, length);
            var (own, slopes) = loss.Evaluate(alone, new(Cut(targets.Values, sample, Math.Min(length, (int)targets.Values.Lengths[0]))));
            sum += own / 3;
            var (expected, actual) = (Samples.Flat(slopes), Samples.Flat(Cut(gradient, sample, 7)));
            for (var i = 0; i < actual.Length; i++) Assert.Equal(i < expected.Length ? expected[i] / 3 : 0, actual[i], 1e-7f);
        }
        Assert.Equal(sum, value, 1e-12);
    }

    [Fact]
    public void Losses_are_those_of_their_definitions()
    {
        var y = Tensor.Create<float>([1, 2, 5, -1], [2, 1, 2]);
        var targets = new SequenceTargets(Tensor.Create<float>([0, 2, float.NaN, 1], [2, 1, 2]));
        Assert.Equal((1 + 0 + 4) / 3.0, Loss.MeanSquaredError().Evaluate(y, targets).Value, 1e-12);
        Assert.Equal((1 + 0 + 2) / 3.0, Loss.MeanAbsoluteError().Evaluate(y, targets).Value, 1e-12);
        Assert.Equal((0.5 + 0 + 1.5) / 3, Loss.Huber().Evaluate(y, targets).Value, 1e-12);
        // one spike too many at the first of many steps: Σ e^(−2t/τ) / τ
        var train = Tensor.CreateFromShape<float>([400, 1, 1]);
        train[0, 0, 0] = 1;
        var none = new SequenceTargets(Tensor.CreateFromShape<float>([400, 1, 1]));
        Assert.Equal(1 / (10 * (1 - Math.Exp(-0.2))), Loss.VanRossum(10).Evaluate(train, none).Value, 1e-9);
        var ce = Loss.MaskedCrossEntropy().Evaluate(y, new(Tensor.Create<float>([float.NaN, 0], [2, 1, 1]))).Value;
        Assert.Equal(Math.Log(1 + Math.Exp(-6)), ce, 1e-9);
    }

    [Theory]
    [InlineData(new double[] { }, new double[] { 1, 2 }, 1, 2)]
    [InlineData(new double[] { 1 }, new double[] { 1.5 }, 1, 0.5)]
    [InlineData(new double[] { 1 }, new double[] { 9 }, 1, 2)]
    [InlineData(new double[] { 1, 4 }, new double[] { 1.25, 2, 4.5 }, 1, 1.75)]
    [InlineData(new double[] { 1, 4, 6 }, new double[] { 2 }, 0, 2)]
    public void Victor_and_Purpuras_distance_is_the_least_cost(double[] first, double[] second, double cost, double distance)
    {
        Assert.Equal(distance, SpikeTrains.VictorPurpura(first, second, cost), 1e-12);
        Assert.Equal(distance, SpikeTrains.VictorPurpura(second, first, cost), 1e-12);
        Assert.Equal(0, SpikeTrains.VictorPurpura(first, first, cost));
    }

    [Fact]
    public void Victor_and_Purpuras_distance_is_that_of_all_pairings()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 50; trial++)
        {
            double[] a = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.NextDouble() * 5).Order()];
            double[] b = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.NextDouble() * 5).Order()];
            Assert.Equal(Least(a, b), SpikeTrains.VictorPurpura(a, b, 0.7), 1e-9);
        }
        Assert.Equal([1, 3], SpikeTrains.Times([0, 1, 0, 1]));
        Assert.Throws<ArgumentException>(() => SpikeTrains.VictorPurpura([2, 1], [], 1));

        // every spike of one is removed, or moved to any later one of the other
        static double Least(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            if (a.Length == 0) return b.Length;
            var least = 1 + Least(a[1..], b);
            for (var j = 0; j < b.Length; j++) least = Math.Min(least, j + (0.7 * Math.Abs(a[0] - b[j])) + Least(a[1..], b[(j + 1)..]));
            return least;
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_both_shapes()
    {
        var y = Samples.Uniform(1, -1, 1, 7, 3, 4);
        var error = Assert.Throws<ArgumentException>(() => Loss.MeanSquaredError().Evaluate(y, new(Tensor.CreateFromShape<float>([6, 3, 4]))));
        Assert.Contains("[6, 3, 4]; for an output of [7, 3, 4] they must be [1, 3, 4] or [7, 3, 4]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Loss.VanRossum().Evaluate(y, new(Tensor.CreateFromShape<float>([1, 3, 4]))));
        Assert.Throws<NotSupportedException>(() => Loss.MeanSquaredError().Evaluate(y, [0, 1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Huber(0));
        var noClass = Tensor.Create<float>([0, 4, 1], [1, 3, 1]);
        error = Assert.Throws<ArgumentException>(() => Loss.MaskedCrossEntropy().Evaluate(y, new(noClass)));
        Assert.Contains("must be a class, 0 .. 3", error.Message, StringComparison.Ordinal);
    }

    private static SequenceTargets Targets(string name, int steps)
    {
        var isOne = name.Contains(" of the ", StringComparison.Ordinal);
        var values = name == "cross-entropy"
            ? Tensor.Create([.. Enumerable.Range(0, steps * 3).Select(i => (float)(i * 7 % 4))], [steps, 3, 1])
            : Samples.Uniform(2, -1, 1, isOne ? 1 : steps, 3, 4);
        var flat = values.Lengths[0] > 1 ? values : null;
        if (flat is not null) flat[2, 1, 0] = float.NaN;
        return new(values, [7, 4, 5]);
    }

    private static Tensor<float> Cut(Tensor<float> all, int sample, int steps)
    {
        var width = (int)all.Lengths[2];
        var (flat, batch) = (Samples.Flat(all), (int)all.Lengths[1]);
        float[] cut = [.. Enumerable.Range(0, steps).SelectMany(t => flat.AsSpan(((t * batch) + sample) * width, width).ToArray())];
        return Tensor.Create(cut, [steps, 1, width]);
    }
}
