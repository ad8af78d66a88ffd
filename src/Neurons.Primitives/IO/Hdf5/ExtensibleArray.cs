using System.Numerics;

namespace Neurons.IO;

/// <summary>
/// The index of chunks of data with one axis that can grow: entries in an index block, then in data blocks that double in size now and then,
/// to the first of which the index block points, to the others super blocks.
/// </summary>
internal sealed class ExtensibleArray
{
    private const string What = "the index of chunks";

    private readonly Hdf5File _file;
    private readonly int _client;
    private readonly int _entrySize;
    private readonly int _placeSize;
    private readonly long _pageLength;
    private readonly long _count;
    private readonly Action<long, int, H5Cursor> _add;
    private long _next;

    private ExtensibleArray(Hdf5File file, long address, int client, Action<long, int, H5Cursor> add)
    {
        (_file, _client, _add) = (file, client, add);
        var header = Open(address, "EAHD");
        _entrySize = header.Byte();
        int bits = header.Byte();
        int inIndex = header.Byte();
        int least = header.Byte();
        int leastPointers = header.Byte();
        int pageBits = header.Byte();
        header.Skip(4 * file.LengthSize);
        _count = header.Length();
        header.Length();
        var index = header.Offset();
        Lookup3.Check(file, address, header.Position - address, What);
        if (bits is 0 or > 62 || pageBits > 40 || !BitOperations.IsPow2(least) || !BitOperations.IsPow2(leastPointers) || _count > file.Size)
            throw header.Error($"has {_count} entries, in blocks of {least} and more, which do not fit");
        (_placeSize, _pageLength) = ((bits + 7) / 8, 1L << pageBits);
        if (index != Hdf5File.Undefined) ReadIndex(index, inIndex, least, leastPointers, Math.Max(0, bits - BitOperations.Log2((uint)least) + 1));
    }

    /// <summary>Gives each entry to <paramref name="add"/>, which reads it: its number, its bytes, and where it is.</summary>
    public static void Read(Hdf5File file, long address, int client, Action<long, int, H5Cursor> add) =>
        _ = new ExtensibleArray(file, address, client, add);

    private H5Cursor Open(long address, string signature)
    {
        var cursor = _file.At(address, What);
        cursor.Signature(signature);
        cursor.Version(0);
        if (cursor.Byte() is var client && client != _client) throw cursor.Error($"is of the kind {client}");
        return cursor;
    }

    private void ReadIndex(long address, int inIndex, int least, int leastPointers, int superBlocks)
    {
        var block = Open(address, "EAIB");
        block.Skip(_file.OffsetSize);
        Entries(block, inIndex);
        // The blocks of the first super blocks are listed here.
        var direct = 2 * BitOperations.Log2((uint)leastPointers);
        var blocks = new List<(long Address, int Super)>();
        for (var super = 0; super < Math.Min(direct, superBlocks); super++)
            for (var i = 0; i < 1L << (super / 2); i++) blocks.Add((block.Offset(), super));
        var supers = new List<(long Address, int Super)>();
        for (var super = direct; super < superBlocks; super++) supers.Add((block.Offset(), super));
        Lookup3.Check(_file, address, block.Position - address, What);
        foreach (var (data, super) in blocks) ReadData(data, Length(super, least), null);
        foreach (var (place, super) in supers) ReadSuper(place, super, Length(super, least));
    }

    private static long Length(int super, int least) => ((super + 1) / 2) < 32 ? (long)least << ((super + 1) / 2) : long.MaxValue >> 8;

    private void ReadSuper(long address, int super, long length)
    {
        if (_next >= _count) return;
        var blocks = 1L << Math.Min(super / 2, 40);
        if (address == Hdf5File.Undefined)
        {
            _next += blocks > _count / length ? _count : blocks * length;
            return;
        }

        var block = Open(address, "EASB");
        if (blocks > block.Left / _file.OffsetSize) throw block.Error($"lists {blocks} blocks, for which there is no room");
        block.Skip(_file.OffsetSize + _placeSize);
        // A bit for each page of each block says whether it is used.
        var pages = length > _pageLength ? length / _pageLength : 0;
        var used = new byte[pages == 0 ? 0 : blocks][];
        for (var i = 0; i < used.Length; i++) used[i] = block.Bytes((pages + 7) / 8).ToArray();
        var data = new List<long>();
        for (var i = 0; i < blocks; i++) data.Add(block.Offset());
        Lookup3.Check(_file, address, block.Position - address, What);
        for (var i = 0; i < data.Count; i++) ReadData(data[i], length, pages == 0 ? null : used[i]);
    }

    private void ReadData(long address, long length, byte[]? used)
    {
        if (address == Hdf5File.Undefined || _next >= _count)
        {
            _next += Math.Min(length, _file.Size);
            return;
        }

        var block = Open(address, "EADB");
        block.Skip(_file.OffsetSize + _placeSize);
        if (used is null)
        {
            Entries(block, length);
            Close(block, address);
            return;
        }

        Close(block, address);
        for (var page = 0L; page < length / _pageLength; page++)
        {
            var start = block.Position;
            if ((used[page / 8] & (0x80 >> (int)(page % 8))) == 0)
            {
                // A page that is not used is there all the same, unless the file ends before.
                block.Skip(Math.Min(block.Left, (_pageLength * _entrySize) + 4));
                _next += _pageLength;
                continue;
            }

            Entries(block, _pageLength);
            Close(block, start);
        }
    }

    private void Entries(H5Cursor block, long count)
    {
        for (var i = 0L; i < count; i++) _add(_next++, _entrySize, block);
    }

    private void Close(H5Cursor block, long start)
    {
        Lookup3.Check(_file, start, block.Position - start, What);
        block.Skip(4);
    }
}
