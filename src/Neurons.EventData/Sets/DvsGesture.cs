using System.Globalization;
using Neurons.IO;

namespace Neurons.EventData;

/// <summary>
/// DVS128 Gesture (Amir et al., "A low power, fully event-based gesture recognition system", 2017): 11 gestures in front of a DVS128. Two
/// layouts: the original's, AEDAT 3.1 with a <c>…_labels.csv</c> for each that says when a gesture begins and ends, and <c>trials_to_train.txt</c>
/// and <c>trials_to_test.txt</c>; or tonic's, <c>ibmGestureTrain</c> and <c>ibmGestureTest</c> with a folder for each recording and a <c>.npy</c>,
/// with times in ms, for each gesture.
/// </summary>
public static class DvsGesture
{
    private const string Trials = "trials_to_train.txt", TestTrials = "trials_to_test.txt", Train = "ibmGestureTrain", Test = "ibmGestureTest";

    private static readonly EventSensor _sensor = new(128, 128);

    /// <summary>The names of the gestures.</summary>
    public static IReadOnlyList<string> Classes { get; } =
    [
        "hand clapping", "right hand wave", "left hand wave", "right arm clockwise", "right arm counter clockwise", "left arm clockwise",
        "left arm counter clockwise", "arm roll", "air drums", "air guitar", "other gestures",
    ];

    /// <summary>Whether a folder has one of the layouts.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Trials)) || Directory.Exists(Path.Combine(folder, Train));

    /// <summary>The recordings of a folder, which are read when they are asked for.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FormatError">A file is missing or malformed.</exception>
    public static EventSplit Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (File.Exists(Path.Combine(folder, Trials))) return new(RecordingsOf(folder, Trials), RecordingsOf(folder, TestTrials));
        if (Directory.Exists(Path.Combine(folder, Train))) return new(Arrays(Path.Combine(folder, Train)), Arrays(Path.Combine(folder, Test)));
        throw new FormatError(folder, $"has neither {Trials} nor {Train}; DVS128 Gesture has one of them");
    }

    private static EventSet Arrays(string folder)
    {
        if (!Directory.Exists(folder)) throw new FormatError(folder, "there is no such folder");
        var (paths, labels) = (new List<string>(), new List<int>());
        foreach (var path in Directory.EnumerateFiles(folder, "*.npy", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            paths.Add(path);
            labels.Add(int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var label)
                && label < Classes.Count ? label : throw new FormatError(path, $"must be named after its class, 0.npy to {Classes.Count - 1}.npy"));
        }

        return new(new InFiles([.. paths], new() { Sensor = _sensor, TimeUnit = 1e-3 }), [.. labels], Classes);
    }

    private static EventSet RecordingsOf(string folder, string list)
    {
        var (parts, labels) = (new List<Part>(), new List<int>());
        var trials = InputFile.ReadText(Path.Combine(folder, list));
        foreach (var line in trials.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.Combine(folder, Path.GetFileName(line));
            var table = $"{Path.ChangeExtension(path, null)}_labels.csv";
            var rows = Csv.Read(table).Values;
            if (rows.Lengths[1] != 3)
                throw new FormatError(table, $"has {rows.Lengths[1]} columns; class, startTime_usec and endTime_usec are expected");
            for (var row = 0; row < rows.Lengths[0]; row++)
            {
                FormatError Error(string problem) => new(table, $"row {row + 1}: {problem}");
                var (label, start, end) = (rows[row, 0], EventTime.Of(rows[row, 1], null, Error), EventTime.Of(rows[row, 2], null, Error));
                if (!(label >= 1 && label <= Classes.Count && label == Math.Floor(label)))
                    throw Error($"the class is {label}; 1 to {Classes.Count} are allowed");
                parts.Add(new(path, start, end));
                labels.Add((int)label - 1);
            }
        }

        return new(new Recordings([.. parts]), [.. labels], Classes);
    }

    private sealed record Part(string Path, long Start, long End);

    private sealed class Recordings(Part[] parts) : IRecordings
    {
        private readonly Lock _lock = new();
        private (string Path, Events Events)? _last;

        public string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"{parts[index].Path}, from {parts[index].Start} µs");

        public string Key(int index) => string.Create(
            CultureInfo.InvariantCulture, $"{ContentHash.Of(parts[index].Path)} DVS128 Gesture {parts[index].Start} to {parts[index].End}");

        public Events Read(int index)
        {
            var (path, start, end) = (parts[index].Path, parts[index].Start, parts[index].End);
            Events whole;
            // The gestures of a recording follow each other, and are in one file.
            lock (_lock)
            {
                whole = _last is { } last && last.Path == path ? last.Events : EventFile.Read(path, new() { Sensor = _sensor });
                _last = (path, whole);
            }

            return whole.Keep(i => whole.Times[i] >= start && whole.Times[i] < end);
        }
    }
}
