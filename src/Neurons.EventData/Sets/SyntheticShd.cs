using System.Globalization;

namespace Neurons.EventData;

/// <summary>
/// Spikes in the shape of the spiking Heidelberg digits, made and not recorded: 700 channels, 1.4 s, 20 classes. Of what a class is made, and
/// how a recording differs from it, follows from a seed; docs/event-data.md describes it so that it can be made again anywhere, bit for bit.
/// A class and the one ten above it have the same spikes in the opposite order of time, so that counts alone tell only which pair it is.
/// </summary>
public static class SyntheticShd
{
    /// <summary>The number of classes.</summary>
    public const int Classes = 20;

    /// <summary>The length of a recording in µs.</summary>
    public const long Duration = 1_400_000;

    /// <summary>The recordings to test on are those from this number on.</summary>
    public const int FirstTest = 1 << 20;

    private const int Pairs = Classes / 2, Tracks = 8, Noise = 300;

    /// <summary>The stream of a seed that recording 0 is drawn from; those of the classes come before.</summary>
    private const uint FirstRecording = 1 << 16;

    /// <summary>Recordings to train with, and others of the same classes to test on, which are made when they are asked for.</summary>
    /// <param name="training">How many to train with, 1 to <see cref="FirstTest"/>.</param>
    /// <param name="test">How many to test on, 1 to <see cref="FirstTest"/>.</param>
    /// <param name="seed">What classes and recordings are drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too few or too many.</exception>
    public static EventSplit Make(int training = 4000, int test = 1000, ulong seed = 1)
    {
        Require.That(training is >= 1 and <= FirstTest, nameof(SyntheticShd), nameof(training), training, $"in 1 .. {FirstTest}");
        Require.That(test is >= 1 and <= FirstTest, nameof(SyntheticShd), nameof(test), test, $"in 1 .. {FirstTest}");
        Track[][] classes = [.. Enumerable.Range(0, Pairs).Select(pair => Class(new RandomStream(seed, (uint)pair)))];
        return new(Set(0, training), Set(FirstTest, test));

        EventSet Set(int first, int count) => new(
            new Recordings(classes, seed, first), [.. Enumerable.Range(first, count).Select(i => i % Classes)], EventSet.Numbers(Classes));
    }

    /// <summary>What a pair of classes is made of: sweeps through the channels, in the order in which their numbers are drawn.</summary>
    private static Track[] Class(RandomStream random)
    {
        var tracks = new Track[Tracks];
        for (var k = 0; k < Tracks; k++)
        {
            var onset = 0.6 * random.NextDouble();
            var length = 0.1 + (0.3 * random.NextDouble());
            var channel = 40 + (620 * random.NextDouble());
            var sweep = 300 * (random.NextDouble() - 0.5);
            tracks[k] = new(onset, length, channel, sweep, 60 + random.NextInt(120));
        }

        return tracks;
    }

    private static Events Recording(Track[] tracks, bool isReversed, RandomStream random)
    {
        // What a speaker does: another pitch, another pace, a late beginning.
        var shift = 20 * Bell(random);
        var pace = Math.Max(0.5, 1 + (0.1 * Bell(random)));
        var delay = 0.05 * random.NextDouble();
        var spikes = new List<(long Time, int Channel)>();
        foreach (var track in tracks)
        {
            var count = (int)(track.Spikes * (0.5 + random.NextDouble()));
            for (var i = 0; i < count; i++)
            {
                var along = random.NextDouble();
                var time = track.Onset + (track.Length * along);
                if (isReversed) time = 1 - time;
                time = delay + (pace * time) + (0.02 * Bell(random));
                Add(time, track.Channel + (track.Sweep * along) + shift + (12 * Bell(random)));
            }
        }

        for (var i = 0; i < Noise; i++) Add(Duration / 1e6 * random.NextDouble(), Shd.Channels * random.NextDouble());

        var columns = new EventColumns(spikes.Count);
        // Equal times stay in the order in which they were drawn.
        foreach (var (time, channel) in spikes.OrderBy(spike => spike.Time)) columns.Add(time, (ushort)channel, 0, isOn: false);
        return columns.On(new(Shd.Channels, 1, 1));

        void Add(double seconds, double channel)
        {
            if (seconds >= 0 && seconds < Duration / 1e6 && channel >= 0 && channel < Shd.Channels) spikes.Add(((long)(seconds * 1e6), (int)channel));
        }
    }

    /// <summary>Four uniform numbers summed: a bell of mean 0 and variance 1 that every machine computes alike.</summary>
    private static double Bell(RandomStream random)
    {
        const double RootOf3 = 1.7320508075688772;
        var sum = random.NextDouble();
        sum += random.NextDouble();
        sum += random.NextDouble();
        sum += random.NextDouble();
        return RootOf3 * (sum - 2);
    }

    /// <summary>A sweep: seconds from its onset, its length, the channel where it begins, how far it goes, and its mean number of spikes.</summary>
    private sealed record Track(double Onset, double Length, double Channel, double Sweep, int Spikes);

    private sealed class Recordings(Track[][] classes, ulong seed, int first) : IRecordings
    {
        public string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"recording {first + index} of synthetic SHD");

        public string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"synthetic SHD, seed {seed}, recording {first + index}");

        public Events Read(int index)
        {
            var (number, label) = (first + index, (first + index) % Classes);
            return Recording(classes[label % Pairs], label >= Pairs, new RandomStream(seed, FirstRecording + (uint)number));
        }
    }
}
