using Neurons.IO;
using static Neurons.Tests.TestTensors;

namespace Neurons.Networks.Tests;

/// <summary>In which bin an event falls, above all on an edge.</summary>
public sealed class TimeBinTests
{
    [Fact]
    public void Whole_times_on_the_edges_of_bins_begin_them_for_any_number_of_bins()
    {
        for (var bins = 1; bins <= 400; bins++)
        {
            // The last time still belongs to the last bin.
            int[] expected = [.. Enumerable.Repeat(1, bins - 1), 2];
            Assert.Equal(expected, Counts(bins, null, [.. Enumerable.Range(0, bins + 1).Select(k => (double)k)]));
            Assert.Equal(expected, Counts(bins, null, [.. Enumerable.Range(0, bins + 1).Select(k => 1_700_000_000_000_000 + (7.0 * k))]));
        }
    }

    [Fact]
    public void Whole_times_are_binned_as_rational_numbers()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 300; trial++)
        {
            var (bins, span, start) = (random.Next(1, 90), random.Next(1, 5000), random.NextInt64(-1L << 52, 1L << 52));
            long[] elapsed = [0, span, .. Enumerable.Range(0, 40).Select(_ => random.NextInt64(span + 1))];
            double[] times = [.. elapsed.Select(time => (double)(start + time))];
            Assert.Equal(Counts(bins, elapsed.Select(time => Math.Min((int)(time * bins / span), bins - 1))), Counts(bins, null, times));
            var width = random.Next(1, 200);
            Assert.Equal(Counts(bins, elapsed.Select(time => (int)(time / width))), Counts(bins, width, times));
        }
    }

    [Fact]
    public void An_event_every_tenth_falls_into_a_bin_of_its_own()
    {
        for (var bins = 1; bins <= 1000; bins++)
        {
            double[] times = [.. Enumerable.Range(0, bins).Select(k => k * 0.1)];
            Assert.Equal(Enumerable.Repeat(1, bins), Counts(bins, 0.1, times));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(-1234.5)]
    public void Fractions_lie_between_edges_that_are_doubles(double first)
    {
        for (var bins = 1; bins <= 300; bins++)
        {
            double[] times = [.. Enumerable.Range(0, bins + 1).Select(k => first + (k / 10.0)), first + 0.05];
            var last = times.Max();
            var step = (last - first) / bins;
            double[] edges = [.. Enumerable.Range(0, bins).Select(k => (k * step) + first)];
            Assert.Equal(Between(edges, times), Counts(bins, null, times));

            edges = [.. Enumerable.Range(0, bins).Select(k => (k * 0.1) + first)];
            Assert.Equal(Between(edges, [.. times.Where(time => time < (bins * 0.1) + first)]), Counts(bins, 0.1, times));
        }
    }

    [Theory]
    [InlineData(double.NaN, "the time of event 2 is NaN")]
    [InlineData(double.NegativeInfinity, "the time of event 2 is -Infinity")]
    [InlineData(-1.7e308, "the times go from -1.7E+308 to 1.7E+308")]
    public void Times_that_cannot_be_binned_are_errors(double time, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => Counts(3, null, [1.7e308, time, 5]));
        Assert.Contains(message, error.Message);
    }

    private static int[] Counts(int bins, double? width, double[] times)
    {
        Event[] events = [.. times.Select(time => new Event(time, 0, 0, true))];
        var frames = new EventFrames { Steps = bins, Width = 1, Height = 1, BinWidth = width }.Of(events);
        return [.. Flat(frames).Chunk(2).Select(frame => (int)frame[1])];
    }

    private static int[] Counts(int bins, IEnumerable<int> places)
    {
        var counts = new int[bins];
        foreach (var place in places.Where(place => place < bins)) counts[place]++;
        return counts;
    }

    /// <summary>How many times lie from each edge to the next, as a search among the edges finds.</summary>
    private static int[] Between(double[] edges, double[] times) =>
        Counts(edges.Length, times.Select(time => Array.FindLastIndex(edges, edge => edge <= time)));
}
