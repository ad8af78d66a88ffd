
namespace Neurons.IO;

/// <summary>
/// An HDF5 file: superblocks 0 to 3, groups of both styles with hard links, data sets of numbers, texts and sequences of numbers. Every
/// address, size and count is checked against the file before something is read or allocated for it, and all that is read is counted, so that
/// neither circles nor things that overlap make work or memory without an end. The format: "HDF5 File Format Specification", The HDF Group.
/// </summary>
public sealed class Hdf5File
{
    /// <summary>An address of ones: there is nothing.</summary>
    internal const long Undefined = -1;

    /// <summary>A whole file is read once, and a part of it that several paths lead to a few times.</summary>
    private const int MostReadings = 8;

    /// <summary>What every file begins with.</summary>
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Dictionary<long, Hdf5Array> _data = [];
    private string _where = "/";
    private long _left;

    private Hdf5File(string path, ReadOnlyMemory<byte> bytes)
    {
        Path = path;
        _bytes = bytes;
        _left = (MostReadings * (long)bytes.Length) + 4096;
        Heaps = new(this);
    }

    /// <summary>The name of the file, for messages.</summary>
    public string Path { get; }

    /// <summary>The bytes of the file.</summary>
    public long Size => _bytes.Length;

    /// <summary>The bytes of an address.</summary>
    internal int OffsetSize { get; private set; }

    /// <summary>The bytes of a size.</summary>
    internal int LengthSize { get; private set; }

    internal GlobalHeaps Heaps { get; }

    /// <summary>The group that holds all others.</summary>
    public Hdf5Group Root { get; private set; } = null!;

    /// <summary>Reads what a file begins with, and the names in its root.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">This is no HDF5 file, or one of a kind that is not read.</exception>
    public static Hdf5File Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = new FileBytes(path);
        return Open(path, file.Read(file.Remaining, "the file"));
    }

    /// <summary>Reads what a file begins with, and the names in its root.</summary>
    /// <param name="path">The name of the file, for messages.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="FormatError">This is no HDF5 file, or one of a kind that is not read.</exception>
    public static Hdf5File Open(string path, ReadOnlyMemory<byte> bytes)
    {
        // What another program put before the file is a power of two long, of 512 bytes at the least.
        for (long start = 0; start + 8 <= bytes.Length; start = start == 0 ? 512 : 2 * start)
        {
            if (!bytes.Span.Slice((int)start, 8).SequenceEqual(Signature)) continue;
            var file = new Hdf5File(path, bytes[(int)start..]);
            file.Root = file.ReadSuperblock(start);
            return file;
        }

        throw new FormatError(path, "is not an HDF5 file: it does not begin with the signature of one");
    }

    internal FormatError Error(string problem, Exception? inner = null) => new(Path, $"{_where}: {problem}", inner);

    /// <summary>A place in the file, to read on from there.</summary>
    internal H5Cursor At(long address, string what) => At(address, Size - Math.Clamp(address, 0, Size), what);

    /// <summary>A part of the file.</summary>
    internal H5Cursor At(long address, long length, string what)
    {
        Require(address, length, what);
        return new(this, address, address + length, what);
    }

    internal ReadOnlySpan<byte> Bytes(long start, long length)
    {
        Claim(length);
        return _bytes.Span.Slice((int)start, (int)length);
    }

    /// <summary>A part of the file, which is there as long as the file is.</summary>
    internal ReadOnlyMemory<byte> Memory(long address, long length, string what)
    {
        Require(address, length, what);
        Claim(length);
        return _bytes.Slice((int)address, (int)length);
    }

    /// <summary>Bytes that are looked at before it is known how many of them are read.</summary>
    internal ReadOnlySpan<byte> Peek(long start, long length) => _bytes.Span.Slice((int)start, (int)length);

    /// <summary>Counts what is read, or made up where nothing is stored.</summary>
    internal void Claim(long bytes)
    {
        if (bytes > _left) throw Error($"the file has {Size} bytes and refers to more, in circles or to the same ones over and over");
        _left -= bytes;
    }

    /// <summary>What a link leads to: a group, or the values of a data set, which are read once.</summary>
    internal object Object(long address, string path, Hdf5Group? parent)
    {
        if (_data.TryGetValue(address, out var known)) return known;
        var before = _where;
        _where = path.Length == 0 ? "/" : path;
        for (var above = parent; above is not null; above = above.Parent)
            if (above.Address == address) throw Error("the group contains itself");
        if (parent is { Depth: >= Hdf5Group.Deepest }) throw Error($"groups are nested more than {Hdf5Group.Deepest} deep");
        var header = H5Header.Read(this, address);
        if (header.IsGroup == header.IsData) throw Error("is neither a group nor a data set");
        object found = header.IsGroup
            ? new Hdf5Group(this, path, address, parent, GroupLinks.Read(this, header)) : _data[address] = H5Dataset.Read(this, header);
        _where = before;
        return found;
    }

    private void Require(long address, long length, string what)
    {
        if (address < 0 || length < 0 || address > Size || length > Size - address)
            throw Error($"{what} is said to be at {address}, {length} bytes; the file has {Size}");
    }

    private Hdf5Group ReadSuperblock(long start)
    {
        var cursor = At(8, "the superblock");
        var version = cursor.Byte();
        if (version > 3) throw Error($"the superblock has the version {version}; 0 to 3 are read");
        if (version < 2) cursor.Skip(4);
        (OffsetSize, LengthSize) = (cursor.Byte(), cursor.Byte());
        if (OffsetSize is not (2 or 4 or 8) || LengthSize is not (2 or 4 or 8))
            throw Error($"addresses have {OffsetSize} bytes and sizes {LengthSize}; 2, 4 and 8 are read");
        // From here on: flags, or in older files the widths of their trees, too.
        cursor.Skip(version switch { 0 => 9, 1 => 13, _ => 1 });
        var origin = cursor.Offset();
        if (origin != start && origin != 0) throw Error($"addresses count from {origin}; from 0 and {start} are read");
        cursor.Skip(OffsetSize);
        var end = cursor.Offset();
        if (end > Size + start) throw Error($"the file is truncated: it should have {end} bytes and has {Size + start}");
        if (version < 2) cursor.Skip(OffsetSize + LengthSize);
        var address = cursor.Offset();
        if (version >= 2) Lookup3.Check(this, 0, 12 + (4L * OffsetSize), "the superblock");
        return Object(address, "", null) as Hdf5Group ?? throw Error("the root is not a group");
    }
}
