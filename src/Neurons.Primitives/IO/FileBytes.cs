namespace Neurons.IO;

/// <summary>
/// A file, or a part of an archive whose length is told, read from its start; asking for more than is left is a <see cref="FormatError"/>.
/// </summary>
internal sealed class FileBytes(string path, Stream stream, long? length = null) : IDisposable
{
    private readonly Stream _stream = stream;
    private long _read;

    public FileBytes(string path)
        : this(path, InputFile.Open(path, bufferSize: 1))
    {
    }

    public string Path => path;

    /// <summary>How many bytes are left; checked before any allocation whose size the file states.</summary>
    public long Remaining =>
        length is { } given ? given - _read : _stream.CanSeek ? _stream.Length - _stream.Position : throw Error("is not an ordinary file");

    public FormatError Error(string problem, Exception? inner = null) => new(path, problem, inner);

    public byte[] Read(long count, string what)
    {
        Require(count, what);
        var bytes = new byte[count];
        Fill(bytes, what);
        return bytes;
    }

    public void Fill(Span<byte> bytes, string what)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Error($"ends inside {what}: the file is truncated");
        }

        _read += bytes.Length;
    }

    private void Require(long count, string what)
    {
        if (count > Remaining)
        {
            throw Error($"ends inside {what}: {count} bytes are needed, {Remaining} are left");
        }

        if (count > Array.MaxLength)
        {
            throw Error($"{what} has {count} bytes; at most {Array.MaxLength} are allowed");
        }
    }

    public void Dispose() => _stream.Dispose();
}
