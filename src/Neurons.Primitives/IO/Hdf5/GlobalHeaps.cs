namespace Neurons.IO;

/// <summary>The heaps where strings and sequences of variable length are kept. Each heap and each string is read once.</summary>
internal sealed class GlobalHeaps(Hdf5File file)
{
    private readonly Dictionary<long, Dictionary<int, (long Start, long Length)>> _heaps = [];
    private readonly Dictionary<(long Start, long Length), string> _texts = [];

    /// <summary>A string, by the address of its heap and its number there.</summary>
    public string Text(long address, int number, long length)
    {
        var start = Find(address, number, length);
        if (_texts.TryGetValue((start, length), out var known)) return known;
        var text = file.At(start, length, "a string").Text(length);
        return _texts[(start, length)] = H5Element.ToZero(text);
    }

    /// <summary>The bytes of a sequence.</summary>
    public ReadOnlyMemory<byte> Bytes(long address, int number, long length) => file.Memory(Find(address, number, length), length, "a sequence");

    private long Find(long address, int number, long length)
    {
        if (!_heaps.TryGetValue(address, out var heap)) _heaps.Add(address, heap = Read(address));
        if (!heap.TryGetValue(number, out var place)) throw file.Error($"the heap at {address} has no entry {number}");
        return length <= place.Length ? place.Start
            : throw file.Error($"the entry {number} of the heap at {address} has {place.Length} bytes; {length} are needed");
    }

    private Dictionary<int, (long Start, long Length)> Read(long address)
    {
        var heap = new Dictionary<int, (long Start, long Length)>();
        var header = file.At(address, "a heap");
        header.Signature("GCOL");
        header.Version(1);
        header.Skip(3);
        var size = header.Length();
        var entries = file.At(address, size, "a heap");
        // What precedes the entries, and what precedes each of their strings, ends at a multiple of 8.
        entries.Skip(Aligned(header.Position - address));
        var entryHead = Aligned(8 + file.LengthSize);
        while (entries.Left >= entryHead)
        {
            var number = entries.UInt16();
            entries.Skip(6);
            var length = entries.Length();
            entries.Skip(entryHead - 8 - file.LengthSize);
            // What is left is free.
            if (number == 0) break;
            if (!heap.TryAdd(number, (entries.Position, length))) throw entries.Error($"has the entry {number} twice");
            if (length > entries.Left) throw entries.Error($"has {entries.Left} bytes for the entry {number}, which has {length}");
            entries.Skip(Math.Min(entries.Left, Aligned(length)));
        }

        return heap;
    }

    private static long Aligned(long length) => (length + 7) / 8 * 8;
}
