using System.Numerics.Tensors;
using Neurons.Primitives;
using static Neurons.Tests.TestTensors;

namespace Neurons.Networks.Tests;

public sealed class AugmentationTests
{
    private static readonly float[] _image = [.. Enumerable.Range(1, 2 * 5 * 6).Select(i => (float)i)];

    [Theory]
    [InlineData("image_crop:padding=2")]
    [InlineData("image_crop:padding=9")]
    [InlineData("image_flip")]
    [InlineData("cut_out:size=3")]
    public void An_image_is_that_of_a_naive_twin_that_draws_the_same_numbers(string text)
    {
        var augmentation = Augmentation.Parse(text);
        var seen = new HashSet<string>();
        for (var seed = 0ul; seed < 40; seed++)
        {
            var found = (float[])_image.Clone();
            augmentation.Apply(found, [2, 5, 6], new RandomStream(seed, 3));
            Assert.Equal(Twin(augmentation, new RandomStream(seed, 3)), found);
            seen.Add(string.Join(',', found));
        }

        Assert.True(seen.Count >= 2);
        Assert.Equal(augmentation, Augmentation.Parse(augmentation.ToString()));
    }

    [Fact]
    public void Batches_are_augmented_by_seed_epoch_and_place_and_evaluation_is_not()
    {
        Augmentation[] all = [new ImageCrop(2), new ImageFlip()];
        var plain = new Dataset(Samples.Uniform(1, 0, 1, 9, 1, 5, 6), [0, 1, 2, 0, 1, 2, 0, 1, 2]);
        var data = plain.Augmented(all);
        foreach (var (size, prefetch) in new[] { (4, 0), (9, 2) })
        {
            for (var epoch = 0; epoch < 3; epoch++)
            {
                foreach (var batch in new Batches(data, size, seed: 8, timeSteps: 2) { Prefetch = prefetch }.Epoch(epoch))
                {
                    for (var i = 0; i < batch.Count; i++)
                    {
                        var expected = plain.Sample(batch.Indices[i]).ToArray();
                        var seed = new SampleDraw(8, epoch, batch.Indices[i], true).SampleSeed;
                        for (var k = 0u; k < 2; k++) all[k].Apply(expected, [1, 5, 6], new RandomStream(seed, k));
                        Assert.Equal(expected, Flat(batch.Values!)[(i * 30)..((i + 1) * 30)]);
                    }
                }
            }
        }

        Assert.Equal(Flat(new Batches(plain, 9, 8, timeSteps: 2) { Shuffle = false }.Epoch(1).Single().Values!),
            Flat(new Batches(data, 9, 8, timeSteps: 2) { Shuffle = false, Augment = false }.Epoch(1).Single().Values!));
        Assert.Equal(plain.Sample(3).ToArray(), data.Sample(3).ToArray());
        Assert.Equal(all, data.Reshape(5, 6).Take([1, 2]).Augmentation);
    }

    [Fact]
    public void A_sequence_moves_as_a_whole()
    {
        var data = Dataset.OverTime(Samples.Uniform(1, 0, 1, 3, 4, 5, 6), [0, 1, 2]).Augmented(new ImageFlip(1));
        var batch = new Batches(data, 3, seed: 1) { Shuffle = false }.Epoch(0).Single();
        for (var t = 0; t < 4; t++)
            for (var i = 0; i < 3; i++)
                Assert.Equal(data.Sample(i)[(t * 30)..((t + 1) * 30)].ToArray().Chunk(6).SelectMany(row => row.Reverse()),
                    Flat(batch.Values!)[(((t * 3) + i) * 30)..(((t * 3) + i + 1) * 30)]);
    }

    [Fact]
    public void Mixed_samples_are_a_share_of_another_one_and_so_is_the_loss()
    {
        var plain = new Dataset(Samples.Uniform(1, 0, 1, 8, 6), [0, 1, 2, 0, 1, 2, 0, 1]);
        var shares = new List<double>();
        for (var epoch = 0; epoch < 20; epoch++)
        {
            var batch = new Batches(plain.Augmented(new MixUp(0.4)), 8, seed: 4, timeSteps: 2).Epoch(epoch).Single();
            var mix = batch.Mix!;
            shares.Add(mix.Share);
            Assert.InRange(mix.Share, 0, 0.5);
            Assert.Equal(batch.Labels.Reverse(), mix.Labels);
            for (var i = 0; i < 8; i++)
            {
                var (own, other) = (plain.Sample(batch.Indices[i]).ToArray(), plain.Sample(batch.Indices[7 - i]).ToArray());
                for (var n = 0; n < 6; n++) Assert.Equal(((1 - mix.Share) * own[n]) + (mix.Share * other[n]), Flat(batch.Values!)[(i * 6) + n], 1e-6);
            }
        }

        // Of Beta(0.4, 0.4) and its rest the smaller one: a mean of 0.146 (from the incomplete beta function), a deviation of 0.16 for one.
        Assert.InRange(shares.Average(), 0.146 - 0.11, 0.146 + 0.11);

        var output = Samples.Uniform(3, -1, 1, 2, 8, 3);
        var (gradient, labels) = (Tensor.CreateFromShape<float>(output.Lengths), new[] { 0, 1, 2, 0, 1, 2, 0, 1 });
        var mixed = new LabelMix([.. labels.Reverse()], 0.3);
        var loss = Loss.MaxMembraneCrossEntropy();
        var value = mixed.Evaluate(loss, output, labels, gradient);
        var (one, oneGradient) = loss.Evaluate(output, labels);
        var (two, twoGradient) = loss.Evaluate(output, mixed.Labels);
        Assert.Equal((0.7 * one) + (0.3 * two), value, 1e-12);
        foreach (var (found, (a, b)) in Flat(gradient).Zip(Flat(oneGradient).Zip(Flat(twoGradient))))
            Assert.Equal((0.7f * a) + (0.3f * b), found, 1e-6f);
    }

    [Fact]
    public async Task A_training_with_augmentation_goes_on_after_it_was_resumed()
    {
        var data = new Dataset(Samples.Uniform(1, 0, 1, 30, 1, 4, 4), [.. Enumerable.Range(0, 30).Select(i => i % 3)])
            .Augmented(new ImageCrop(1), new MixUp());
        Sequential Network() => new(1, new Input(1, 4, 4), new Flatten(), new Linear(16, 3), new Leaky());
        Trainer Trainer() => new(Network(), Loss.MaxMembraneCrossEntropy(), new Adam(0.01)) { TimeSteps = 4, BatchSize = 8 };
        var (whole, half) = (Trainer(), Trainer());
        await Samples.Train(whole, data, 4);
        await Samples.Train(half, data, 2);
        var path = Samples.TemporaryFile("augmented.safetensors");
        half.Save(path);
        var resumed = Networks.Trainer.Resume(path);
        await Samples.Train(resumed, data, 2);
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(resumed.Network));
    }

    [Theory]
    [InlineData("cut_out:size=0", "Size is 0")]
    [InlineData("image_flip:p=2", "P is 2; it must be in [0, 1]")]
    [InlineData("mix_up:alpha=0", "Alpha is 0")]
    [InlineData("blur", "it must be one of cut_out, image_crop, image_flip, mix_up")]
    public void What_is_no_augmentation_is_said(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Augmentation.Parse(text)).Message);

    [Fact]
    public void Images_have_rows_and_columns()
    {
        var data = new Dataset(Samples.Uniform(1, 0, 1, 2, 6), [0, 1]);
        Assert.Equal(
            "image_crop: a sample has the shape [6]; it must be an image, [height, width] or [channels, height, width].",
            Assert.Throws<ArgumentException>(() => data.Augmented(new ImageCrop())).Message);
    }

    private static float[] Twin(Augmentation augmentation, RandomStream random)
    {
        var moved = new float[_image.Length];
        var (down, right, top, left) = (0, 0, 0, 0);
        var isFlipped = false;
        if (augmentation is ImageCrop { Padding: var padding })
            (down, right) = (random.NextInt((2 * padding) + 1) - padding, random.NextInt((2 * padding) + 1) - padding);
        else if (augmentation is ImageFlip flip) isFlipped = random.NextDouble() < flip.P;
        else if (augmentation is CutOut cut) (top, left) = (random.NextInt(5) - (cut.Size / 2), random.NextInt(6) - (cut.Size / 2));
        for (var i = 0; i < moved.Length; i++)
        {
            var (c, y, x) = (i / 30, i / 6 % 5, i % 6);
            var (fromY, fromX) = (y + down, isFlipped ? 5 - x : x + right);
            var isCut = augmentation is CutOut { Size: var size } && y >= top && y < top + size && x >= left && x < left + size;
            if (!isCut && fromY is >= 0 and < 5 && fromX is >= 0 and < 6) moved[i] = _image[(c * 30) + (fromY * 6) + fromX];
        }

        return moved;
    }
}
