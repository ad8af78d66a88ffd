using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Neurons.IO;

/// <summary>
/// Lays out an HDF5 file in the oldest form, which everything reads: superblock 0, groups of the old style, strings and sequences of variable
/// length, arrays in deflated chunks or as they are. The parts are kept one after the other, those that others point to first.
/// </summary>
public sealed class Hdf5Writer
{
    private const int SuperblockSize = 96;

    /// <summary>Half of how many entries a node of a tree of links, and a block of links, has at the most: as in most files.</summary>
    private const int TreeRank = 16, BlockRank = 4;

    /// <summary>The same of a tree of chunks.</summary>
    private const int ChunkTreeRank = 32;

    /// <summary>Smaller chunks would compress less.</summary>
    private const int LeastChunk = 1 << 20;

    /// <summary>What h5py deflates with.</summary>
    private const int DeflateLevel = 4;

    /// <summary>A heap of more bytes gets no further entry.</summary>
    private const int MostOfHeap = 1 << 24;

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly Dictionary<string, (long Heap, int Number)> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<(Hdf5Array Array, int Index), (long Heap, int Number)> _sequences = [];
    private readonly bool _compress;
    private readonly byte[] _superblock;
    private long _end = SuperblockSize;

    /// <summary>Lays out a file.</summary>
    /// <param name="root">What is in it.</param>
    /// <param name="compress">Whether arrays of numbers are deflated.</param>
    /// <exception cref="InvalidOperationException">Groups are nested too deep.</exception>
    public Hdf5Writer(Hdf5Content root, bool compress)
    {
        _compress = compress;
        WriteHeaps(root);
        var address = WriteGroup(root, 0);
        _superblock = Superblock(address);
    }

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Where to.</param>
    public void WriteTo(Stream stream)
    {
        stream.Write(_superblock);
        foreach (var part in _parts) stream.Write(part.Span);
    }

    private byte[] Superblock(long root)
    {
        var bytes = new H5Bytes();
        bytes.Raw(Hdf5File.Signature).Raw([0, 0, 0, 0, 0, 8, 8, 0]).UInt16(BlockRank).UInt16(TreeRank).UInt32(0);
        bytes.Int64(0).Int64(Hdf5File.Undefined).Int64(_end).Int64(Hdf5File.Undefined);
        return bytes.Int64(0).Int64(root).Zeros(24).ToArray();
    }

    /// <summary>Puts a part at the end, where it begins at a multiple of 8.</summary>
    private long Append(ReadOnlyMemory<byte> part)
    {
        var address = _end;
        _parts.Add(part);
        _end += part.Length;
        if (_end % 8 is > 0 and var over)
        {
            _parts.Add(new byte[8 - over]);
            _end += 8 - over;
        }

        return address;
    }

    /// <summary>Collects all strings, each once, and all sequences in heaps.</summary>
    private void WriteHeaps(Hdf5Content root)
    {
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        var sequences = new List<(Hdf5Array Array, int Index)>();
        Collect(root);
        var places = WriteHeap([.. texts.Select(text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))]);
        foreach (var (text, place) in texts.Zip(places)) _texts.Add(text, place);
        places = WriteHeap([.. sequences.Select(one => one.Array.SequenceBytes(one.Index))]);
        foreach (var (sequence, place) in sequences.Zip(places)) _sequences.Add(sequence, place);

        void Collect(Hdf5Content content)
        {
            foreach (var item in content.Values)
            {
                if (item is not Hdf5Array array)
                {
                    Collect((Hdf5Content)item);
                    continue;
                }

                texts.UnionWith(array.Texts.ToArray().Where(text => text.Length > 0));
                for (var i = 0; array.IsSequences && i < array.Count; i++)
                    if (!array.SequenceBytes(i).IsEmpty) sequences.Add((array, i));
            }
        }
    }

    /// <summary>Writes entries in heaps, and gives the heap of each and its number there.</summary>
    private List<(long Heap, int Number)> WriteHeap(ReadOnlyMemory<byte>[] all)
    {
        var places = new List<(long Heap, int Number)>();
        for (var first = 0; first < all.Length;)
        {
            // A heap numbers its entries with 16 bits.
            var entries = new H5Bytes();
            var count = 0;
            for (; first + count < all.Length && count < 60000 && (count == 0 || entries.Length < MostOfHeap); count++)
            {
                var entry = all[first + count].Span;
                entries.UInt16(count + 1).UInt16(1).UInt32(0).Int64(entry.Length).Raw(entry).Align();
                places.Add((_end, count + 1));
            }

            // A heap has at least 4096 bytes; what it has left is an entry of number 0.
            const int Head = 16;
            var size = Math.Max(4096, Head + entries.Length + Head);
            var heap = new H5Bytes().Raw("GCOL"u8).Raw([1, 0, 0, 0]).Int64(size).Raw(entries.ToArray());
            Append(heap.Zeros(8).Int64(size - heap.Length + 8).Zeros(size - heap.Length).ToArray());
            first += count;
        }

        return places;
    }

    /// <summary>Writes a group behind all that is in it, and gives the address of its header.</summary>
    private long WriteGroup(Hdf5Content content, int depth)
    {
        if (depth > Hdf5Group.Deepest)
            throw new InvalidOperationException($"Groups are nested more than {Hdf5Group.Deepest} deep; so many levels are not read.");
        // The heap begins with the empty name.
        var names = new H5Bytes().Zeros(8);
        var links = new List<(long Name, long Address)>();
        foreach (var (name, item) in content)
        {
            var address = item is Hdf5Array array ? WriteArray(array) : WriteGroup((Hdf5Content)item, depth + 1);
            links.Add((names.Length, address));
            names.Raw(Encoding.UTF8.GetBytes(name)).Zeros(1).Align();
        }

        var segment = Append(names.ToArray());
        // 1 says that nothing in the heap is free.
        var heap = Append(new H5Bytes().Raw("HEAP"u8).Zeros(4).Int64(names.Length).Int64(1).Int64(segment).ToArray());
        var blocks = new List<(byte[] Key, long Address)>();
        var last = new byte[8];
        foreach (var some in links.Chunk(2 * BlockRank))
        {
            var block = new H5Bytes().Raw("SNOD"u8).Raw([1, 0]).UInt16(some.Length);
            foreach (var (name, address) in some) block.Int64(name).Int64(address).Zeros(24);
            blocks.Add((last, Append(block.Zeros(8 + (2 * BlockRank * 40) - block.Length).ToArray())));
            last = BitConverter.GetBytes(some[^1].Name);
        }

        var tree = WriteTree(0, TreeRank, blocks, last);
        return WriteHeader((H5Message.SymbolTable, new H5Bytes().Int64(tree).Int64(heap)));
    }

    /// <summary>Writes a tree over addresses, each with the key to the left of it, and gives the address of its root.</summary>
    private long WriteTree(int type, int rank, List<(byte[] Key, long Address)> children, byte[] last)
    {
        for (var level = 0; ; level++)
        {
            var nodes = new List<(byte[] Key, long Address)>();
            var groups = children.Count == 0 ? [[]] : children.Chunk(2 * rank).ToArray();
            var size = 24 + (2 * rank * 8) + (((2 * rank) + 1) * last.Length);
            for (var i = 0; i < groups.Length; i++)
            {
                var (left, right) = (i == 0 ? Hdf5File.Undefined : _end - size, i == groups.Length - 1 ? Hdf5File.Undefined : _end + size);
                var node = new H5Bytes().Raw("TREE"u8).Raw([(byte)type, (byte)level]).UInt16(groups[i].Length).Int64(left).Int64(right);
                foreach (var (key, address) in groups[i]) node.Raw(key).Int64(address);
                node.Raw(i + 1 < groups.Length ? groups[i + 1][0].Key : last);
                nodes.Add((groups[i].Length == 0 ? last : groups[i][0].Key, Append(node.Zeros(size - node.Length).ToArray())));
            }

            if (nodes.Count == 1) return nodes[0].Address;
            children = nodes;
        }
    }

    private long WriteArray(Hdf5Array array)
    {
        var (rank, fill) = (array.Shape.Length, new H5Bytes().Raw([2, 2, 2, 0]));
        var space = new H5Bytes().Raw([1, (byte)rank, 0, 0, 0, 0, 0, 0]);
        foreach (var length in array.Shape) space.Int64(length);
        var type = TypeMessage.Of(array.Type, array.IsSequences);
        if (_compress && rank > 0 && array.IsNumeric && array.Count > 0)
        {
            var layout = WriteChunks(array);
            var filters = new H5Bytes().Raw([1, 1]).Zeros(6).UInt16(1).UInt16(8).UInt16(1).UInt16(1).Raw("deflate\0"u8).UInt32(DeflateLevel).Zeros(4);
            return WriteHeader(
                (H5Message.DataSpace, space), (H5Message.DataType, type), (H5Message.Fill, fill), (H5Message.Filters, filters),
                (H5Message.Layout, layout));
        }

        var data = array.IsNumeric ? array.Bytes.ToArray() : References(array);
        var address = data.Length == 0 ? Hdf5File.Undefined : Append(data);
        var contiguous = new H5Bytes().Raw([3, 1]).Int64(address).Int64(data.Length);
        return WriteHeader((H5Message.DataSpace, space), (H5Message.DataType, type), (H5Message.Fill, fill), (H5Message.Layout, contiguous));
    }

    /// <summary>For each string or sequence its length, the address of its heap and its number there.</summary>
    private byte[] References(Hdf5Array array)
    {
        var references = new H5Bytes();
        for (var i = 0; i < array.Count; i++)
        {
            var isEmpty = array.IsSequences ? array.SequenceBytes(i).IsEmpty : array.Texts[i].Length == 0;
            var length = array.IsSequences ? array.SequenceBytes(i).Length / Hdf5Array.SizeOf(array.Type)
                : Encoding.UTF8.GetByteCount(array.Texts[i]);
            var (heap, number) = isEmpty ? default : array.IsSequences ? _sequences[(array, i)] : _texts[array.Texts[i]];
            references.UInt32((uint)length).Int64(heap).UInt32((uint)number);
        }

        return references.ToArray();
    }

    /// <summary>Deflates parts along the first axis, no more than a node of a tree lists, and gives the message that says where they are.</summary>
    private H5Bytes WriteChunks(Hdf5Array array)
    {
        var shape = array.Shape.ToArray();
        var rowBytes = array.Bytes.Length / (int)shape[0];
        var rows = Math.Max(Math.Min(shape[0], Math.Max(1, LeastChunk / rowBytes)), (shape[0] + (2 * ChunkTreeRank) - 1) / (2 * ChunkTreeRank));
        var chunks = new List<(byte[] Key, long Address)>();
        for (var first = 0L; first < shape[0]; first += rows)
        {
            // A chunk is whole, also where the array ends within it.
            var chunk = new byte[rows * rowBytes];
            array.Bytes.Span.Slice((int)(first * rowBytes), (int)Math.Min(rows, shape[0] - first) * rowBytes).CopyTo(chunk);
            var deflated = Deflated(chunk);
            chunks.Add((Key((uint)deflated.Length, first), Append(deflated)));
        }

        var tree = WriteTree(1, ChunkTreeRank, chunks, Key(0, (shape[0] + rows - 1) / rows * rows));
        var layout = new H5Bytes().Raw([3, 2, (byte)(shape.Length + 1)]).Int64(tree).UInt32((uint)rows);
        foreach (var length in shape.AsSpan(1)) layout.UInt32((uint)length);
        return layout.UInt32((uint)Hdf5Array.SizeOf(array.Type));

        byte[] Key(uint size, long first) => new H5Bytes().UInt32(size).UInt32(0).Int64(first).Zeros(8 * shape.Length).ToArray();
    }

    private static byte[] Deflated(byte[] chunk)
    {
        using var target = new MemoryStream();
        var options = new ZLibCompressionOptions { CompressionLevel = DeflateLevel };
        using (var stream = new ZLibStream(target, options, leaveOpen: true)) stream.Write(chunk);
        return target.ToArray();
    }

    /// <summary>Writes the header of an object with these messages, and gives its address.</summary>
    private long WriteHeader(params ReadOnlySpan<(int Type, H5Bytes Content)> messages)
    {
        var content = new H5Bytes();
        foreach (var (type, message) in messages)
        {
            message.Align();
            content.UInt16(type).UInt16(message.Length).Raw([0, 0, 0, 0]).Raw(message.ToArray());
        }

        var header = new H5Bytes().Raw([1, 0]).UInt16(messages.Length).UInt32(1).UInt32((uint)content.Length).Zeros(4);
        return Append(header.Raw(content.ToArray()).ToArray());
    }
}
