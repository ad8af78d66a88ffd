using System.Runtime.InteropServices;

namespace Neurons.IO;

/// <summary>
/// An <c>.npy</c> file that grows along its first axis, in place: what has been appended is on disk, no longer in memory, and any reader of such
/// files reads it between two appends.
/// </summary>
/// <typeparam name="T">float, double, int or long.</typeparam>
public sealed class GrowingNpy<T>
    where T : unmanaged
{
    private const int Piece = 1 << 16;

    private readonly nint[] _row;
    private readonly int _elements;
    private readonly int _headerBytes;

    /// <summary>Creates or replaces a file of no rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="row">The shape of what has one place on the first axis; empty for a single number.</param>
    public GrowingNpy(string path, params ReadOnlySpan<int> row)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (Path, _row) = (path, [.. row.ToArray().Select(length => (nint)length)]);
        _elements = checked((int)_row.Aggregate((nint)1, (product, length) => checked(product * length)));
        _headerBytes = NpyHeader.Bytes(NpyHeader.Descr<T>(), [nint.MaxValue, .. _row]).Length;
        Clear();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Rows that there are.</summary>
    public long Count { get; private set; }

    /// <summary>Writes more rows.</summary>
    /// <param name="values">Their numbers, row by row: a whole number of rows.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    /// <exception cref="IOException">They can't be written, as to a disk that is full: the file is as it was.</exception>
    public void Append(ReadOnlySpan<T> values)
    {
        if (_elements == 0 || values.IsEmpty) return;
        if (values.Length % _elements != 0)
            throw new ArgumentException($"{Path}: {values.Length} numbers are no whole number of rows of {_elements}.", nameof(values));
        // nothing is held back that could fail when the file is closed
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var end = _headerBytes + Count * _elements * Marshal.SizeOf<T>();
        try
        {
            file.Position = end;
            for (var at = 0; at < values.Length; at += Piece)
                file.Write(MemoryMarshal.AsBytes(values.Slice(at, Math.Min(Piece, values.Length - at))));
        }
        catch (IOException)
        {
            file.SetLength(end);
            throw;
        }
        Count += values.Length / _elements;
        WriteHeader(file);
    }

    /// <summary>The file has no rows again.</summary>
    public void Clear()
    {
        Count = 0;
        using var file = new FileStream(Path, FileMode.Create, FileAccess.Write);
        WriteHeader(file);
    }

    /// <summary>The header with the number of rows, in the room that the greatest number would take.</summary>
    private void WriteHeader(FileStream file)
    {
        file.Position = 0;
        file.Write(NpyHeader.Bytes(NpyHeader.Descr<T>(), [(nint)Count, .. _row], _headerBytes));
    }
}
