using System.Buffers.Binary;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Neurons.IO;

namespace Neurons.EventData;

/// <summary>
/// Recordings on disk by what they follow from: the content of their file, the transforms, and the version of the library. An entry is written
/// atomically, so that several processes can share a folder; one that is damaged is made anew. Entries that nobody needs any more can be deleted
/// at any time.
/// </summary>
public sealed class EventCache
{
    private const int HeaderSize = 72, ChecksumAt = 68, BytesOfEvent = 13;
    private static readonly string _version =
        typeof(EventCache).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private long _hits, _made;

    /// <summary>A cache in a folder, which is created.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public EventCache(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(Folder);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>How many recordings were read from the folder.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>How many recordings were made, as they were not there or were damaged.</summary>
    public long Made => Interlocked.Read(ref _made);

    private static ReadOnlySpan<byte> Magic => "NEUREVT1"u8;

    /// <summary>The recording of a key: the one on disk, or the one that is made, which is kept.</summary>
    /// <param name="key">What the recording follows from.</param>
    /// <param name="make">Makes it.</param>
    /// <exception cref="IOException">The entry cannot be written.</exception>
    public Events Get(string key, Func<Events> make)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(make);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{_version}\n{key}"));
        var name = Convert.ToHexStringLower(hash);
        // A folder holds only some of the entries: file systems and backups like it better.
        var path = Path.Combine(Folder, name[..2], $"{name[2..]}.events");
        if (Read(path, hash) is { } known)
        {
            Interlocked.Increment(ref _hits);
            return known;
        }

        var events = make();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, stream => Write(stream, hash, events));
        Interlocked.Increment(ref _made);
        return events;
    }

    /// <summary>Where the folder is.</summary>
    public override string ToString() => Folder;

    /// <summary>Magic number, hash, count, sensor, checksum of all that is before and of the columns, which follow.</summary>
    private static void Write(Stream stream, byte[] hash, Events events)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        Magic.CopyTo(header);
        hash.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], events.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[48..], events.Sensor.Width);
        BinaryPrimitives.WriteInt32LittleEndian(header[52..], events.Sensor.Height);
        BinaryPrimitives.WriteInt32LittleEndian(header[56..], events.Sensor.Polarities);
        header[60..ChecksumAt].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(
            header[ChecksumAt..], Checksum(header, events.Times, events.X, events.Y, events.Polarities));
        stream.Write(header);
        stream.Write(MemoryMarshal.AsBytes(events.Times));
        stream.Write(MemoryMarshal.AsBytes(events.X));
        stream.Write(MemoryMarshal.AsBytes(events.Y));
        stream.Write(events.Polarities);
    }

    /// <summary>What an entry holds; null where it is missing, damaged or that of another key.</summary>
    private static Events? Read(string path, byte[] hash)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            Span<byte> header = stackalloc byte[HeaderSize];
            if (length < HeaderSize || RandomAccess.Read(file, header, 0) != HeaderSize) return null;
            var count = BinaryPrimitives.ReadInt64LittleEndian(header[40..]);
            if (!header[..8].SequenceEqual(Magic) || !header.Slice(8, 32).SequenceEqual(hash)) return null;
            if (count < 0 || count > Array.MaxLength || HeaderSize + (count * BytesOfEvent) != length) return null;
            var times = GC.AllocateUninitializedArray<long>((int)count);
            var (x, y) = (GC.AllocateUninitializedArray<ushort>((int)count), GC.AllocateUninitializedArray<ushort>((int)count));
            var on = GC.AllocateUninitializedArray<byte>((int)count);
            long at = HeaderSize;
            if (!Fill(file, MemoryMarshal.AsBytes(times.AsSpan()), ref at) || !Fill(file, MemoryMarshal.AsBytes(x.AsSpan()), ref at)
                || !Fill(file, MemoryMarshal.AsBytes(y.AsSpan()), ref at) || !Fill(file, on, ref at)) return null;
            if (Checksum(header, times, x, y, on) != BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..])) return null;
            var sensor = new EventSensor(
                BinaryPrimitives.ReadInt32LittleEndian(header[48..]), BinaryPrimitives.ReadInt32LittleEndian(header[52..]),
                BinaryPrimitives.ReadInt32LittleEndian(header[56..]));
            return new Events(sensor, times, x, y, on, 0, (int)count);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Fill(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> bytes, ref long at)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file, bytes, at);
            if (read == 0) return false;
            bytes = bytes[read..];
            at += read;
        }

        return true;
    }

    private static uint Checksum(
        ReadOnlySpan<byte> header, ReadOnlySpan<long> times, ReadOnlySpan<ushort> x, ReadOnlySpan<ushort> y, ReadOnlySpan<byte> on)
    {
        var sum = Add(uint.MaxValue, header[..ChecksumAt]);
        sum = Add(sum, MemoryMarshal.AsBytes(times));
        sum = Add(sum, MemoryMarshal.AsBytes(x));
        sum = Add(sum, MemoryMarshal.AsBytes(y));
        return Add(sum, on);
    }

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes)) sum = BitOperations.Crc32C(sum, word);
        foreach (var one in bytes[(bytes.Length & ~7)..]) sum = BitOperations.Crc32C(sum, one);
        return sum;
    }
}
