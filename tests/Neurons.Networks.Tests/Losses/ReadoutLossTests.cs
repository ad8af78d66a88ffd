using System.Numerics;
using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

/// <summary>The losses here in float64, against their definitions.</summary>
public class ReadoutLossTests
{
    private static readonly int[] _labels = [3, 0, 2, 1, 1];
    private static readonly double[] _weights = [0.5, 1, 2, 1.5];

    /// <summary>What of potentials is differentiable.</summary>
    private static readonly ReadoutLoss[] _smooth =
    [
        .. from weights in new[] { null, _weights }
           from smoothing in new[] { 0, 0.2 }
           from population in new[] { 1, 3 }
           from loss in Smooth(weights, smoothing, population)
           select loss,
        .. from weights in new[] { null, _weights }
           from population in new[] { 1, 3 }
           from loss in new ReadoutLoss[] { new CountSquaredError(new(0.8, 0.2, weights, population)),
               new MembraneSquaredError(new(1.2, -0.1, weights, population)) }
           select loss,
    ];

    private static readonly ReadoutLoss[] _temporal =
    [
        .. from weights in new[] { null, _weights }
           from inverse in Enum.GetValues<SpikeTimeInverse>()
           select new TemporalCrossEntropy(new(inverse, weights, 0.1)),
        .. from weights in new[] { null, _weights }
           from loss in new[] { new TemporalSquaredError(new(0, -1, 0, weights)), new TemporalSquaredError(new(2, 5, 2.5, weights)) }
           select loss,
    ];

    private static readonly Tensor<double> _spikes =
        Tensor.Create(Array.ConvertAll(Samples.Flat(Numbers.Random(2, 7, 5, 4)), u => u > 0.6 ? 1.0 : 0.0), [7, 5, 4]);

    [Fact]
    public void Every_loss_is_that_of_the_definition_written_out()
    {
        foreach (var loss in _smooth.Concat(_temporal))
        {
            var x = Output(loss);
            Close(1e-13, [NaiveLoss.Value(loss, Naive(x), _labels)], [Evaluate(loss, x).Value]);
        }
    }

    [Fact]
    public void The_gradients_of_what_is_smooth_are_those_of_finite_differences()
    {
        foreach (var loss in _smooth)
        {
            var x = Output(loss);
            Close(2e-8, Differences(x => Evaluate(loss, x).Value, x), Samples.Flat(Evaluate(loss, x).Gradient));
        }
    }

    /// <summary>With times that need not be whole, the loss is smooth in them: the criterion on one step of values that are these times.</summary>
    [Fact]
    public void The_gradient_of_a_loss_on_spike_times_is_minus_that_by_the_time_at_the_first_spike_or_in_the_last_step()
    {
        var flat = Samples.Flat(_spikes);
        int[] first = [.. Enumerable.Range(0, 20).Select(i => Enumerable.Range(0, 7).Where(t => flat[(t * 20) + i] != 0).DefaultIfEmpty(6).First())];
        foreach (var loss in _temporal)
        {
            var byTime = Differences(times => OfTimes(loss, times), Tensor.Create(Array.ConvertAll(first, t => (double)t), [5, 4]));
            double[] expected = [.. Enumerable.Range(0, 140).Select(n => n / 20 == first[n % 20] ? -byTime[n % 20] : 0)];
            Close(1e-8, expected, Samples.Flat(Evaluate(loss, _spikes).Gradient));
        }

        static double OfTimes(Loss loss, Tensor<double> times)
        {
            var flat = Samples.Flat(times);
            switch (loss)
            {
                case TemporalCrossEntropy { Options: var o }:
                    var read = Array.ConvertAll(flat, t => o.Inverse == SpikeTimeInverse.Negated ? -t : 1 / (t + 1));
                    return Evaluate(new CrossEntropy(new(o.ClassWeights, o.LabelSmoothing)), Tensor.Create(read, [1, 5, 4])).Value;
                case TemporalSquaredError { Options: var o }:
                    return NaiveLoss.SquaredError(
                        o.ClassWeights, [.. flat.Chunk(4)], _labels, (time, isCorrect) => NaiveLoss.TimeCost(o, 7, time, isCorrect));
                default:
                    throw new ArgumentException($"{loss} is not of times");
            }
        }
    }

    [Fact]
    public void In_float32_losses_and_gradients_are_those_of_float64_rounded()
    {
        foreach (var loss in _smooth)
        {
            var x = Singles(Output(loss));
            var wide = Evaluate(loss, Tensor.Create(Array.ConvertAll(Samples.Flat(x), value => (double)value), x.Lengths));
            var narrow = Evaluate(loss, x);
            Assert.Equal(wide.Value, narrow.Value);
            Assert.Equal(Array.ConvertAll(Samples.Flat(wide.Gradient), value => (float)value), Samples.Flat(narrow.Gradient));
        }
    }

    [Fact]
    public void An_output_without_time_is_that_of_one_step()
    {
        var still = Numbers.Random(3, 5, 4);
        var silent = Tensor.Create(Array.ConvertAll(Samples.Flat(still), v => v > 0 ? 1.0 : 0.0), [5, 4]);
        foreach (var loss in _smooth.Concat(_temporal).Where(loss => loss.Population == 1))
        {
            var once = _temporal.Contains(loss) ? silent : still;
            var short_ = Evaluate(loss, once);
            var long_ = Evaluate(loss, Tensor.Create(Samples.Flat(once), [1, 5, 4]));
            Assert.Equal(long_.Value, short_.Value);
            Assert.Equal(Samples.Flat(long_.Gradient), Samples.Flat(short_.Gradient));
            Assert.Equal(loss.Classes(Singles(Tensor.Create(Samples.Flat(once), [1, 5, 4]))), loss.Classes(Singles(once)));
        }
    }

    [Fact]
    public void Memory_that_is_given_takes_the_gradient_and_nothing_is_allocated_for_a_long_sequence()
    {
        var loss = Loss.RateCrossEntropy();
        var (x, into) = (Singles(Numbers.Random(1, 50, 64, 10)), Singles(Numbers.Random(2, 50, 64, 10)));
        int[] labels = [.. Enumerable.Range(0, 64).Select(i => i % 10)];
        var expected = loss.Evaluate(x, labels);
        Assert.Equal(expected.Value, loss.Evaluate(x, labels, into));
        Assert.Equal(Samples.Flat(expected.Gradient), Samples.Flat(into));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) loss.Evaluate(x, labels, into);
        var perCall = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
        Assert.True(perCall < 1024, $"{perCall} bytes a call");
    }

    [Fact]
    public void What_is_not_allowed_is_an_error_that_says_so()
    {
        static string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
        static Action Of(Loss loss, params ReadOnlySpan<nint> shape)
        {
            var x = Singles(Numbers.Random(1, shape));
            return () => loss.Evaluate(x, _labels);
        }

        Assert.Contains("the batch is empty", Message(Of(Loss.MaxMembraneCrossEntropy(), 3, 0, 4)));
        Assert.Contains("the population is 3, for 4 outputs", Message(Of(Loss.MaxMembraneCrossEntropy(population: 3), 7, 5, 4)));
        Assert.Contains("1 class weights for 4 classes", Message(Of(Loss.MaxMembraneCrossEntropy([1]), 7, 5, 4)));
        Assert.Contains("LabelSmoothing is 1; it must be in [0, 1)", Message(() => Loss.MaxMembraneCrossEntropy(labelSmoothing: 1)));
        Assert.Contains("weight of class 1 is -2", Message(() => Loss.MaxMembraneCrossEntropy([1, -2])));
        Assert.Contains("all class weights are 0", Message(() => Loss.MaxMembraneCrossEntropy([0])));
        Assert.Contains("Population is 0", Message(() => Loss.MaxMembraneCrossEntropy(population: 0)));
        Assert.Contains("correct is 1.5; it must be in [0, 1]", Message(() => Loss.CountSquaredError(1.5)));
        Assert.Contains("incorrect is NaN; it must be finite", Message(() => Loss.MembraneSquaredError(1, double.NaN)));
        Assert.Contains("tolerance is -1", Message(() => Loss.TemporalSquaredError(0, 1, -1)));
        Assert.Contains("The buffer gradient has the shape [1]", Message(() =>
            Loss.CrossEntropy().Evaluate(Singles(Numbers.Random(1, 5, 4)), _labels, Tensor.CreateFromShape<float>([1]))));
    }

    private static IEnumerable<ReadoutLoss> Smooth(double[]? weights, double smoothing, int population)
    {
        var options = new CrossEntropyOptions(weights, smoothing, population);
        return
        [
            new MaxMembraneCrossEntropy(options), new MeanMembraneCrossEntropy(options), new CountCrossEntropy(options),
            new RateCrossEntropy(options),
            new StepCrossEntropy(new(OverSteps.Sum, weights, smoothing, population)),
            new StepCrossEntropy(new(OverSteps.Mean, weights, smoothing, population)),
            new CrossEntropy(options),
        ];
    }

    private static Tensor<double> Output(ReadoutLoss loss) => _temporal.Contains(loss) ? _spikes : Numbers.Random(1, 7, 5, 4 * loss.Population);

    private static double[][][] Naive(Tensor<double> x) => [.. Samples.Flat(x).Chunk((int)x.Lengths[2]).Chunk((int)x.Lengths[1])];

    private static (double Value, Tensor<T> Gradient) Evaluate<T>(ReadoutLoss loss, Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gradient = Tensor.CreateFromShape<T>(x.Lengths);
        return (loss.Evaluate(x, _labels, gradient), gradient);
    }
}
