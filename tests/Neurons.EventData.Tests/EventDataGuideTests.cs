using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Neurons.Networks;
using Neurons.Networks.Tests;

namespace Neurons.EventData.Tests;

/// <summary>
/// The code of docs/event-data.md, compiled and run. Every snippet of that page stands here as well, apart from where its files lie.
/// </summary>
public sealed class EventDataGuideTests : IDisposable
{
    private readonly Folder _files = new();

    public EventDataGuideTests()
    {
        _files.Write("recordings/cat/1.csv", Encoding.ASCII.GetBytes("t,x,y,polarity\n10,3,4,1\n500,4,4,0\n1500,3,4,1\n9000,30,20,1\n"));
        _files.Write("recordings/dog/1.csv", Encoding.ASCII.GetBytes("t,x,y,polarity\n10,3,4,1\n1500,3,4,1\n"));
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Every_snippet_of_the_guide_is_in_this_file()
    {
        var guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../docs/event-data.md"));
        var code = Flush(Regex.Replace(File.ReadAllText(ThisFile()), @"In\((""[^""]*"")\)", "$1"));
        var snippets = Regex.Matches(guide, "```csharp\n(.*?)```", RegexOptions.Singleline);

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value), code));
    }

    [Fact]
    public void The_snippets_of_the_guide_run()
    {
        Events recording = EventFile.Read(In("recordings/cat/1.csv"));
        var (count, sensor, first) = (recording.Count, recording.Sensor, recording[0]);   // Event(Time, X, Y, IsOn)
        ReadOnlySpan<long> times = recording.Times;                    // and X, Y, Polarities
        var made = Events.From([new(0, 3, 4, IsOn: true), new(1500, 3, 4, IsOn: false)], new EventSensor(34, 34));

        Assert.Equal((4, new EventSensor(31, 21), new Event(10, 3, 4, true), 4), (count, sensor, first, times.Length));
        Assert.Equal("2 events on 34×34 from 0 to 1500 µs", made.ToString());

        var set = EventFolder.Read(In("recordings"), new() { Sensor = new(34, 34) });         // a folder for each class, a file for each recording
        var (training, test) = SyntheticShd.Make(training: 40, test: 20, seed: 1);        // spikes of 700 channels, made and not recorded

        var frames = new EventFrames { Steps = 10, Width = 34, Height = 34 };
        Dataset data = set.ToDataset(frames);                          // samples of [10, 2, 34, 34], kept as 4 bytes an event
        var fixedWidth = frames with { BinWidth = 1000, Binary = true };
        Tensor<float> one = fixedWidth.Of(recording);
        var channels = new EventFrames { Steps = 100, Width = 700, Polarities = 1, Start = 0, BinWidth = 14_000 };
        Dataset spikes = training.ToDataset(channels).Reshape(700);

        Assert.Equal((2, 10, 2), (data.Count, data.TimeSteps, data.Classes));
        Assert.Equal(1f, one[1, 1, 4, 3]);
        Assert.Equal((40, 20, 20), (spikes.Count, spikes.Classes, test.Count));

        EventTransform clean = new Denoise(FilterTime: 5000).Then(new Downsample(Space: 0.5));
        Events smaller = recording.Apply(clean);
        EventTransform augmentation = EventTransform.Parse("flip_x | spatial_jitter | drop_events:share=0.1,share_to=0.4");
        Events changed = recording.Apply(augmentation, seed: 7);
        Console.WriteLine(augmentation);                               // flip_x | spatial_jitter | drop_events:share=0.1,share_to=0.4

        Assert.Equal("flip_x | spatial_jitter | drop_events:share=0.1,share_to=0.4", augmentation.ToString());
        Assert.NotEqual(recording, changed);
        Assert.True(smaller.Count < 4);

        var cache = new EventCache(In("cache"));
        var prepared = set.Transformed(clean).Cached(cache);           // read, denoised and downsampled the first time only
        Dataset trained = prepared.ToDataset(frames with { Width = 17, Height = 17 }, augmentation: new FlipX());

        Assert.Equal((2, 2L), (trained.Count, cache.Made));

        EventSlicer slicer = new SliceByTime(Window: 1000, Overlap: 500);                 // or SliceByTimeBins, SliceByCount, SliceByEventBins
        IReadOnlyList<Events> parts = slicer.Slice(recording);
        Tensor<float> counts = new SlicedFrames(slicer).Of(recording); // [parts, polarities, height, width]
        Tensor<float> surfaces = new TimeSurfaces(Dt: 500, Tau: 1000).Of(recording);
        Dataset voxels = set.ToDataset(new VoxelGrid(Bins: 5), steps: 5);

        Assert.Equal(parts.Count, counts.Lengths[0]);
        Assert.Equal([17, 2, 21, 31], surfaces.Lengths.ToArray());
        Assert.Equal([1, 34, 34], voxels.Shape.ToArray());
    }

    private string In(string name) => Path.Combine(_files.Path, name);

    /// <summary>Without the indentation.</summary>
    private static string Flush(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
