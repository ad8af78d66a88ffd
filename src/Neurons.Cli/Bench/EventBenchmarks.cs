using Neurons.EventData;

namespace Neurons.Cli.Bench;

/// <summary>Event data: a chain of five transforms on one thread, frames of a recording, and reading from the cache.</summary>
internal static class EventBenchmarks
{
    private const int Count = 1_000_000, Side = 128, BytesOfEvent = 13;

    /// <summary>Filters, what is random, and what becomes smaller, as a training may have them.</summary>
    private const string Chain =
        "denoise:filter_time=10000 | refractory:period=100 | spatial_jitter | time_jitter:std=100,sort | downsample:space=0.5";

    public static IEnumerable<Benchmark> All() =>
    [
        new("events.transforms", Transforms),
        new("events.frames", Frames),
        new("events.cache", Cache),
    ];

    private static Measurement Transforms(Workload w)
    {
        var (events, chain) = (Recording(), EventTransform.Parse(Chain));
        return new("events.transforms", 1, Count, 1, Count / 1e6 / Measurement.Seconds(() => events.Apply(chain, seed: 1)), "M events/s");
    }

    private static Measurement Frames(Workload w)
    {
        var (events, frames) = (Recording(), new SlicedFrames(new SliceByTimeBins(w.TimeSteps)));
        return new("events.frames", w.TimeSteps, Count, 1, Count / 1e6 / Measurement.Seconds(() => frames.Of(events)), "M events/s");
    }

    private static Measurement Cache(Workload w)
    {
        var (events, folder) = (Recording(), Directory.CreateTempSubdirectory("neurons-bench-"));
        try
        {
            var cache = new EventCache(folder.FullName);
            cache.Get("recording", () => events);
            var rate = Count * BytesOfEvent / 1e6 / Measurement.Seconds(() => cache.Get("recording", () => throw new InvalidOperationException()));
            return new("events.cache", 1, Count, 1, rate, "MB/s");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A second of events on a sensor: half of them along a bar that moves, which filters keep, half anywhere.</summary>
    private static Events Recording()
    {
        var random = new Primitives.RandomStream(1, 0);
        return Events.From(Enumerable.Range(0, Count).Select(i => new Event(
            i, i % 2 == 0 ? i / (Count / Side) % Side : random.NextInt(Side), random.NextInt(Side), random.NextInt(2) == 1)), new(Side, Side));
    }
}
