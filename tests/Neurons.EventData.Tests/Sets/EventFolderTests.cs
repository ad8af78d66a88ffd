using System.Text;
using Neurons.IO;
using Neurons.Networks;
using Neurons.Networks.Tests;
using static Neurons.Tests.TestTensors;

namespace Neurons.EventData.Tests;

public sealed class EventFolderTests : IDisposable
{
    private static readonly Events _events = Events.From(
        [new(100, 0, 0, true), new(149, 2, 1, false), new(150, 2, 1, false), new(151, 2, 1, false), new(200, 1, 1, true)]);

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bins_of_a_width_begin_at_the_first_event_and_leave_out_what_follows_the_last()
    {
        var frames = new EventFrames { Steps = 3, Width = 3, Height = 2, BinWidth = 25 }.Of(_events);
        Assert.Equal([3, 2, 2, 3], frames.Lengths.ToArray());
        // 100 is in bin 0, 149 in bin 1, 150 and 151 in bin 2, 200 behind it.
        Assert.Equal([(1, 0, 1, 0, 0), (1, 1, 0, 1, 2), (2, 2, 0, 1, 2)], NonZero(frames));
    }

    [Fact]
    public void A_number_of_bins_takes_the_recording_from_its_first_to_its_last_event()
    {
        var frames = new EventFrames { Steps = 2, Width = 3, Height = 2 };
        Assert.Equal([(1, 0, 0, 1, 2), (1, 0, 1, 0, 0), (2, 1, 0, 1, 2), (1, 1, 1, 1, 1)], NonZero(frames.Of(_events)));
        Assert.Equal(NonZero(frames.Of(_events)), NonZero(frames.Of(Events.From(_events.Reverse()))));
        Assert.Equal([(1, 0, 0, 1, 2), (1, 0, 1, 0, 0), (1, 1, 0, 1, 2), (1, 1, 1, 1, 1)], NonZero((frames with { Binary = true }).Of(_events)));
        Assert.Equal([(1, 0, 1, 0, 0)], NonZero(frames.Of(_events.Slice(0, 1))));
        Assert.Empty(NonZero(frames.Of(Events.From([]))));
    }

    [Fact]
    public void Counts_per_bin_are_those_of_a_histogram()
    {
        var random = new Random(1);
        var events = Events.From(Enumerable.Range(0, 5000)
            .Select(_ => new Event(random.Next(300_000), random.Next(34), random.Next(34), random.Next(2) == 1)));
        var frames = new EventFrames { Steps = 17, Width = 34, Height = 34 }.Of(events);
        var (first, last) = (events.Min(e => e.Time), events.Max(e => e.Time));

        for (var t = 0; t < 17; t++)
        {
            var (from, to) = (first + ((last - first) * t / 17.0), first + ((last - first) * (t + 1) / 17.0));
            Assert.Equal(events.Count(e => e.Time >= from && (t == 16 || e.Time < to)), Flat(At(frames, t)).Sum());
        }
    }

    [Fact]
    public void A_folder_for_each_class_is_a_data_set()
    {
        _folder.Write("10/a.bin", [.. Folder.Event(1, 0, true, 0), .. Folder.Event(2, 1, false, 1000)]);
        _folder.Write("9/b.csv", Encoding.ASCII.GetBytes("t,x,y,p\n5,0,1,1\n6,0,1,1\n"));
        _folder.Write("9/a.csv", Encoding.ASCII.GetBytes("5,2,0,0\n"));
        _folder.Write("9/readme.txt", []);
        var frames = new EventFrames { Steps = 4, Width = 3, Height = 2 };
        var data = EventFolder.Load(_folder.Path, frames);

        Assert.Equal(["9", "10"], EventFolder.Classes(_folder.Path));
        Assert.Equal([0, 0, 1], data.Labels.ToArray());
        Assert.Equal((4, 2), (data.TimeSteps, data.Classes));
        Assert.Equal([2, 2, 3], data.Shape.ToArray());
        for (var i = 0; i < 3; i++)
        {
            var recording = EventFile.Read(Path.Combine(_folder.Path, new[] { "9/a.csv", "9/b.csv", "10/a.bin" }[i]));
            Assert.Equal(Flat(frames.Of(recording)), data.Sample(i).ToArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_of_recordings_are_their_frames_as_counts_or_as_bits(bool binary)
    {
        var random = new Random(3);
        for (var sample = 0; sample < 7; sample++)
            _folder.Write($"{sample % 2}/{sample}.bin",
                [.. Enumerable.Range(0, 300).SelectMany(i => Folder.Event(random.Next(5), random.Next(5), random.Next(2) == 0, 10 * i))]);
        var data = EventFolder.Load(_folder.Path, new EventFrames { Steps = 6, Width = 5, Height = 5, Binary = binary });
        var batch = new Batches(data, 4, seed: 1) { Shuffle = false }.Epoch(0).Last();

        Assert.Equal([4, 5, 6], batch.Indices.ToArray());
        Assert.Equal(binary, batch.Values is null);
        var all = batch.ToTensor();
        Assert.Equal([6, 3, 2, 5, 5], all.Lengths.ToArray());
        for (var sample = 0; sample < 3; sample++)
            Assert.Equal(data.Sample(4 + sample).ToArray(),
                Enumerable.Range(0, 6).SelectMany(t => Flat(all)[(((t * 3) + sample) * 50)..(((t * 3) + sample + 1) * 50)]));
    }

    [Fact]
    public void What_is_wrong_with_a_folder_or_a_recording_is_said()
    {
        string Error() => Assert.Throws<FormatError>(() => EventFolder.Load(_folder.Path, new() { Steps = 4, Width = 3, Height = 2 })).Message;
        Assert.Equal($"{_folder.Path}: has no folders; one for each class is expected", Error());
        Directory.CreateDirectory(Path.Combine(_folder.Path, "cat"));
        Assert.Equal(
            $"{Path.Combine(_folder.Path, "cat")}: has no recordings; files that end in .bin, .csv, .aedat, .aedat4, .npz, .npy are expected",
            Error());
        var path = _folder.Write("cat/a.csv", Encoding.ASCII.GetBytes("1,2,1,0\n2,3,1,0\n"));
        Assert.Equal($"{path}: event 2 is at column 3, row 1; 3 columns and 2 rows are expected", Error());
        Assert.Contains("Width is 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => EventFolder.Load(_folder.Path, new() { Steps = 4, Width = 0, Height = 2 })).Message);
        Assert.Contains("BinWidth is 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new EventFrames { Steps = 4, Width = 2, Height = 2, BinWidth = 0 }.Of(_events)).Message);
    }

    /// <summary>(value, t, polarity, y, x) of all that is not 0.</summary>
    private static List<(int Value, int T, int Polarity, int Y, int X)> NonZero(System.Numerics.Tensors.Tensor<float> frames)
    {
        var (height, width) = ((int)frames.Lengths[2], (int)frames.Lengths[3]);
        return [.. Flat(frames)
            .Select((value, i) => ((int)value, i / (2 * height * width), i / (height * width) % 2, i / width % height, i % width))
            .Where(one => one.Item1 != 0)];
    }
}
