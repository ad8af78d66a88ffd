using System.Numerics;

namespace Neurons.IO;

/// <summary>Trees of the second version, whose records are also in the nodes above the leaves.</summary>
internal sealed class BTree2
{
    /// <summary>What a node begins with, signature, version and type, and its checksum.</summary>
    private const int NodeOverhead = 10;

    private readonly Hdf5File _file;
    private readonly int _type;
    private readonly int _recordSize;
    private readonly List<(int CountSize, int TotalSize)> _pointers = [];
    private readonly List<H5Cursor> _records = [];

    private BTree2(Hdf5File file, int type, long nodeSize, int recordSize, int depth, H5Cursor header)
    {
        (_file, _type, _recordSize) = (file, type, recordSize);
        // How many records fit in a node of each level says how many bytes their counts have.
        var most = (nodeSize - NodeOverhead) / recordSize;
        var countSize = Size(most);
        var (total, totalSize) = (most, 0);
        for (var level = 1; level <= depth; level++)
        {
            _pointers.Add((countSize, totalSize));
            var pointer = file.OffsetSize + countSize + totalSize;
            most = (nodeSize - NodeOverhead - pointer) / (recordSize + pointer);
            if (most < 1 || total > long.MaxValue / 2 / (most + 1)) throw header.Error($"has nodes of {nodeSize} bytes, which do not fit");
            total = ((most + 1) * total) + most;
            totalSize = Size(total);
        }
    }

    /// <summary>All records of a tree, each to be read from its start.</summary>
    public static List<H5Cursor> Records(Hdf5File file, long address, int type)
    {
        var header = file.At(address, "the header of a tree");
        header.Signature("BTHD");
        header.Version(0);
        if (header.Byte() is var found && found != type) throw header.Error($"is of the type {found}; it must be {type}");
        var nodeSize = header.UInt32();
        var recordSize = header.UInt16();
        var depth = header.UInt16();
        header.Skip(2);
        var root = header.Offset();
        var count = header.UInt16();
        header.Length();
        Lookup3.Check(file, address, header.Position - address, "the header of a tree");
        if (recordSize == 0 || nodeSize < NodeOverhead + recordSize || depth > 16)
            throw header.Error($"has nodes of {nodeSize} bytes, records of {recordSize} and {depth} levels, which do not fit");
        var tree = new BTree2(file, type, nodeSize, recordSize, depth, header);
        if (root != Hdf5File.Undefined) tree.Read(root, count, depth);
        return tree._records;
    }

    private static int Size(long most) => (BitOperations.Log2((ulong)Math.Max(1, most)) / 8) + 1;

    private void Read(long address, int count, int level)
    {
        var node = _file.At(address, "a node of a tree");
        node.Signature(level == 0 ? "BTLF" : "BTIN");
        node.Version(0);
        if (node.Byte() is var found && found != _type) throw node.Error($"is of the type {found}; it must be {_type}");
        for (var i = 0; i < count; i++)
        {
            _records.Add(_file.At(node.Position, _recordSize, "a record of a tree"));
            node.Skip(_recordSize);
        }

        var children = new List<(long Address, int Count)>();
        if (level > 0)
        {
            var (countSize, totalSize) = _pointers[level - 1];
            for (var i = 0; i <= count; i++)
            {
                children.Add((node.Offset(), (int)Math.Min(node.Number(countSize), int.MaxValue)));
                node.Skip(totalSize);
            }
        }

        Lookup3.Check(_file, address, node.Position - address, "a node of a tree");
        foreach (var child in children) Read(child.Address, child.Count, level - 1);
    }
}
