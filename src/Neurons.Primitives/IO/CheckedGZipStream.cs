using System.Buffers.Binary;
using System.IO.Compression;

namespace Neurons.IO;

/// <summary>
/// Unpacks a gzip file of one member. <see cref="GZipStream"/> takes a file that breaks off for one that ends, so
/// the length that closes the file is compared with what was unpacked.
/// </summary>
internal sealed class CheckedGZipStream : Stream
{
    private const int SmallestFile = 18;

    private readonly string _path;
    private readonly GZipStream _inner;
    private uint _length;

    public CheckedGZipStream(Stream file, string path)
    {
        _path = path;
        if (!file.CanSeek || file.Length < SmallestFile)
        {
            throw new FormatError(path, $"is too short for a gzip file: at least {SmallestFile} bytes are needed");
        }

        var trailer = new byte[4];
        file.Seek(-trailer.Length, SeekOrigin.End);
        file.ReadExactly(trailer);
        StatedLength = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        file.Seek(0, SeekOrigin.Begin);
        _inner = new GZipStream(file, CompressionMode.Decompress);
    }

    /// <summary>The unpacked length that the file states, modulo 2^32.</summary>
    public uint StatedLength { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = _inner.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw new FormatError(_path, $"is not a gzip file or is damaged: {error.Message}", error);
        }

        _length += (uint)count;
        if (count == 0 && !buffer.IsEmpty && _length != StatedLength)
        {
            throw new FormatError(_path, "the unpacked length differs from the one the file states: it is truncated, or has more than one gzip member");
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
