using System.Numerics;
using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class BatchNormTests
{
    private static readonly Tensor<double> _weight = Random(1, 3), _bias = Random(2, 3), _mean = Random(3, 3);

    [Fact]
    public void In_training_each_channel_has_mean_0_and_variance_1_over_time_and_batch_and_the_running_statistics_follow()
    {
        foreach (var (shape, size) in new[] { (new nint[] { 4, 5, 3 }, 1), ([2, 5, 3, 4, 2], 8) })
        {
            var (x, run) = (Random(4, shape), new Run<double>(new BatchNorm(3)));
            var (y, _) = run.Forward(null, null, EachStep(x), true);
            foreach (var (c, normalized) in Channels(size, Samples.Flat(y)).Index())
            {
                var (mean, variance) = Moments(normalized);
                Assert.True(Math.Abs(mean) < 1e-12);
                Assert.True(Math.Abs(variance - 1) < 1e-3);
                var own = Channels(size, Samples.Flat(x))[c];
                (mean, variance) = Moments(own);
                var unbiased = variance * own.Length / (own.Length - 1);
                Close(1e-12, [0.1 * mean, 0.9 + (0.1 * unbiased)], [Samples.Flat(run.Mean)[c], Samples.Flat(run.Variance)[c]]);
            }
        }
    }

    [Fact]
    public void The_threshold_dependent_form_has_a_deviation_of_alpha_times_the_threshold()
    {
        var run = new Run<double>(BatchNorm.ThresholdDependent(3, threshold: 1.6, alpha: 0.5));
        var (y, _) = run.Forward(null, null, EachStep(Random(4, 6, 50, 3, 2, 2)), true);
        foreach (var normalized in Channels(4, Samples.Flat(y))) Assert.Equal(0.8, Math.Sqrt(Moments(normalized).Variance), 1e-3);
    }

    [Fact]
    public void In_evaluation_the_running_statistics_are_used_and_stay()
    {
        var x = Random(4, 2, 2, 3);
        var run = new Run<double>(new BatchNorm(3)) { Mean = _mean, Variance = Variance() };
        var (y, _) = run.Forward(_weight, _bias, EachStep(x), false);
        Assert.Equal(Samples.Flat(Random(3, 3)), Samples.Flat(run.Mean));
        Assert.Equal(Samples.Flat(Variance()), Samples.Flat(run.Variance));
        double At(Tensor<double> tensor, int i) => Samples.Flat(tensor)[i % 3];
        var expected = Samples.Flat(x).Select((v, i) => ((v - At(_mean, i)) / Math.Sqrt(At(Variance(), i) + 1e-5) * At(_weight, i)) + At(_bias, i));
        Close(1e-14, [.. expected], Samples.Flat(y));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gradients_are_those_of_finite_differences(bool isTraining)
    {
        var layer = new BatchNorm(new BatchNormOptions(3, Gain: 0.7));
        foreach (nint[] shape in new[] { new nint[] { 2, 3, 3 }, [2, 2, 3, 2, 3] })
        {
            var (x, dy) = (Random(5, shape), Random(6, shape));
            (Tensor<double> Output, ChannelMoments Moments) Forward(Tensor<double> weight, Tensor<double> bias, Tensor<double> x) =>
                new Run<double>(layer) { Mean = Random(3, 3), Variance = Variance() }.Forward(weight, bias, EachStep(x), isTraining);
            double Loss(Tensor<double> weight, Tensor<double> bias, Tensor<double> x) => TestTensors.Dot(dy, Forward(weight, bias, x).Output);
            var (dx, dw, db) = (Like(x), Like(_weight), Like(_bias));
            layer.Backward(_weight, EachStep(x), Forward(_weight, _bias, x).Moments, dy, dx, dw, db);
            Close(1e-7, Differences(moved => Loss(_weight, _bias, moved), x), Samples.Flat(dx));
            Close(1e-7, Differences(moved => Loss(moved, _bias, x), _weight), Samples.Flat(dw));
            Close(1e-7, Differences(moved => Loss(_weight, moved, x), _bias), Samples.Flat(db));
        }
    }

    [Fact]
    public void Normalisation_of_a_sequence_that_stays_the_same_is_that_of_the_repeated_one()
    {
        var (layer, once) = (new BatchNorm(3), Random(5, 4, 3, 2, 2));
        var repeated = Tensor.Create(Repeated(Samples.Flat(once), 3), [3, 4, 3, 2, 2]);
        var (brief, full) = (new Run<double>(layer), new Run<double>(layer));
        var (y, moments) = brief.Forward(_weight, _bias, Unchanged(3, once), true);
        var (all, allMoments) = full.Forward(_weight, _bias, EachStep(repeated), true);
        Close(1e-12, Samples.Flat(full.Variance), Samples.Flat(brief.Variance));
        Close(1e-12, Samples.Flat(all), Repeated(Samples.Flat(y), 3));

        var dy = Random(6, 3, 4, 3, 2, 2);
        var (dx, dw, allDx, allDw) = (Like(once), Like(_weight), Like(repeated), Like(_weight));
        layer.Backward(_weight, Unchanged(3, once), moments, SumOverTime(dy), dx, dw, null);
        layer.Backward(_weight, EachStep(repeated), allMoments, dy, allDx, allDw, null);
        Close(1e-12, Samples.Flat(SumOverTime(allDx)), Samples.Flat(dx));
        Close(1e-12, Samples.Flat(allDw), Samples.Flat(dw));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var layer = new BatchNorm(3);
        var (x, dy) = (Singles(Random(5, 9, 31, 3, 5, 7)), Singles(Random(6, 9, 31, 3, 5, 7)));
        var (w, b) = (Singles(_weight), Singles(_bias));
        var results = WithThreads<float[]>(() =>
        {
            var (y, moments) = new Run<float>(layer).Forward(w, b, EachStep(x), true);
            var (dx, dw, db) = (Like(x), Like(w), Like(b));
            layer.Backward(w, EachStep(x), moments, dy, dx, dw, db);
            return [.. Samples.Flat(y), .. Samples.Flat(dx), .. Samples.Flat(dw), .. Samples.Flat(db)];
        });
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void Statistics_of_one_number_options_and_shapes_that_are_not_allowed_are_errors()
    {
        static string Message(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;
        static void Train(params nint[] shape) => new Run<double>(new BatchNorm(3)).Forward(null, null, EachStep(Random(1, shape)), true);
        Assert.Contains("at least 2 are needed in training", Message(() => Train(1, 1, 3)));
        Assert.Contains("momentum is 1.5; it must be in [0, 1]", Message(() => new BatchNorm(3, momentum: 1.5)));
        Assert.Contains("must be [T, batch, 3, …]", Message(() => Train(2, 3)));
        Assert.Contains("input has the shape [2, 2, 4]; it must be [T, batch, 3, …]", Message(() => Train(2, 2, 4)));
        var other = new Run<double>(new BatchNorm(3));
        var message = Message(() => other.Forward(Random(1, 4), null, EachStep(Random(1, 2, 2, 3)), true));
        Assert.Contains("weight has the shape [4]; it must be [3]", message);
    }

    private static Tensor<double> Variance() => Tensor.Create([0.5, 1.5, 2.5], [3]);

    /// <summary>Channels of [T, batch, 3, size], each with its numbers.</summary>
    private static double[][] Channels(int size, double[] x) =>
        [.. Enumerable.Range(0, 3).Select(c => x.Chunk(size).Where((_, row) => row % 3 == c).SelectMany(part => part).ToArray())];

    private static (double Mean, double Variance) Moments(double[] x)
    {
        var mean = x.Average();
        return (mean, x.Average(v => (v - mean) * (v - mean)));
    }

    /// <summary>A layer with its running statistics, at first 0 and 1.</summary>
    private sealed class Run<T>(BatchNorm layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Tensor<T> Mean { get; init; } = TestTensors.Filled(T.Zero, 3);

        public Tensor<T> Variance { get; init; } = TestTensors.Filled(T.One, 3);

        public (Tensor<T> Output, ChannelMoments Moments) Forward(Tensor<T>? weight, Tensor<T>? bias, InputSequence<T> x, bool isTraining)
        {
            var y = Like(x.IsEachStep ? x.sequence : x.constant);
            return (y, layer.Forward(weight, bias, Mean, Variance, x, y, isTraining));
        }
    }
}
