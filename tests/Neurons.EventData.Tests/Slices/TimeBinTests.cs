using static Neurons.Tests.TestTensors;

namespace Neurons.EventData.Tests;

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
            Assert.Equal(expected, Counts(bins, null, [.. Enumerable.Range(0, bins + 1).Select(k => (long)k)]));
            Assert.Equal(expected, Counts(bins, null, [.. Enumerable.Range(0, bins + 1).Select(k => 1_700_000_000_000_000 + (7L * k))]));
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
            long[] times = [.. elapsed.Select(time => start + time)];
            Assert.Equal(Counts(bins, elapsed.Select(time => Math.Min((int)(time * bins / span), bins - 1))), Counts(bins, null, times));
            var width = random.Next(1, 200);
            Assert.Equal(Counts(bins, elapsed.Select(time => (int)(time / width))), Counts(bins, width, times));
        }
    }

    private static int[] Counts(int bins, long? width, long[] times)
    {
        var events = Events.From(times.Select(time => new Event(time, 0, 0, true)));
        var frames = new EventFrames { Steps = bins, Width = 1, Height = 1, BinWidth = width }.Of(events);
        return [.. Flat(frames).Chunk(2).Select(frame => (int)frame[1])];
    }

    private static int[] Counts(int bins, IEnumerable<int> places)
    {
        var counts = new int[bins];
        foreach (var place in places.Where(place => place < bins)) counts[place]++;
        return counts;
    }
}
