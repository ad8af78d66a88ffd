using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

/// <summary>CTC: its value is that of all ways to read the labels, one by one.</summary>
public sealed class CtcLossTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_loss_is_that_of_an_enumeration_of_all_paths(int blank)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var (steps, batch, classes) = (random.Next(1, 6), random.Next(1, 4), random.Next(blank + 1, 4) + 1);
            var y = Samples.Uniform((ulong)seed, -3, 3, steps, batch, classes);
            var (lengths, labels) = (new int[batch], new int[batch][]);
            for (var sample = 0; sample < batch; sample++)
            {
                lengths[sample] = random.Next(1, steps + 1);
                labels[sample] = Labels(random, lengths[sample], classes, blank);
            }
            var loss = Loss.Ctc(blank).Evaluate(y, Targets(labels, steps, lengths)).Value;
            var expected = Enumerable.Range(0, batch).Average(sample =>
                -Math.Log(Naive(y, sample, lengths[sample], labels[sample], blank)) / Math.Max(1, labels[sample].Length));
            Assert.True(Math.Abs(expected - loss) < 1e-9 * Math.Max(1, expected), $"seed {seed}: {expected} {loss}");
        }
    }

    [Fact]
    public void The_gradient_is_that_of_finite_differences_and_0_behind_the_end()
    {
        var y = Samples.Uniform(1, -2, 2, 6, 3, 4);
        int[] lengths = [6, 4, 5];
        var targets = Targets([[1, 1, 3], [2], []], 6, lengths);
        var gradient = Samples.Flat(Loss.Ctc().Evaluate(y, targets).Gradient);
        var flat = Samples.Flat(y);
        for (var i = 0; i < flat.Length; i++)
        {
            double At(float by)
            {
                var moved = (float[])flat.Clone();
                moved[i] += by;
                return Loss.Ctc().Evaluate(Tensor.Create(moved, y.Lengths), targets).Value;
            }
            Assert.Equal((At(1e-3f) - At(-1e-3f)) / 2e-3, gradient[i], 2e-4);
            if (i / 12 >= lengths[i / 4 % 3]) Assert.Equal(0, gradient[i]);
        }
    }

    [Fact]
    public void Long_sequences_of_unlikely_labels_stay_finite()
    {
        var y = Samples.Uniform(1, -40, 40, 500, 1, 8);
        var (value, gradient) = Loss.Ctc().Evaluate(y, Targets([[.. Enumerable.Range(0, 240).Select(i => 1 + (i % 7))]], 500, [500]));
        Assert.InRange(value, 1, 1e4);
        Assert.All(Samples.Flat(gradient), slope => Assert.True(float.IsFinite(slope)));
    }

    [Fact]
    public void The_step_at_which_a_label_stands_and_padding_change_nothing()
    {
        var y = Samples.Uniform(1, -2, 2, 6, 1, 4);
        var longer = Tensor.Create([.. Samples.Flat(y), .. Samples.Flat(Samples.Uniform(2, -2, 2, 3, 1, 4))], [9, 1, 4]);
        var nan = float.NaN;
        var early = Loss.Ctc().Evaluate(y, new(Tensor.Create([2, 1, nan, nan, nan, nan], [6, 1, 1]))).Value;
        Assert.Equal(early, Loss.Ctc().Evaluate(y, new(Tensor.Create([nan, nan, 2, nan, nan, 1], [6, 1, 1]))).Value);
        Assert.Equal(early, Loss.Ctc().Evaluate(longer, new(Tensor.Create([2, 1, nan, nan, nan, nan, nan, nan, nan], [9, 1, 1]), [6])).Value);
    }

    [Fact]
    public void Greedy_decoding_leaves_out_repetitions_then_blanks_and_errors_are_counted()
    {
        // likeliest: 0 1 1 0 1 2 | 3 3 0 0 1 1, of which the second has 3 steps
        int[] best = [0, 3, 1, 3, 1, 0, 0, 0, 1, 1, 2, 1];
        var y = Tensor.CreateFromShape<float>([6, 2, 4]);
        for (var i = 0; i < best.Length; i++) y[i / 2, i % 2, best[i]] = 1;
        var loss = Loss.Ctc();
        var decoded = loss.Decode(y, [6, 3]);
        Assert.Equal([1, 1, 2], decoded[0]);
        Assert.Equal([3], decoded[1]);
        Assert.Equal([3, 1], loss.Decode(y)[1]);
        var targets = Targets([[1, 1, 2], [3, 2]], 6, [6, 3]);
        Assert.Equal(1, loss.Correct(y, targets));
        // one label is missing of five
        Assert.Equal(0.2, loss.LabelErrorRate(y, targets), 1e-12);
    }

    [Fact]
    public async Task A_network_learns_an_order_of_labels_without_being_told_when()
    {
        // bursts of two kinds of inputs at random steps: which kinds, in which order?
        var random = new Random(1);
        var (inputs, targets) = (new List<Tensor<float>>(), new List<Tensor<float>>());
        for (var i = 0; i < 120; i++)
        {
            var steps = 14 + (i % 5);
            var (x, labels) = (Tensor.CreateFromShape<float>([steps, 2]), Tensor.CreateFromShape<float>([steps, 1]));
            for (var t = 0; t < steps; t++) labels[t, 0] = float.NaN;
            for (var burst = 0; burst < 2; burst++)
            {
                var (kind, at) = (random.Next(2), (burst * 7) + random.Next(4));
                for (var t = at; t < at + 3; t++) x[t, kind] = 3;
                labels[burst, 0] = 1 + kind;
            }
            inputs.Add(x);
            targets.Add(labels);
        }
        var network = new Sequential(1, new Linear(2, 32), new Leaky(), new Linear(32, 3));
        var trainer = new Trainer(network, Loss.Ctc(), new Adam(0.02)) { BatchSize = 20 };
        var done = await Samples.Train(trainer, SequenceData.Of(inputs, targets), 150);
        Assert.True(done[^1].Loss < 0.3 * done[0].Loss, $"{done[0].Loss} {done[^1].Loss}");
        Assert.InRange(done[^1].Accuracy, 0.8, 1);
    }

    [Fact]
    public void What_cannot_be_is_refused_by_its_name()
    {
        var y = Samples.Uniform(1, -1, 1, 3, 1, 4);
        Says("sample 0 has 2 labels, which need 3 steps, and it has 2", () => Loss.Ctc().Evaluate(y, Targets([[1, 1]], 3, [2])));
        Says("must be a class, 0 .. 3, that is not the blank, 0, or NaN", () => Loss.Ctc().Evaluate(y, Targets([[0]], 3, [3])));
        Says("must be [classes], more than the blank, 4", () => Loss.Ctc(4).Evaluate(y, Targets([[1]], 3, [3])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Ctc(-1));
        var network = new Sequential(1, new Linear(2, 3));
        Says("is of whole sequences", () => new Trainer(network, Loss.Ctc(), new Adam()) { TruncateAfter = 2 });
        Says("is of whole sequences", () => new Trainer(network, Loss.Ctc(), new Adam()) { Method = new Sltt() });

        static void Says(string text, Action act) =>
            Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    private static int[] Labels(Random random, int length, int classes, int blank)
    {
        while (true)
        {
            int[] labels = [.. Enumerable.Range(0, random.Next(length + 1)).Select(_ => random.Next(classes))];
            if (labels.Contains(blank)) continue;
            if (labels.Length + Enumerable.Range(1, Math.Max(0, labels.Length - 1)).Count(i => labels[i] == labels[i - 1]) <= length) return labels;
        }
    }

    private static SequenceTargets Targets(int[][] labels, int steps, int[] lengths)
    {
        var values = Tensor.CreateFromShape<float>([steps, labels.Length, 1]);
        for (var sample = 0; sample < labels.Length; sample++)
        {
            for (var t = 0; t < steps; t++) values[t, sample, 0] = t < labels[sample].Length ? labels[sample][t] : float.NaN;
        }
        return new(values, lengths);
    }

    /// <summary>The probability of all sequences of classes that read as the labels.</summary>
    private static double Naive(Tensor<float> y, int sample, int length, int[] labels, int blank)
    {
        var classes = (int)y.Lengths[2];
        var sum = 0.0;
        for (var path = 0; path < Math.Pow(classes, length); path++)
        {
            var (steps, rest, probability) = (new int[length], path, 1.0);
            for (var t = 0; t < length; t++, rest /= classes)
            {
                steps[t] = rest % classes;
                var total = Enumerable.Range(0, classes).Sum(c => Math.Exp(y[t, sample, c]));
                probability *= Math.Exp(y[t, sample, steps[t]]) / total;
            }
            var read = steps.Where((c, t) => (t == 0 || c != steps[t - 1]) && c != blank);
            if (read.SequenceEqual(labels)) sum += probability;
        }
        return sum;
    }
}
