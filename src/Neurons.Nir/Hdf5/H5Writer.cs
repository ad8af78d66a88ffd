using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Neurons.Nir.Hdf5;

/// <summary>
/// Lays out a file in the oldest form, which everything reads: superblock 0, groups of the old style, strings of variable length, arrays in
/// deflated chunks or as they are. The parts are kept one after the other, those that others point to first.
/// </summary>
internal sealed class H5Writer
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

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly Dictionary<string, (long Heap, int Number)> _texts = new(StringComparer.Ordinal);
    private readonly bool _compress;
    private readonly byte[] _superblock;
    private long _end = SuperblockSize;

    public H5Writer(H5Content root, bool compress)
    {
        _compress = compress;
        WriteTexts(root);
        var address = WriteGroup(root, 0);
        _superblock = Superblock(address);
    }

    /// <summary>Writes the file.</summary>
    public void WriteTo(Stream stream)
    {
        stream.Write(_superblock);
        foreach (var part in _parts) stream.Write(part.Span);
    }

    private byte[] Superblock(long root)
    {
        var bytes = new H5Bytes();
        bytes.Raw(H5File.Signature).Raw([0, 0, 0, 0, 0, 8, 8, 0]).UInt16(BlockRank).UInt16(TreeRank).UInt32(0);
        bytes.Int64(0).Int64(H5File.Undefined).Int64(_end).Int64(H5File.Undefined);
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

    /// <summary>Collects all strings, each once, in heaps.</summary>
    private void WriteTexts(H5Content root)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        Collect(root);
        // A heap numbers its strings with 16 bits.
        foreach (var some in all.Chunk(60000))
        {
            var entries = new H5Bytes();
            for (var i = 0; i < some.Length; i++)
            {
                var text = Encoding.UTF8.GetBytes(some[i]);
                entries.UInt16(i + 1).UInt16(1).UInt32(0).Int64(text.Length).Raw(text).Align();
                _texts[some[i]] = (_end, i + 1);
            }

            // A heap has at least 4096 bytes; what it has left is an entry of number 0.
            const int Head = 16;
            var size = Math.Max(4096, Head + entries.Length + Head);
            var heap = new H5Bytes().Raw("GCOL"u8).Raw([1, 0, 0, 0]).Int64(size).Raw(entries.ToArray());
            Append(heap.Zeros(8).Int64(size - heap.Length + 8).Zeros(size - heap.Length).ToArray());
        }

        void Collect(H5Content content)
        {
            foreach (var item in content.Values)
            {
                if (item is NirArray array) all.UnionWith(array.Texts.ToArray().Where(text => text.Length > 0));
                else Collect((H5Content)item);
            }
        }
    }

    /// <summary>Writes a group behind all that is in it, and gives the address of its header.</summary>
    private long WriteGroup(H5Content content, int depth)
    {
        if (depth > H5Group.Deepest)
            throw new InvalidOperationException($"Groups are nested more than {H5Group.Deepest} deep; so many levels are not read.");
        // The heap begins with the empty name.
        var names = new H5Bytes().Zeros(8);
        var links = new List<(long Name, long Address)>();
        foreach (var (name, item) in content)
        {
            var address = item is NirArray array ? WriteArray(array) : WriteGroup((H5Content)item, depth + 1);
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
                var (left, right) = (i == 0 ? H5File.Undefined : _end - size, i == groups.Length - 1 ? H5File.Undefined : _end + size);
                var node = new H5Bytes().Raw("TREE"u8).Raw([(byte)type, (byte)level]).UInt16(groups[i].Length).Int64(left).Int64(right);
                foreach (var (key, address) in groups[i]) node.Raw(key).Int64(address);
                node.Raw(i + 1 < groups.Length ? groups[i + 1][0].Key : last);
                nodes.Add((groups[i].Length == 0 ? last : groups[i][0].Key, Append(node.Zeros(size - node.Length).ToArray())));
            }

            if (nodes.Count == 1) return nodes[0].Address;
            children = nodes;
        }
    }

    private long WriteArray(NirArray array)
    {
        var (rank, fill) = (array.Shape.Count, new H5Bytes().Raw([2, 2, 2, 0]));
        var space = new H5Bytes().Raw([1, (byte)rank, 0, 0, 0, 0, 0, 0]);
        foreach (var length in array.Shape) space.Int64(length);
        var type = TypeMessage.Of(array.Type);
        if (_compress && rank > 0 && array.IsNumeric && array.Count > 0)
        {
            var layout = WriteChunks(array);
            var filters = new H5Bytes().Raw([1, 1]).Zeros(6).UInt16(1).UInt16(8).UInt16(1).UInt16(1).Raw("deflate\0"u8).UInt32(DeflateLevel).Zeros(4);
            return WriteHeader(
                (H5Message.DataSpace, space), (H5Message.DataType, type), (H5Message.Fill, fill), (H5Message.Filters, filters),
                (H5Message.Layout, layout));
        }

        var data = array.IsNumeric ? array.Bytes.ToArray() : References(array);
        var address = data.Length == 0 ? H5File.Undefined : Append(data);
        var contiguous = new H5Bytes().Raw([3, 1]).Int64(address).Int64(data.Length);
        return WriteHeader((H5Message.DataSpace, space), (H5Message.DataType, type), (H5Message.Fill, fill), (H5Message.Layout, contiguous));
    }

    /// <summary>For each string its length, the address of its heap and its number there.</summary>
    private byte[] References(NirArray array)
    {
        var references = new H5Bytes();
        foreach (var text in array.Texts)
        {
            var (heap, number) = text.Length == 0 ? default : _texts[text];
            references.UInt32((uint)Encoding.UTF8.GetByteCount(text)).Int64(heap).UInt32((uint)number);
        }

        return references.ToArray();
    }

    /// <summary>Deflates parts along the first axis, no more than a node of a tree lists, and gives the message that says where they are.</summary>
    private H5Bytes WriteChunks(NirArray array)
    {
        var shape = array.Shape.Lengths.ToArray();
        var rowBytes = array.Bytes.Length / (int)shape[0];
        var rows = Math.Max(Math.Min(shape[0], Math.Max(1, LeastChunk / rowBytes)), (shape[0] + (2 * ChunkTreeRank) - 1) / (2 * ChunkTreeRank));
        var chunks = new List<(byte[] Key, long Address)>();
        for (var first = 0L; first < shape[0]; first += rows)
        {
            // A chunk is whole, also where the array ends within it.
            var chunk = new byte[rows * rowBytes];
            array.Bytes.Slice((int)(first * rowBytes), (int)Math.Min(rows, shape[0] - first) * rowBytes).CopyTo(chunk);
            var deflated = Deflated(chunk);
            chunks.Add((Key((uint)deflated.Length, first), Append(deflated)));
        }

        var tree = WriteTree(1, ChunkTreeRank, chunks, Key(0, (shape[0] + rows - 1) / rows * rows));
        var layout = new H5Bytes().Raw([3, 2, (byte)(shape.Length + 1)]).Int64(tree).UInt32((uint)rows);
        foreach (var length in shape.AsSpan(1)) layout.UInt32((uint)length);
        return layout.UInt32((uint)NirArray.SizeOf(array.Type));

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
