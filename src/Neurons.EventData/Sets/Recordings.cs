using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Neurons.IO;
using Neurons.Networks;

namespace Neurons.EventData;

/// <summary>Where the recordings of a set are from.</summary>
internal interface IRecordings
{
    /// <summary>What a recording is called in messages, such as its file.</summary>
    string Name(int index);

    /// <summary>What a recording follows from: the content of its file, and what is done with it.</summary>
    string Key(int index);

    Events Read(int index);
}

/// <summary>Recordings in memory.</summary>
internal sealed class InMemory(Events[] recordings) : IRecordings
{
    public string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"recording {index}");

    public string Key(int index)
    {
        var events = recordings[index];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(events.Sensor.ToString()));
        hash.AppendData(MemoryMarshal.AsBytes(events.Times));
        hash.AppendData(MemoryMarshal.AsBytes(events.X));
        hash.AppendData(MemoryMarshal.AsBytes(events.Y));
        hash.AppendData(events.Polarities);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    public Events Read(int index) => recordings[index];
}

/// <summary>A file for each recording.</summary>
internal sealed class InFiles(string[] paths, EventFileOptions options) : IRecordings
{
    public string Name(int index) => paths[index];

    public string Key(int index) => $"{ContentHash.Of(paths[index])} {Path.GetExtension(paths[index])} {options}";

    public Events Read(int index) => EventFile.Read(paths[index], options);
}

/// <summary>Recordings that are transformed when they are read.</summary>
internal sealed class Transformed(IRecordings recordings, EventTransform transform, ulong seed) : IRecordings
{
    public string Name(int index) => recordings.Name(index);

    public string Key(int index) =>
        $"{recordings.Key(index)} | {transform}{(transform.IsRandom ? string.Create(CultureInfo.InvariantCulture, $" of seed {Seed(index)}") : "")}";

    public Events Read(int index)
    {
        try
        {
            return transform.Apply(recordings.Read(index), Seed(index));
        }
        catch (ArgumentException problem)
        {
            throw new FormatError(Name(index), problem.Message, problem);
        }
    }

    private ulong Seed(int index) => new SampleDraw(seed, 0, index, IsTraining: false).SampleSeed;
}

/// <summary>Recordings by way of a cache.</summary>
internal sealed class Cached(IRecordings recordings, EventCache cache) : IRecordings
{
    public string Name(int index) => recordings.Name(index);

    public string Key(int index) => recordings.Key(index);

    public Events Read(int index) => cache.Get(recordings.Key(index), () => recordings.Read(index));
}

/// <summary>The hashes of the contents of files; a file that has neither another length nor another time is not read again.</summary>
internal static class ContentHash
{
    private static readonly ConcurrentDictionary<string, (long Length, DateTime Time, string Hash)> _known = new();

    public static string Of(string path)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        if (_known.TryGetValue(file.FullName, out var known) && file.Exists && known.Length == file.Length && known.Time == file.LastWriteTimeUtc)
            return known.Hash;
        using var stream = InputFile.Open(path, 1 << 16);
        var hash = Convert.ToHexString(SHA256.HashData(stream));
        _known[file.FullName] = (file.Length, file.LastWriteTimeUtc, hash);
        return hash;
    }
}
