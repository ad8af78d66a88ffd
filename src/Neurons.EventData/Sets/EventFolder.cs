using System.Globalization;
using Neurons.IO;
using Neurons.Networks;

namespace Neurons.EventData;

/// <summary>
/// Folders of event recordings: a folder for each class, named after it, with a file for each sample in one of the formats of
/// <see cref="EventFile"/>, as N-MNIST, N-Caltech101 and CIFAR10-DVS come.
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

    /// <summary>The recordings of a folder, which are read when they are asked for.</summary>
    /// <param name="folder">The folder with the folders of the classes.</param>
    /// <param name="options">What the files do not say, such as the sensor; null for nothing.</param>
    /// <exception cref="FormatError">A folder has no recordings.</exception>
    public static EventSet Read(string folder, EventFileOptions? options = null)
    {
        var names = Classes(folder);
        var (paths, labels) = (new List<string>(), new List<int>());
        for (var label = 0; label < names.Count; label++)
        {
            foreach (var path in Recordings(Path.Combine(folder, names[label])))
            {
                paths.Add(path);
                labels.Add(label);
            }
        }

        return new(new InFiles([.. paths], options ?? new()), [.. labels], names);
    }

    /// <summary>Reads all recordings; a sample is [T, 2, height, width]. The events are kept, at 4 bytes each, and become frames when used.</summary>
    /// <param name="folder">The folder with the folders of the classes.</param>
    /// <param name="frames">How events become frames.</param>
    /// <exception cref="FormatError">A folder has no recordings, or a file is malformed.</exception>
    public static Dataset Load(string folder, EventFrames frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        frames.Check();
        return Read(folder).ToDataset(frames);
    }

    private static string[] Recordings(string folder)
    {
        string[] paths = [.. Directory.EnumerateFiles(folder)
            .Where(path => EventFile.Extensions.Contains(Path.GetExtension(path).ToLowerInvariant())).Order(StringComparer.Ordinal)];
        return paths.Length > 0 ? paths
            : throw new FormatError(folder, $"has no recordings; files that end in {string.Join(", ", EventFile.Extensions)} are expected");
    }
}
