using Neurons.IO;

namespace Neurons.EventData;

/// <summary>
/// The Heidelberg spiking data sets in HDF5: the spiking Heidelberg digits (SHD) and the spiking speech commands (SSC), spikes of 700 channels
/// (Cramer et al., "The Heidelberg spiking data sets for the systematic evaluation of spiking neural networks", 2022). A file has
/// <c>spikes/times</c> in seconds and <c>spikes/units</c>, a sequence of each for each recording, and <c>labels</c>; SHD has the names of the
/// classes in <c>extra/keys</c>.
/// </summary>
public static class Shd
{
    /// <summary>The channels of a recording; they have neither rows nor polarities.</summary>
    public const int Channels = 700;

    /// <summary>SSC has 35; each has a name, which a damaged label must not make many of.</summary>
    private const int MostClasses = 1000;

    private const string Spikes = "spikes", Times = "times", Units = "units", Labels = "labels", Extra = "extra", Keys = "keys";

    /// <summary>The names that files to train with and to test on have.</summary>
    private static readonly (string Training, string Test)[] _names = [("shd_train.h5", "shd_test.h5"), ("ssc_train.h5", "ssc_test.h5")];

    /// <summary>The recordings of a file. Times are rounded to µs.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">The file is malformed, or no such data set.</exception>
    public static EventSet Read(string path)
    {
        var root = Hdf5File.Open(path).Root;
        var spikes = root.Group(Spikes);
        var (times, units, labels) = (spikes.Data(Times), spikes.Data(Units), root.Data(Labels));
        foreach (var (name, array) in new[] { (Times, times), (Units, units) })
            if (!array.IsSequences || array.Type == Hdf5Type.String || array.Shape.Length != 1)
                throw spikes.Error($"{name} is {array}; it must be sequences of numbers, one for each recording");
        if (!labels.IsNumeric || labels.Shape.Length != 1)
            throw root.Error($"{Labels} is {labels}; it must be whole numbers, one for each recording");
        if (times.Count != units.Count || labels.Count != units.Count)
            throw root.Error($"there are {times.Count} sequences of times, {units.Count} of units and {labels.Count} labels; they must be as many");
        var classes = labels.To<long>();
        if (Array.FindIndex(classes, label => label is < 0 or >= MostClasses) is >= 0 and var bad)
            throw root.Error($"{Labels}: label {bad} is {classes[bad]}; 0 to {MostClasses - 1} are allowed");
        var count = (int)classes.DefaultIfEmpty(-1).Max() + 1;
        string[] names = root.Contains(Extra) && root.Group(Extra) is var extra && extra.Contains(Keys)
            && extra.Data(Keys) is { Type: Hdf5Type.String } keys && keys.Count >= count ? keys.Texts.ToArray() : EventSet.Numbers(count);
        return new(new Recordings(path, times, units), Array.ConvertAll(classes, label => (int)label), names);
    }

    /// <summary>The recordings of a folder that has <c>shd_train.h5</c> and <c>shd_test.h5</c>, or the two of SSC.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FormatError">The files are not there, or malformed.</exception>
    public static EventSplit ReadFolder(string folder)
    {
        foreach (var (training, test) in _names)
            if (File.Exists(Path.Combine(folder, training))) return new(Read(Path.Combine(folder, training)), Read(Path.Combine(folder, test)));
        throw new FormatError(folder, $"has neither {string.Join(" nor ", _names.Select(pair => pair.Training))}");
    }

    /// <summary>Whether a folder has files of these data sets.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder) => _names.Any(pair => File.Exists(Path.Combine(folder, pair.Training)));

    private sealed class Recordings(string path, Hdf5Array times, Hdf5Array units) : IRecordings
    {
        public string Name(int index) => $"{path}, recording {index}";

        public string Key(int index) => $"{ContentHash.Of(path)} SHD {index}";

        public Events Read(int index)
        {
            var (when, where) = (times.Sequence<double>(index), units.Sequence<long>(index));
            if (when.Length != where.Length) throw Error($"there are {when.Length} times and {where.Length} units; they must be as many");
            var columns = new EventColumns(when.Length);
            for (var i = 0; i < when.Length; i++)
            {
                var place = i;
                if (where[i] is < 0 or >= Channels) throw Error($"the unit of spike {i} is {where[i]}; 0 to {Channels - 1} are allowed");
                columns.Add(EventTime.Of(when[i], 1, problem => Error($"spike {place}: {problem}")), (ushort)where[i], 0, isOn: false);
            }

            return columns.On(new(Channels, 1, 1));

            FormatError Error(string problem) => new(path, $"recording {index}: {problem}");
        }
    }
}
