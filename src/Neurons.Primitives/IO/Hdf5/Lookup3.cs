using System.Buffers.Binary;
using System.Numerics;

namespace Neurons.IO;

/// <summary>Bob Jenkins' hash of 2006, lookup3, the checksum of the newer structures of a file.</summary>
internal static class Lookup3
{
    /// <summary>Refuses a structure whose last four bytes are not the checksum of those before.</summary>
    public static void Check(Hdf5File file, long start, long length, string what)
    {
        var bytes = file.At(start, length + 4, what).Bytes(length + 4);
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)length..]);
        if (Of(bytes[..(int)length]) != stored) throw file.Error($"the checksum of {what} is wrong: the file is damaged");
    }

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint a, b, c;
        a = b = c = 0xDEADBEEF + (uint)bytes.Length;
        while (bytes.Length > 12)
        {
            Add(bytes, ref a, ref b, ref c);
            a -= c; a ^= BitOperations.RotateLeft(c, 4); c += b;
            b -= a; b ^= BitOperations.RotateLeft(a, 6); a += c;
            c -= b; c ^= BitOperations.RotateLeft(b, 8); b += a;
            a -= c; a ^= BitOperations.RotateLeft(c, 16); c += b;
            b -= a; b ^= BitOperations.RotateLeft(a, 19); a += c;
            c -= b; c ^= BitOperations.RotateLeft(b, 4); b += a;
            bytes = bytes[12..];
        }

        if (bytes.IsEmpty) return c;
        Span<byte> last = stackalloc byte[12];
        last.Clear();
        bytes.CopyTo(last);
        Add(last, ref a, ref b, ref c);
        c ^= b; c -= BitOperations.RotateLeft(b, 14);
        a ^= c; a -= BitOperations.RotateLeft(c, 11);
        b ^= a; b -= BitOperations.RotateLeft(a, 25);
        c ^= b; c -= BitOperations.RotateLeft(b, 16);
        a ^= c; a -= BitOperations.RotateLeft(c, 4);
        b ^= a; b -= BitOperations.RotateLeft(a, 14);
        c ^= b; c -= BitOperations.RotateLeft(b, 24);
        return c;
    }

    private static void Add(ReadOnlySpan<byte> bytes, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        b += BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
    }
}
