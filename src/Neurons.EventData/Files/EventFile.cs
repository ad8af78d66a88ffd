using Neurons.IO;

namespace Neurons.EventData;

/// <summary>
/// Reads recordings of event cameras: AEDAT 2.0, 3.1 and 4, the binary format of N-MNIST and N-Caltech101 (<c>.bin</c>), numpy's files, and text
/// (<c>.csv</c>) with the columns t, x, y and polarity.
/// </summary>
public static class EventFile
{
    /// <summary>The endings of the files that <see cref="Read"/> takes.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".bin", ".csv", ".aedat", ".aedat4", ".npz", ".npy"];

    /// <summary>Reads a recording, in the order of the file.</summary>
    /// <param name="path">The file, with one of the <see cref="Extensions"/>.</param>
    /// <param name="options">What the file does not say; null for nothing.</param>
    /// <exception cref="FormatError">The file is not a whole recording; the message gives the line, the event or the byte.</exception>
    public static Events Read(string path, EventFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new();
        var sensor = options.Sensor;
        var events = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".bin" => AtisFile.Read(path, InputFile.ReadBytes(path)),
            ".csv" => CsvColumns.Read(path, InputFile.ReadBytes(path), options.TimeUnit),
            ".aedat" or ".aedat4" => Aedat.Read(path, InputFile.ReadBytes(path), options, ref sensor),
            ".npz" or ".npy" => NumpyEvents.Read(path, options),
            var other => throw new FormatError(path, $"ends in '{other}'; {string.Join(", ", Extensions)} are allowed"),
        };
        return events.ToEvents(sensor, problem => new FormatError(path, problem));
    }
}
