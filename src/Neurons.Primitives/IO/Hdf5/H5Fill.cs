namespace Neurons.IO;

/// <summary>The value of elements that were never written.</summary>
internal static class H5Fill
{
    /// <summary>So many bytes of it, of which so many are not written over: no more of them than there are bytes in the file.</summary>
    public static byte[] Unwritten(Hdf5File file, H5Header header, H5Element type, long bytes, long unwritten)
    {
        if (unwritten > file.Size) throw file.Error($"declares {bytes} bytes, {unwritten} of which are not stored, in a file of {file.Size} bytes");
        file.Claim(Math.Max(0, unwritten));
        var values = new byte[bytes];
        var value = Value(header, type);
        for (var at = 0; at < values.Length && value.Length > 0; at += value.Length) value.CopyTo(values.AsSpan(at));
        return values;
    }

    private static ReadOnlySpan<byte> Value(H5Header header, H5Element type)
    {
        if (header.Find(H5Message.Fill, "the fill value") is { } message)
        {
            int version = message.Byte();
            if (version is < 1 or > 3) throw message.Error($"has the version {version}; 1 to 3 are read");
            if (version < 3) message.Skip(2);
            int flags = message.Byte();
            if (version == 2 && flags == 0 || version == 3 && (flags & 0x20) == 0) return default;
            return Value(message, type);
        }

        return header.Find(H5Message.OldFill, "the fill value") is { } old ? Value(old, type) : default;
    }

    private static ReadOnlySpan<byte> Value(H5Cursor message, H5Element type)
    {
        var size = message.UInt32();
        if (size is 0 or uint.MaxValue || type.IsVariable) return default;
        return size == type.Size ? message.Bytes(size) : throw message.Error($"has {size} bytes and an element {type.Size}");
    }
}
