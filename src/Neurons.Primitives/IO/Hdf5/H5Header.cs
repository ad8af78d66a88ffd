namespace Neurons.IO;

/// <summary>The header of an object: the messages that say what it is.</summary>
internal sealed class H5Header
{
    private readonly Hdf5File _file;
    private readonly List<H5Message> _messages = [];

    private H5Header(Hdf5File file) => _file = file;

    public bool IsGroup => _messages.Exists(message => message.Type is H5Message.SymbolTable or H5Message.LinkInfo or H5Message.Link);

    public bool IsData => _messages.Exists(message => message.Type == H5Message.Layout);

    /// <summary>Reads all messages.</summary>
    public static H5Header Read(Hdf5File file, long address)
    {
        var header = new H5Header(file);
        var cursor = file.At(address, "the object header");
        if (cursor.Byte() == (byte)'O') header.ReadNew(address);
        else header.ReadOld(address);
        return header;
    }

    /// <summary>The messages of a type.</summary>
    public IEnumerable<H5Cursor> All(int type, string what) =>
        _messages.Where(message => message.Type == type).Select(message => Open(message, what));

    /// <summary>The only message of a type, or null.</summary>
    public H5Cursor? Find(int type, string what)
    {
        H5Message? found = null;
        foreach (var message in _messages)
        {
            if (message.Type != type) continue;
            if (found is not null) throw _file.Error($"has {what} twice");
            found = message;
        }

        return found is { } one ? Open(one, what) : null;
    }

    /// <summary>A message, or, where it is kept in the header of a named type, that one.</summary>
    private H5Cursor Open(H5Message message, string what)
    {
        var cursor = _file.At(message.Start, message.Length, what);
        if (!message.IsShared) return cursor;
        if (message.Type != H5Message.DataType) throw cursor.Error("is kept elsewhere in the file, which is not read");
        var version = cursor.Byte();
        var kind = cursor.Byte();
        if (version is < 1 or > 3 || (version == 3 && kind != 2)) throw cursor.Error("is kept in a heap of shared messages, which is not read");
        if (version == 1) cursor.Skip(6);
        var named = Read(_file, cursor.Offset())._messages.Find(other => other.Type == H5Message.DataType);
        return named is { IsShared: false, Length: > 0 } ? _file.At(named.Start, named.Length, what) : throw cursor.Error("leads to no type");
    }

    private void ReadOld(long address)
    {
        var cursor = _file.At(address, "the object header");
        cursor.Version(1);
        cursor.Skip(7);
        var length = cursor.UInt32();
        cursor.Skip(4);
        var blocks = new Queue<(long Start, long Length)>([(cursor.Position, length)]);
        while (blocks.TryDequeue(out var block))
        {
            var messages = _file.At(block.Start, block.Length, "the object header");
            while (messages.Left >= 8)
            {
                var type = messages.UInt16();
                var size = messages.UInt16();
                var flags = messages.Byte();
                messages.Skip(3);
                Add(messages, type, size, flags, blocks);
            }
        }
    }

    private void ReadNew(long address)
    {
        var cursor = _file.At(address, "the object header");
        cursor.Signature("OHDR");
        cursor.Version(2);
        var flags = cursor.Byte();
        if ((flags & 0x20) != 0) cursor.Skip(16);
        if ((flags & 0x10) != 0) cursor.Skip(4);
        var length = cursor.Number(1 << (flags & 3));
        var blocks = new Queue<(long Start, long Length)>();
        ReadNew(cursor.Position, length, flags, blocks);
        // The length of a block goes from here to its checksum, that of a further one counts signature and checksum, too.
        Lookup3.Check(_file, address, cursor.Position + length - address, "the object header");
        while (blocks.TryDequeue(out var block))
        {
            var further = _file.At(block.Start, block.Length, "the object header");
            further.Signature("OCHK");
            ReadNew(further.Position, block.Length - 8, flags, blocks);
            Lookup3.Check(_file, block.Start, block.Length - 4, "the object header");
        }
    }

    private void ReadNew(long start, long length, int headerFlags, Queue<(long Start, long Length)> blocks)
    {
        var messages = _file.At(start, length, "the object header");
        var hasOrder = (headerFlags & 4) != 0;
        while (messages.Left >= (hasOrder ? 6 : 4))
        {
            var type = messages.Byte();
            var size = messages.UInt16();
            var flags = messages.Byte();
            if (hasOrder) messages.Skip(2);
            Add(messages, type, size, flags, blocks);
        }
    }

    private void Add(H5Cursor cursor, int type, int size, int flags, Queue<(long Start, long Length)> blocks)
    {
        var message = new H5Message(type, cursor.Position, size, (flags & 2) != 0);
        cursor.Skip(size);
        if (type == H5Message.Continuation)
        {
            var place = Open(message, "the continuation of the object header");
            blocks.Enqueue((place.Offset(), place.Length()));
        }
        else
        {
            _messages.Add(message);
        }
    }
}

/// <summary>Where a message of a header is.</summary>
internal sealed record H5Message(int Type, long Start, int Length, bool IsShared)
{
    public const int DataSpace = 0x1;
    public const int LinkInfo = 0x2;
    public const int DataType = 0x3;
    public const int OldFill = 0x4;
    public const int Fill = 0x5;
    public const int Link = 0x6;
    public const int Layout = 0x8;
    public const int Filters = 0xB;
    public const int Continuation = 0x10;
    public const int SymbolTable = 0x11;
}
