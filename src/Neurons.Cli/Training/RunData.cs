using System.Globalization;
using System.Text.Json.Nodes;
using Neurons.EventData;
using Neurons.Primitives;

namespace Neurons.Cli.Training;

/// <summary>The data of a training, by what <c>--data</c> says.</summary>
/// <param name="Name">What the pictures and folders call it.</param>
/// <param name="Training">The data to train with.</param>
/// <param name="Test">The data to test on.</param>
internal sealed record RunData(string Name, Dataset Training, Dataset Test)
{
    public const string Digits = "digits", Synthetic = "synthetic-shd", YinYangName = "yin-yang";

    /// <summary>The points of the Yin-Yang data, as published.</summary>
    private const int YinYangTraining = 5000, YinYangTest = 1000;

    /// <summary>What a file of spikes of channels ends in.</summary>
    private const string SpikesExtension = ".h5";

    private const string Prefix = "prefix=";

    /// <summary>The share that is trained on where the data has no test data of its own.</summary>
    private const double TrainingShare = 0.8;

    public static readonly string Help =
        $"What to train on: {Digits}; {Synthetic}, spikes of 700 channels that are made; {YinYangName}, points of a disc that are drawn; "
            + "a folder in the format of MNIST, FOLDER:prefix=emnist-letters- where its file names begin so, or of CIFAR-10, SHD, SSC or DVS128 "
            + "Gesture; a file of SHD, FILE.h5; INPUTS.npy,LABELS.npy, and after a colon overTime (the second axis is time) or divisor=255; "
            + "INPUTS.npy,TARGETS.npy; an archive, FILE.npz; a time series, FILE.csv:inputs=a+b,targets=c,steps=50, and stride=… or ahead=…; "
            + "or a folder of classes with event files, FOLDER:WIDTHxHEIGHT.";

    /// <summary>What an archive of arrays ends in.</summary>
    private const string ArchiveExtension = ".npz";

    /// <summary>Whether these are the digits of the library.</summary>
    public bool IsDigits => Name == Digits;

    public bool IsImage => Training.TimeSteps is null;

    /// <summary>Whether samples are made of events, which have an augmentation of their own.</summary>
    private bool IsEvents { get; init; }

    /// <summary>
    /// Of samples that follow each other in time, how many before one have targets in common with it: they are split in time, and so many left out
    /// between; null of others, which are split at random.
    /// </summary>
    private int? Overlap { get; init; }

    /// <summary>The data to test on at the end, where <see cref="Test"/> was split off what is trained with; null elsewhere.</summary>
    public Dataset? FinalTest { get; private init; }

    /// <summary>The value of <c>--data</c> with the full paths of its files or folder.</summary>
    public static string FullPath(string spec)
    {
        if (spec is Digits or Synthetic or YinYangName) return spec;
        if (CsvSource.IsOne(spec) && Parsed(CsvSource.Parse, spec) is var series)
            return (series with { Path = Path.GetFullPath(series.Path) }).ToString();
        if (!NpySource.IsOne(spec)) return Path.GetFullPath(spec);
        var source = Parsed(NpySource.Parse, spec);
        return (source with { Inputs = Path.GetFullPath(source.Inputs), Labels = Path.GetFullPath(source.Labels) }).ToString();
    }

    /// <summary>Reads the data.</summary>
    /// <param name="spec">The value of <c>--data</c>.</param>
    /// <param name="seed">What the split is drawn from, where there is one.</param>
    /// <param name="steps">The frames that events are binned to.</param>
    /// <param name="settings">The named values of the training: transforms, augmentation and a cache of events.</param>
    public static RunData Load(string spec, ulong seed, int steps, JsonObject? settings = null)
    {
        var data = LoadAny(spec, seed, steps, settings);
        if (!data.IsEvents && settings?[RunSettings.Transforms] is not null)
            throw new UserError($"{RunSettings.Transforms} are of event data; {data.Name} has none.");
        return data;
    }

    private static RunData LoadAny(string spec, ulong seed, int steps, JsonObject? settings)
    {
        if (spec == Synthetic) return Events(spec, SyntheticShd.Make(seed: seed), seed, steps, settings);
        if (spec.EndsWith(SpikesExtension, StringComparison.OrdinalIgnoreCase) && File.Exists(spec))
            return Events(Path.GetFileNameWithoutExtension(spec), Shd.Read(spec), seed, steps, settings);
        // seeds far from each other: training and test data are not the same draws
        if (spec == YinYangName) return new(spec, YinYang.Load(YinYangTraining, seed), YinYang.Load(YinYangTest, ~seed));
        if (spec == Digits) return Split(Digits, Networks.Digits.Load(), seed);
        if (CsvSource.IsOne(spec))
        {
            var source = Parsed(CsvSource.Parse, spec);
            var all = source.Load();
            var (earlier, later) = SplitInTime(all, TrainingShare, source.Overlap, "--data");
            return new(Path.GetFileNameWithoutExtension(source.Path), earlier, later) { Overlap = source.Overlap };
        }
        if (spec.EndsWith(ArchiveExtension, StringComparison.OrdinalIgnoreCase))
            return Split(Path.GetFileNameWithoutExtension(spec), SequenceData.FromNpz(spec), seed);
        if (NpySource.IsOne(spec))
        {
            var source = Parsed(NpySource.Parse, spec);
            return Split(Path.GetFileNameWithoutExtension(source.Inputs), source.Load(), seed);
        }
        if (Directory.Exists(spec))
        {
            if (Shd.IsIn(spec)) return Events(FolderName(spec), Shd.ReadFolder(spec), seed, steps, settings);
            if (DvsGesture.IsIn(spec)) return Events(FolderName(spec), DvsGesture.Read(spec), seed, steps, settings);
            if (Cifar10.IsIn(spec)) return Cifar(spec);
            if (!Networks.Mnist.IsIn(spec))
                throw new UserError(
                    $"{spec} has no files in the format of MNIST (train-images-idx3-ubyte, …); for event files, "
                    + $"say how large the frames are: {spec}:34x34.");
            return Mnist(spec, "");
        }

        var colon = spec.LastIndexOf(':');
        if (colon > 0 && Directory.Exists(spec[..colon]))
        {
            var folder = spec[..colon];
            if (spec[(colon + 1)..].StartsWith(Prefix, StringComparison.Ordinal)) return Mnist(folder, spec[(colon + 1 + Prefix.Length)..]);
            var (width, height) = Size(spec[(colon + 1)..]);
            return Events(FolderName(folder), EventFolder.Read(folder, new() { Sensor = new(width, height) }), seed, steps, settings);
        }
        throw new UserError($"--data is '{spec}', and there is no such folder. {Help}");
    }

    /// <summary>The same data in the shape that a network takes.</summary>
    public RunData For(Network network)
    {
        int[] wanted = [.. network.InputShape];
        int[] given = [.. Training.Shape.ToArray().Select(length => (int)length)];
        if (Size(given) != Size(wanted))
        {
            var hint = IsImage && given.Length > 1 && Size(given.AsSpan(1)) == Size(wanted)
                ? $" If its {given[0]} rows are steps, say overTime: INPUTS.npy,LABELS.npy:overTime." : "";
            throw new UserError($"A sample of {Name} has the shape {Shapes.Text(given)}; the network takes {Shapes.Text(wanted)}.{hint}");
        }
        return this with { Training = Training.Reshape(wanted), Test = Test.Reshape(wanted) };

        static long Size(ReadOnlySpan<int> shape)
        {
            var size = 1L;
            foreach (var length in shape) size *= length;
            return size;
        }
    }

    /// <summary>The same data with a share of what is trained with to test on meanwhile.</summary>
    public RunData WithValidation(double share, ulong seed)
    {
        if (share == 0) return this;
        var (training, validation) = Overlap is { } overlap
            ? SplitInTime(Training, 1 - share, overlap, "--validation") : Training.Split(1 - share, seed);
        if (training.Count == 0 || validation.Count == 0)
        {
            throw new UserError(
                $"--validation is {share.ToString(CultureInfo.InvariantCulture)}; of {Training.Count} samples, "
                + $"that leaves {training.Count} to train with and {validation.Count} to test on, and at least one of each is needed.");
        }

        return this with { Training = training, Test = validation, FinalTest = Test };
    }

    /// <summary>The same data, changed when it is trained with as the training says; events are already.</summary>
    public RunData Augmented(JsonObject training)
    {
        if (IsEvents || training[RunSettings.Augmentation] is not { } given) return this;
        try
        {
            Augmentation[] all = given is JsonArray list ? [.. list.Select(one => Augmentation.Kinds.Parse(one!))]
                : [.. given.ToString().Split('|', StringSplitOptions.TrimEntries).Select(Augmentation.Parse)];
            return this with { Training = Training.Augmented(all) };
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            throw new UserError($"{RunSettings.Augmentation}: {problem.Message}");
        }
    }

    private static RunData Events(string name, EventSplit recordings, ulong seed, int steps, JsonObject? settings)
    {
        var (training, test) = EventRunData.Load(recordings, steps, seed, settings);
        return new(name, training, test) { IsEvents = true };
    }

    private static RunData Events(string name, EventSet recordings, ulong seed, int steps, JsonObject? settings) =>
        Split(name, EventRunData.Load(recordings, steps, seed, settings), seed) with { IsEvents = true };

    private static RunData Cifar(string folder)
    {
        var (training, test) = Cifar10.Load(folder);
        return new(FolderName(folder), training, test);
    }

    private static RunData Mnist(string folder, string prefix)
    {
        var (training, test) = Networks.Mnist.Load(folder, prefix: prefix);
        return new(FolderName(folder), training, test);
    }

    private static RunData Split(string name, Dataset all, ulong seed)
    {
        var (training, test) = all.Split(TrainingShare, seed);
        return new(name, training, test);
    }

    /// <summary>The samples of a time series, the later ones to test on; those between that have targets in common with these are left out.</summary>
    private static (Dataset Earlier, Dataset Later) SplitInTime(Dataset all, double share, int overlap, string option)
    {
        var first = (int)Math.Round(share * all.Count);
        if (first - overlap < 1 || first == all.Count)
            throw new UserError(
                $"{option}: there are {all.Count} samples in time, of which {overlap} have targets in common with the next; too few to train "
                + "on and to test on later ones.");
        int[] places = [.. Enumerable.Range(0, all.Count)];
        return (all.Take(places.AsSpan(0, first - overlap)), all.Take(places.AsSpan(first)));
    }

    private static T Parsed<T>(Func<string, T> parse, string spec)
    {
        try
        {
            return parse(spec);
        }
        catch (FormatException error)
        {
            throw new UserError($"--data: {error.Message}");
        }
    }

    private static string FolderName(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static (int Width, int Height) Size(string text) =>
        text.Split('x') is [var width, var height]
        && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var w)
            && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            ? (w, h)
            : throw new UserError(
                $"--data says '{text}' of a folder; it must be WIDTHxHEIGHT, the size of the frames, such as 34x34, or {Prefix}…, "
                + "what the names of MNIST's files begin with.");
}
