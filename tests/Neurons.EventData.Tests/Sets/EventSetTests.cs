using System.IO.Compression;
using System.Runtime.InteropServices;
using Neurons.IO;
using Neurons.Networks;
using Neurons.Networks.Tests;
using Neurons.Primitives;
using static Neurons.Tests.TestTensors;

namespace Neurons.EventData.Tests;

public sealed class EventSetTests : IDisposable
{
    private static readonly EventFrames _frames = new() { Steps = 6, Width = 20, Height = 15 };

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_trained_with_is_augmented_by_seed_epoch_and_place_alone(bool binary)
    {
        EventTransform augmentation = EventTransform.Parse("flip_x | spatial_jitter | drop_events:share=0.3");
        Events[] recordings = [.. Enumerable.Range(0, 7).Select(i => Tonic.Input.Slice(20 * i, 200))];
        var frames = _frames with { Binary = binary };
        var data = EventSet.From(recordings, [0, 1, 0, 1, 0, 1, 0]).ToDataset(frames, augmentation);

        float[] Expected(int sample, int epoch) =>
            Flat(frames.Of(recordings[sample].Apply(augmentation, new SampleDraw(5, epoch, sample, true).SampleSeed)));
        foreach (var (size, prefetch) in new[] { (3, 0), (7, 2), (2, 1) })
        {
            for (var epoch = 0; epoch < 2; epoch++)
            {
                foreach (var batch in new Batches(data, size, seed: 5) { Prefetch = prefetch }.Epoch(epoch))
                {
                    var all = batch.ToTensor();
                    for (var i = 0; i < batch.Count; i++)
                        Assert.Equal(Expected(batch.Indices[i], epoch), Enumerable.Range(0, 6).SelectMany(t => Features(all, t, i)));
                }
            }
        }

        // What is evaluated, or asked for, is as it is.
        Assert.Equal(Flat(frames.Of(recordings[2])), data.Sample(2).ToArray());
        var plain = new Batches(data, 7, seed: 5) { Shuffle = false, Augment = false }.Epoch(1).Single().ToTensor();
        Assert.Equal(Flat(frames.Of(recordings[2])), Enumerable.Range(0, 6).SelectMany(t => Features(plain, t, 2)));

        float[] Features(System.Numerics.Tensors.Tensor<float> batch, int step, int sample)
        {
            var features = 2 * 15 * 20;
            return Flat(batch)[(((step * (int)batch.Lengths[1]) + sample) * features)..(((step * (int)batch.Lengths[1]) + sample + 1) * features)];
        }
    }

    [Fact]
    public void Transforms_of_a_set_are_drawn_once_for_each_recording()
    {
        var set = EventSet.From([Tonic.Input, Tonic.Input, Tonic.Input.Slice(0, 50)], [0, 2, 1]).Transformed(new TimeJitter(200), seed: 3);
        Assert.Equal(set[0], set[0]);
        Assert.NotEqual(set[0], set[1]);
        Assert.Equal(set[1], set.Take(1)[0]);
        Assert.Equal(set[1], set.Load()[1]);
        Assert.Equal(["0", "1", "2"], set.Classes);
        var (first, second) = set.Split(0.67, seed: 1);
        Assert.Equal((2, 1), (first.Count, second.Count));
    }

    [Fact]
    public void A_representation_is_cut_off_or_filled_up_with_zeros()
    {
        var set = EventSet.From([Tonic.Input, Tonic.Input.Slice(0, 100)], [0, 1]);
        var frames = new SlicedFrames(new SliceByTime(20000, IncludeIncomplete: true));
        var data = set.ToDataset(frames, steps: 3);
        Assert.Equal([2, 15, 20], data.Shape.ToArray());
        Assert.Equal(Flat(frames.Of(Tonic.Input))[..1800], data.Sample(0).ToArray());
        var shorter = Flat(frames.Of(set[1]));
        Assert.Equal([.. shorter, .. new float[1800 - shorter.Length]], data.Sample(1).ToArray());
    }

    [Fact]
    public void Heidelberg_data_are_sequences_of_seconds_and_units()
    {
        var (times, units) = (new[] { [0.001f, 0.5f], Array.Empty<float>(), [1.25f] }, new[] { [5, 699], Array.Empty<ushort>(), new ushort[] { 0 } });
        var content = new Hdf5Content
        {
            ["labels"] = new Hdf5Array(Hdf5Type.UInt8, [3], new byte[] { 1, 0, 2 }),
            ["spikes"] = new Hdf5Content { ["times"] = Sequences(Hdf5Type.Float32, times), ["units"] = Sequences(Hdf5Type.UInt16, units) },
            ["extra"] = new Hdf5Content { ["keys"] = new Hdf5Array([3], ["null", "eins", "zwei"]) },
        };
        var set = Shd.Read(Write(content));
        Assert.Equal((3, "eins"), (set.Count, set.Classes[1]));
        Assert.Equal([1, 0, 2], set.Labels.ToArray());
        Assert.Equal([new Event(1000, 5, 0, false), new Event(500_000, 699, 0, false)], set[0]);
        Assert.Empty(set[1]);
        Assert.Equal(new(700, 1, 1), set[2].Sensor);

        units[2][0] = 700;
        content["spikes"] = new Hdf5Content { ["times"] = Sequences(Hdf5Type.Float32, times), ["units"] = Sequences(Hdf5Type.UInt16, units) };
        var bad = Shd.Read(Write(content));
        Assert.Contains("recording 2: the unit of spike 0 is 700; 0 to 699 are allowed", Assert.Throws<FormatError>(() => bad[2]).Message);
        content["labels"] = new Hdf5Array(Hdf5Type.UInt8, [2], new byte[] { 1, 0 });
        Assert.Contains("3 sequences of times, 3 of units and 2 labels", Assert.Throws<FormatError>(() => Shd.Read(Write(content))).Message);
        content.Remove("labels");
        Assert.Contains("there is no /labels", Assert.Throws<FormatError>(() => Shd.Read(Write(content))).Message);

        static Hdf5Array Sequences<T>(Hdf5Type type, T[][] rows)
            where T : unmanaged =>
            new(type, [rows.Length], rows.Select(row => (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(row.AsSpan()).ToArray()));

        string Write(Hdf5Content root)
        {
            using var stream = new MemoryStream();
            new Hdf5Writer(root, compress: true).WriteTo(stream);
            return _folder.Write("shd_train.h5", stream.ToArray());
        }
    }

    [Fact]
    public void Gestures_are_parts_of_recordings_or_arrays()
    {
        var gesture = Tonic.All("files").First(file => file.GetProperty("name").GetString() == "gesture.aedat");
        var whole = Tonic.Of(gesture, new(128, 128));
        var (start, middle, end) = (whole.Times[3], whole.Times[30], whole.Times[50]);
        foreach (var name in new[] { "user01_led", "user02_led" })
        {
            _folder.Write($"original/{name}.aedat", gesture.GetProperty("content").GetBytesFromBase64());
            _folder.Write($"original/{name}_labels.csv",
                System.Text.Encoding.ASCII.GetBytes($"class,startTime_usec,endTime_usec\n2,{start},{middle}\n11,{middle},{end}\n"));
        }

        _folder.Write("original/trials_to_train.txt", "user01_led.aedat\n"u8.ToArray());
        _folder.Write("original/trials_to_test.txt", "user02_led.aedat\r\n"u8.ToArray());
        Assert.True(DvsGesture.IsIn(Path.Combine(_folder.Path, "original")));
        var (training, test) = DvsGesture.Read(Path.Combine(_folder.Path, "original"));
        Assert.Equal([1, 10], training.Labels.ToArray());
        Assert.Equal(whole.Where(e => e.Time >= start && e.Time < middle), training[0]);
        Assert.Equal(whole.Where(e => e.Time >= middle && e.Time < end), test[1]);

        Npy.Write(Made("tonic/ibmGestureTrain/user01_led/3.npy"), System.Numerics.Tensors.Tensor.Create<float>([5, 6, 1, 0.5f, 7, 8, 0, 2], [2, 4]));
        Npy.Write(Made("tonic/ibmGestureTest/user02_led/0.npy"), System.Numerics.Tensors.Tensor.Create<float>([5, 6, 1, 0.5f], [1, 4]));
        (training, test) = DvsGesture.Read(Path.Combine(_folder.Path, "tonic"));
        Assert.Equal([new Event(500, 5, 6, true), new Event(2000, 7, 8, false)], training[0]);
        Assert.Equal(("right arm clockwise", 1), (training.Classes[training.Labels[0]], test.Count));

        string Made(string name)
        {
            var path = Path.Combine(_folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return path;
        }
    }

    [Fact]
    public void Archives_of_numpy_have_a_column_an_array()
    {
        var npy = Path.Combine(_folder.Path, "column.npy");
        var path = Path.Combine(_folder.Path, "a.npz");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var (name, values) in new (string, float[])[] { ("t", [1, 2000]), ("x", [3, 4]), ("y", [5, 6]), ("p", [0, 1]) })
            {
                Npy.Write(npy, System.Numerics.Tensors.Tensor.Create(values, [2]));
                archive.CreateEntryFromFile(npy, $"{name}.npy");
            }
        }

        Assert.Equal([new Event(1, 3, 5, false), new Event(2000, 4, 6, true)], EventFile.Read(path));
    }

    [Fact]
    public void Synthetic_spikes_are_those_of_their_description()
    {
        var (training, test) = SyntheticShd.Make(training: 41, test: 3, seed: 7);
        Assert.Equal([16, 17, 18], test.Labels.ToArray());
        foreach (var (set, first) in new[] { (training, 0), (test, 1 << 20) })
            for (var i = 0; i < set.Count; i += 5) Assert.Equal(Described(7, first + i), set[i].Select(e => (e.Time, e.X)));
        Assert.All(training[40], e => Assert.InRange(e.Time, 0, 1_399_999));
        Assert.InRange(training[3].Count, 500, 2500);
    }

    /// <summary>A recording as docs/event-data.md describes it.</summary>
    private static IEnumerable<(long Time, int Channel)> Described(ulong seed, int recording)
    {
        var (stream, n) = ((uint)(recording % 10), 0u);
        ulong Word()
        {
            var (w0, w1, _, _) = Philox.Block(n++, 0, uint.MaxValue, stream, (uint)seed, (uint)(seed >> 32));
            return ((ulong)w0 << 32) + w1;
        }

        double U() => (Word() >> 11) / (double)(1L << 53);
        double N() => 1.7320508075688772 * (U() + U() + U() + U() - 2);
        int R(ulong below)
        {
            while (true)
            {
                var product = (UInt128)Word() * below;
                if ((ulong)product >= (ulong)((UInt128.One << 64) % below)) return (int)(product >> 64);
            }
        }

        var sweeps = Enumerable.Range(0, 8).Select(_ => (0.6 * U(), 0.1 + (0.3 * U()), 40 + (620 * U()), 300 * (U() - 0.5), 60 + R(120))).ToList();
        (stream, n) = ((uint)(65536 + recording), 0);
        var (shift, pace, delay) = (20 * N(), Math.Max(0.5, 1 + (0.1 * N())), 0.05 * U());
        var spikes = new List<(double Time, double Place)>();
        foreach (var (onset, length, channel, sweep, count) in sweeps)
        {
            for (var left = (int)Math.Floor(count * (0.5 + U())); left > 0; left--)
            {
                var along = U();
                var t = onset + (length * along);
                spikes.Add((delay + (pace * (recording % 20 >= 10 ? 1 - t : t)) + (0.02 * N()), channel + (sweep * along) + shift + (12 * N())));
            }
        }

        for (var i = 0; i < 300; i++) spikes.Add((1.4 * U(), 700 * U()));
        return spikes.Where(spike => spike is { Time: >= 0 and < 1.4, Place: >= 0 and < 700 })
            .Select(spike => ((long)Math.Floor(1e6 * spike.Time), (int)Math.Floor(spike.Place))).OrderBy(spike => spike.Item1);
    }
}
