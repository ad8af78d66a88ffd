using Neurons.Primitives;

namespace Neurons.EventData.Tests;

/// <summary>What is random: seeded, as often as it is said, and the same as a naive twin that draws the same numbers.</summary>
public sealed class RandomTransformTests
{
    private static readonly string[] _texts =
    [
        "random_crop:width=9,height=8", "flip_x", "flip_y", "flip_polarity", "spatial_jitter", "spatial_jitter:var_x=4,var_y=2,sigma_xy=1.5",
        "time_jitter:std=100", "time_jitter:std=3000,clip_negative=false,sort", "time_skew:coefficient=0.5,coefficient_to=2,offset_to=100",
        "time_reversal", "uniform_noise:count=50",
        "uniform_noise:count=50,count_to=90", "drop_events:share=0.3", "drop_events:share=0.1,share_to=0.9", "drop_time",
        "drop_time:ratio=0.1,ratio_to=0.6", "drop_area", "drop_area:ratio=0.1,ratio_to=0.5", "event_drop", "drop_pixels:p=0.2",
        "refractory:period=100,period_to=9000",
    ];

    public static TheoryData<string> Texts => [.. _texts];

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_seed_alone_says_what_happens_and_the_text_makes_the_same_transform(string text)
    {
        var transform = EventTransform.Parse(text);
        Assert.Equal(text, transform.ToString());
        Assert.Equal(transform, EventTransform.Parse(transform.ToString()));
        Assert.True(transform.IsRandom);
        var before = Tonic.Input.ToArray();
        var results = Enumerable.Range(0, 20).Select(seed => Tonic.Input.Apply(transform, (ulong)seed).ToArray()).ToArray();
        for (var seed = 0; seed < 20; seed++) Assert.Equal(results[seed], Tonic.Input.Apply(transform, (ulong)seed));
        Assert.True(results.Select(one => string.Join(';', one)).Distinct().Count() >= 2);
        Assert.Equal(before, Tonic.Input);
        Assert.All(results, one => Assert.All(one, e => Assert.True(e.X < 20 && e.Y < 15)));
    }

    [Fact]
    public void Every_transform_is_here_or_has_numbers_of_tonic()
    {
        var recorded = Tonic.All("cases").Select(one => one.GetProperty("text").GetString()!).Concat(_texts);
        var names = recorded.SelectMany(text => text.Split(" | ")).Select(text => text.Split(':')[0]).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(EventTransform.Kinds.Names, names);
    }

    [Fact]
    public void A_pipeline_is_its_transforms_one_after_the_other_each_with_numbers_of_its_own()
    {
        var pipeline = new FlipX(1).Then(new TimeJitter(500)).Then(new TimeJitter(500).Then(new DropEvents(0.5)));
        Assert.Equal("flip_x:p=1 | time_jitter:std=500 | time_jitter:std=500 | drop_events:share=0.5", pipeline.ToString());
        Assert.Equal(pipeline, EventTransform.Parse(pipeline.ToString()));
        var expected = Tonic.Input.Apply(new FlipX(1), 3);
        for (var i = 1u; i < 4; i++) expected = ((EventPipeline)pipeline).Transforms[(int)i].Apply(expected, new RandomStream(3, i));
        Assert.Equal(expected, Tonic.Input.Apply(pipeline, 3));
        Assert.NotEqual(
            Tonic.Input.Apply(new TimeJitter(500), 3).Times.ToArray(), Tonic.Input.Apply(new FlipX(0).Then(new TimeJitter(500)), 3).Times.ToArray());
    }

    [Fact]
    public void Jitter_moves_each_event_by_a_normal_number_and_rounds_towards_zero_as_numpy_does()
    {
        var input = Tonic.Input;
        var random = new RandomStream(9, 0);
        var times = input.Select(e => e with { Time = (long)(e.Time + (300 * random.NextNormal())) });
        Assert.Equal(times.Where(e => e.Time >= 0), input.Apply(new TimeJitter(300), 9));

        random = new RandomStream(9, 0);
        var moved = new List<Event>();
        foreach (var e in input)
        {
            var (a, b) = (random.NextNormal(), random.NextNormal());
            var (x, y) = ((int)Math.Truncate(e.X + (2 * a)), (int)Math.Truncate(e.Y + (0.5 * a) + (Math.Sqrt(0.75) * b)));
            if (x is >= 0 and < 20 && y is >= 0 and < 15) moved.Add(e with { X = x, Y = y });
        }

        Assert.Equal(moved, input.Apply(new SpatialJitter(4, 1, 1), 9));
    }

    [Fact]
    public void As_many_events_are_dropped_as_the_share_says_and_each_as_often()
    {
        var input = Events.From(Enumerable.Range(0, 40).Select(i => new Event(i, i, 0, false)));
        var kept = new int[40];
        for (var seed = 0; seed < 2000; seed++)
        {
            var left = input.Apply(new DropEvents(0.3), (ulong)seed);
            Assert.Equal(40 - 12, left.Count);
            foreach (var e in left) kept[e.X]++;
        }

        // 2000 trials of 0.7: a deviation of 20.5.
        Assert.All(kept, count => Assert.InRange(count, 1400 - 103, 1400 + 103));
    }

    [Fact]
    public void Noise_is_everywhere_on_the_sensor_between_the_first_time_and_the_last()
    {
        var noisy = Tonic.Input.Apply(new UniformNoise(6000), 2);
        Assert.Equal(6400, noisy.Count);
        Assert.True(noisy.IsSorted);
        var (first, last) = (Tonic.Input.Times[0], Tonic.Input.Times[^1]);
        Assert.All(noisy, e => Assert.InRange(e.Time, first, last));
        var pixels = noisy.GroupBy(e => (e.X, e.Y)).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(20 * 15, pixels.Count);
        Assert.InRange(noisy.Count(e => e.IsOn), 2900, 3500);
    }

    [Theory]
    [InlineData("flip_x:p=1.5", "P is 1.5; it must be in [0, 1]")]
    [InlineData("denoise:filter_time=-1", "FilterTime is -1")]
    [InlineData("denoise:time=5", "has no 'time'")]
    [InlineData("blur", "it must be one of center_crop, crop_time, ")]
    [InlineData("random_crop:width=9", "height is missing")]
    [InlineData("spatial_jitter:sigma_xy=2", "SigmaXY is 2")]
    public void What_is_no_transform_is_said(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => EventTransform.Parse(text)).Message);

    [Fact]
    public void No_events_are_no_events_for_every_transform()
    {
        var nothing = Events.From([], Tonic.Sensor);
        var texts = Tonic.All("cases").Select(one => one.GetProperty("text").GetString()!).Concat(_texts);
        foreach (var text in texts)
            Assert.Empty(nothing.Apply(EventTransform.Parse(text), 1));
    }
}
