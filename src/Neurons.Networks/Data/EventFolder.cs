using System.Globalization;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// Folders of event recordings: a folder for each class, named after it, with a <c>.bin</c> or <c>.csv</c> file for each sample, as N-MNIST and
/// N-Caltech101 come.
/// </summary>
public static class EventFolder
{
    /// <summary>The names of the classes: the folders in a folder, by number where all are numbers, else by name.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<string> Classes(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder)) throw new FormatError(folder, "there is no such folder");
        string[] names = [.. Directory.EnumerateDirectories(folder)
            .Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
        if (names.Length == 0) throw new FormatError(folder, "has no folders; one for each class is expected");
        return Array.TrueForAll(names, name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => int.Parse(name, NumberStyles.None, CultureInfo.InvariantCulture))]
            : names;
    }

    /// <summary>Reads all recordings; a sample is [T, 2, height, width]. The events are kept, at 4 bytes each, and become frames when used.</summary>
    /// <param name="folder">The folder with the folders of the classes.</param>
    /// <param name="frames">How events become frames.</param>
    /// <exception cref="FormatError">A folder has no recordings, or a file is malformed.</exception>
    public static Dataset Load(string folder, EventFrames frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        frames.Check();
        var names = Classes(folder);
        var places = new List<int[]>();
        var labels = new List<int>();
        for (var label = 0; label < names.Count; label++)
        {
            var recordings = Recordings(Path.Combine(folder, names[label]));
            foreach (var path in recordings)
            {
                places.Add(frames.Places(EventFile.Read(path), problem => new FormatError(path, problem)));
                labels.Add(label);
            }
        }
        return new Dataset(
            new EventSamples([.. places], frames.Features, frames.Steps, frames.Binary), [.. labels], frames.Shape, isConstant: false, names.Count);
    }

    private static string[] Recordings(string folder)
    {
        string[] paths = [.. Directory.EnumerateFiles(folder)
            .Where(path => EventFile.Extensions.Contains(Path.GetExtension(path).ToLowerInvariant())).Order(StringComparer.Ordinal)];
        return paths.Length > 0 ? paths
            : throw new FormatError(folder, $"has no recordings; files that end in {string.Join(" or ", EventFile.Extensions)} are expected");
    }
}
