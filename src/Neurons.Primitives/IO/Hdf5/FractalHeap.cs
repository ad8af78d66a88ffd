using System.Numerics;

namespace Neurons.IO;

/// <summary>A fractal heap, where groups of the new style keep many links: blocks that double in size, in rows of so many.</summary>
internal sealed class FractalHeap
{
    private readonly Hdf5File _file;
    private readonly long _start;
    private readonly long _mostDirect;
    private readonly int _width;
    private readonly int _placeSize;
    private readonly int _lengthSize;
    private readonly int _idLength;

    /// <summary>The blocks with data: where each begins in the heap, its bytes, and where it is in the file.</summary>
    private readonly List<(long Begin, long Size, long Address)> _blocks = [];

    public FractalHeap(Hdf5File file, long address)
    {
        _file = file;
        var header = file.At(address, "the heap of links");
        header.Signature("FRHP");
        header.Version(0);
        _idLength = header.UInt16();
        if (header.UInt16() != 0) throw header.Error("is filtered, which is not read");
        header.Skip(1);
        long mostManaged = header.UInt32();
        // Huge objects, free space, statistics.
        header.Skip((10 * file.LengthSize) + (2 * file.OffsetSize));
        _width = header.UInt16();
        _start = header.Length();
        _mostDirect = header.Length();
        var bits = header.UInt16();
        header.Skip(2);
        var root = header.Offset();
        var rows = header.UInt16();
        Lookup3.Check(file, address, header.Position - address, "the heap of links");
        var arePowers = BitOperations.IsPow2(_start) && BitOperations.IsPow2(_mostDirect);
        if (_width == 0 || !arePowers || _mostDirect < _start || bits is 0 or > 64)
            throw header.Error($"has rows of {_width} blocks of {_start} to {_mostDirect} bytes, which do not fit");
        _placeSize = (bits + 7) / 8;
        _lengthSize = Math.Min(Size(_mostDirect), Size(mostManaged));
        if (root == Hdf5File.Undefined) return;
        if (rows == 0) _blocks.Add((0, _start, root));
        else ReadIndirect(root, rows, 0);
    }

    /// <summary>What the identifier that is read next leads to.</summary>
    public H5Cursor Object(H5Cursor identifier)
    {
        var id = _file.At(identifier.Position, _idLength, "the identifier of a link");
        identifier.Skip(_idLength);
        if ((id.Byte() & 0xF0) != 0) throw id.Error("is of a link that is kept outside its heap, which is not read");
        var (place, length) = (id.Number(_placeSize), id.Number(_lengthSize));
        foreach (var (begin, size, address) in _blocks)
        {
            if (place < begin || place - begin >= size) continue;
            if (length > size - (place - begin)) break;
            return _file.At(address + place - begin, length, "a link");
        }

        throw id.Error($"leads to {length} bytes at {place}, which the heap does not have");
    }

    private static int Size(long most) => (BitOperations.Log2((ulong)Math.Max(1, most)) / 8) + 1;

    private void ReadIndirect(long address, int rows, long begin)
    {
        var block = _file.At(address, "a block of the heap of links");
        block.Signature("FHIB");
        block.Version(0);
        block.Skip(_file.OffsetSize + _placeSize);
        for (var row = 0; row < rows; row++)
        {
            var shift = Math.Max(0, row - 1);
            if (shift > 40 || _start > long.MaxValue >> (shift + 17)) throw block.Error($"has {rows} rows, which do not fit");
            var size = _start << shift;
            for (var column = 0; column < _width; column++, begin += size)
            {
                var child = block.Offset();
                if (child == Hdf5File.Undefined) continue;
                if (size <= _mostDirect) _blocks.Add((begin, size, child));
                else ReadIndirect(child, BitOperations.Log2((ulong)size) - BitOperations.Log2((ulong)(_start * _width)) + 1, begin);
            }
        }

        Lookup3.Check(_file, address, block.Position - address, "a block of the heap of links");
    }
}
