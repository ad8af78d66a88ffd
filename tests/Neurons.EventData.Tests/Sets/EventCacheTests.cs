using Neurons.Networks.Tests;

namespace Neurons.EventData.Tests;

public sealed class EventCacheTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_made_once_is_read_and_is_the_same()
    {
        var (cache, made) = (new EventCache(_folder.Path), 0);
        Events Make()
        {
            made++;
            return Tonic.Input;
        }

        for (var i = 0; i < 3; i++)
        {
            var found = new EventCache(_folder.Path).Get("a", Make);
            Assert.Equal(Tonic.Input, found);
            Assert.Equal(Tonic.Input.Sensor, found.Sensor);
        }

        Assert.Equal(1, made);
        Assert.Empty(cache.Get("nothing", () => Events.From([])));
        Assert.Empty(cache.Get("nothing", Make));
        Assert.Equal((1, 1), (cache.Hits, cache.Made));
    }

    [Fact]
    public void An_entry_with_any_byte_changed_or_cut_off_is_made_anew()
    {
        var events = Tonic.Input.Slice(0, 7);
        new EventCache(_folder.Path).Get("a", () => events);
        var path = Directory.GetFiles(_folder.Path, "*.events", SearchOption.AllDirectories).Single();
        var good = File.ReadAllBytes(path);
        for (var at = 0; at < good.Length; at++)
        {
            byte[] bad = [.. good];
            bad[at] ^= 0x10;
            Check(at % 2 == 0 ? bad : good[..at]);
        }

        Check([.. good, 0]);
        Check([]);

        void Check(byte[] content)
        {
            File.WriteAllBytes(path, content);
            var cache = new EventCache(_folder.Path);
            Assert.Equal(events, cache.Get("a", () => events));
            Assert.Equal((0, 1), (cache.Hits, cache.Made));
            Assert.Equal(good, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void An_entry_follows_from_the_content_of_the_file_the_transforms_and_their_seed()
    {
        var cache = new EventCache(Path.Combine(_folder.Path, "cache"));
        _folder.Write("set/a/1.csv", "0,1,2,1\n5,2,3,0\n9,3,3,1\n"u8.ToArray());
        _folder.Write("set/b/1.csv", "0,1,2,1\n5,2,3,0\n9,3,3,1\n"u8.ToArray());
        EventSet Set() => EventFolder.Read(Path.Combine(_folder.Path, "set"), new() { Sensor = new(8, 8) });

        // Two files of one content are one entry, unless their place says what is drawn.
        Expect(1, Set().Transformed(new FlipX(1)));
        Expect(0, Set().Transformed(new FlipX(1)));
        Expect(1, Set().Transformed(new FlipX(0)));
        Expect(2, Set().Transformed(new TimeJitter(9), seed: 1));
        Expect(0, Set().Transformed(new TimeJitter(9), seed: 1));
        Expect(2, Set().Transformed(new TimeJitter(9), seed: 2));
        Expect(1, Set());
        var other = _folder.Write("set/b/1.csv", "0,1,2,1\n5,2,3,0\n9,3,4,1\n"u8.ToArray());
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddSeconds(5));
        Expect(1, Set().Transformed(new FlipX(1)));

        void Expect(int made, EventSet set)
        {
            var before = cache.Made;
            var cached = set.Cached(cache);
            for (var i = 0; i < set.Count; i++) Assert.Equal(set[i], cached[i]);
            Assert.Equal(made, cache.Made - before);
        }
    }

    [Fact]
    public void Many_threads_that_want_the_same_entries_get_them_whole()
    {
        Parallel.For(0, 200, i =>
        {
            var events = Tonic.Input.Slice(i % 10, 300);
            Assert.Equal(events, new EventCache(_folder.Path).Get($"{i % 10}", () => events));
        });
        Assert.Equal(10, Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length);
    }
}
