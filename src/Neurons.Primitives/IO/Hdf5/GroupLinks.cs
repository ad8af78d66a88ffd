namespace Neurons.IO;

/// <summary>The links of a group, in any of the three ways in which files keep them.</summary>
internal static class GroupLinks
{
    /// <summary>Reads the links of a group, ordered by the bytes of their names.</summary>
    public static IReadOnlyDictionary<string, H5Link> Read(Hdf5File file, H5Header header)
    {
        var links = new SortedDictionary<string, H5Link>(ByBytes.Order);
        void Add(string name, H5Link link)
        {
            if (!links.TryAdd(name, link)) throw file.Error($"the name '{name}' occurs twice");
        }

        if (header.Find(H5Message.SymbolTable, "the table of the group") is { } table) ReadTable(file, table, Add);
        foreach (var message in header.All(H5Message.Link, "a link")) ReadLink(message, Add);
        if (header.Find(H5Message.LinkInfo, "the information on links") is { } info) ReadHeap(file, info, Add);
        return links;
    }

    /// <summary>Old style: names in a local heap, a tree of blocks of entries.</summary>
    private static void ReadTable(Hdf5File file, H5Cursor table, Action<string, H5Link> add)
    {
        var (tree, heapAddress) = (table.Offset(), table.Offset());
        var heap = file.At(heapAddress, "the heap of names");
        heap.Signature("HEAP");
        heap.Version(0);
        heap.Skip(3);
        var size = heap.Length();
        heap.Length();
        var names = heap.Offset();
        foreach (var (_, block) in BTree1.Leaves(file, tree, type: 0, cursor => cursor.Length()))
        {
            var entries = file.At(block, "a block of links");
            entries.Signature("SNOD");
            entries.Version(1);
            entries.Skip(1);
            for (var left = entries.UInt16(); left > 0; left--)
            {
                var at = entries.Length();
                var address = entries.Offset();
                var kind = entries.UInt32();
                entries.Skip(20);
                if (at > size) throw entries.Error($"has a name at {at} of a heap of {size} bytes");
                var name = file.At(names, size, "the heap of names");
                name.Skip(at);
                add(name.TextToZero(), kind == 2 ? new(H5Link.Soft, 0) : new(H5Link.Hard, address));
            }
        }
    }

    /// <summary>New style, many links: in a fractal heap, which a tree lists.</summary>
    private static void ReadHeap(Hdf5File file, H5Cursor info, Action<string, H5Link> add)
    {
        info.Version(0);
        var flags = info.Byte();
        if ((flags & 1) != 0) info.Skip(8);
        var (heapAddress, tree) = (info.Offset(), info.Offset());
        if (heapAddress == Hdf5File.Undefined) return;
        var heap = new FractalHeap(file, heapAddress);
        // A record is a hash of the name, then where the link is in the heap.
        foreach (var record in BTree2.Records(file, tree, type: 5))
        {
            record.Skip(4);
            ReadLink(heap.Object(record), add);
        }
    }

    private static void ReadLink(H5Cursor link, Action<string, H5Link> add)
    {
        link.Version(1);
        var flags = link.Byte();
        var type = (flags & 8) != 0 ? link.Byte() : 0;
        if ((flags & 4) != 0) link.Skip(8);
        if ((flags & 16) != 0) link.Skip(1);
        var name = link.Text(link.Number(1 << (flags & 3)));
        add(name, type switch
        {
            0 => new(H5Link.Hard, link.Offset()),
            1 => new(H5Link.Soft, 0),
            64 => new(H5Link.External, 0),
            _ => throw link.Error($"'{name}' is of the type {type}, which is not known"),
        });
    }
}
