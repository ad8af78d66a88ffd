using System.IO.Compression;

namespace Neurons.IO;

/// <summary>
/// Unpacks a gzip file of one member or several. <see cref="GZipStream"/> takes a file that breaks off for one that ends, so a member with a
/// known content is put behind the file's own: it comes out whole only if the file is.
/// </summary>
internal sealed class CheckedGZipStream : ForwardStream
{
    private const int SmallestFile = 18;

    private static readonly byte[] _mark = "the end of a whole file"u8.ToArray();
    private static readonly byte[] _packedMark = Packed(_mark);

    private readonly string _path;
    private readonly GZipStream _inner;
    private readonly Stream? _file;

    /// <summary>What is unpacked and not yet given away; the mark may be at its end.</summary>
    private readonly byte[] _waiting = new byte[1 << 13];
    private int _from, _until;
    private bool _isAtEnd;

    public CheckedGZipStream(Stream file, string path, bool leaveOpen = false)
    {
        _path = path;
        if (!file.CanSeek || file.Length < SmallestFile)
        {
            throw new FormatError(path, $"is too short for a gzip file: at least {SmallestFile} bytes are needed");
        }

        _file = leaveOpen ? null : file;
        _inner = new GZipStream(new Marked(file), CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_isAtEnd && _until - _from <= _mark.Length)
        {
            _waiting.AsSpan(_from, _until - _from).CopyTo(_waiting);
            (_from, _until) = (0, _until - _from);
            Unpack();
        }

        var count = Math.Min(buffer.Length, _until - _from - (_isAtEnd ? 0 : _mark.Length));
        _waiting.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    private void Unpack()
    {
        try
        {
            var count = _inner.Read(_waiting.AsSpan(_until));
            _until += count;
            _isAtEnd = count == 0;
        }
        catch (InvalidDataException error)
        {
            throw new FormatError(_path, $"is not a whole gzip file: {error.Message}", error);
        }

        if (!_isAtEnd)
        {
            return;
        }

        if (!_waiting.AsSpan(_from, _until - _from).EndsWith(_mark))
        {
            throw new FormatError(_path, "is not a whole gzip file: it is truncated, or goes on after its last member");
        }

        _until -= _mark.Length;
    }

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _file?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A file, and the packed mark after it.</summary>
    private sealed class Marked(Stream file) : ForwardStream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            var count = file.Read(buffer);
            if (count > 0)
            {
                return count;
            }

            count = Math.Min(buffer.Length, _packedMark.Length - _given);
            _packedMark.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }
    }
}
