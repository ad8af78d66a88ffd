using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// Binary spikes as lists, in scratch memory. A line is a row, whose terms are the features that fired in it, or a feature, whose terms
/// are the rows in which it fired. The terms are cut into blocks, and each line has a list for each block; all lists increase.
/// </summary>
internal sealed unsafe class SpikeLists : IWork, IDisposable
{
    private const int LinesOfItem = 32, Word = SpikeBits.WordBits;

    private NativeBuffer _offsets, _items, _transposed;
    private SpikeRows _spikes;
    private Phase _phase;
    private int _first, _rows, _lines, _terms, _block, _wordsPerLine;

    private enum Phase
    {
        Transpose,
        Count,
        Fill,
    }

    /// <summary>The lists of a line.</summary>
    public int Blocks { get; private set; }

    /// <summary>Where each list begins, the <see cref="Blocks"/> lists of a line side by side, and the number of spikes at the end.</summary>
    public int* Offsets => (int*)_offsets.Pointer;

    /// <summary>The lists, one after the other; terms count from the start of their block.</summary>
    public int* Items => (int*)_items.Pointer;

    /// <summary>Lists the features that fired in each of the rows from <paramref name="first"/> on, in blocks of features.</summary>
    public void OfRows(SpikeRows spikes, int first, int count, int block, Workers pool, int threads)
    {
        Dispose();
        (_spikes, _first, _wordsPerLine) = (spikes, first, 0);
        Make(count, spikes.Features, block, pool, threads);
    }

    /// <summary>
    /// Lists, for each feature, in which of the rows from <paramref name="first"/> on it fired, counted from there, in blocks of rows.
    /// </summary>
    public void OfColumns(SpikeRows spikes, int first, int count, int block, Workers pool, int threads)
    {
        Dispose();
        (_spikes, _first, _rows, _wordsPerLine) = (spikes, first, count, (count + Word - 1) / Word);
        var bands = (spikes.Features + Word - 1) / Word;
        _transposed = NativeBuffers.Rent((long)bands * Word * _wordsPerLine * sizeof(ulong));
        _phase = Phase.Transpose;
        pool.Run(bands, this, threads);
        Make(spikes.Features, count, block, pool, threads);
    }

    public void Dispose()
    {
        _offsets.Dispose();
        _items.Dispose();
        _transposed.Dispose();
        _spikes = default;
    }

    private void Make(int lines, int terms, int block, Workers pool, int threads)
    {
        (_lines, _terms, _block) = (lines, terms, block);
        Blocks = (terms + block - 1) / block;
        var lists = checked(lines * Blocks);
        _offsets = NativeBuffers.Rent((lists + 1L) * sizeof(int));
        var items = (lines + LinesOfItem - 1) / LinesOfItem;
        _phase = Phase.Count;
        pool.Run(items, this, threads);
        var offsets = Offsets;
        offsets[0] = 0;
        for (var i = 0; i < lists; i++)
            offsets[i + 1] = checked(offsets[i + 1] + offsets[i]);
        _items = NativeBuffers.Rent((long)offsets[lists] * sizeof(int));
        _phase = Phase.Fill;
        pool.Run(items, this, threads);
    }

    void IWork.Run(int worker, int item)
    {
        if (_phase == Phase.Transpose)
        {
            Transpose(item);
            return;
        }
        var first = item * LinesOfItem;
        var end = Math.Min(first + LinesOfItem, _lines);
        // another thread fills what comes after the lists of this item
        var limit = Items + Offsets[end * Blocks];
        for (var line = first; line < end; line++)
        {
            var words = _wordsPerLine == 0 ? _spikes.Words(_first + line) : (ulong*)_transposed.Pointer + (long)line * _wordsPerLine;
            var bit = _wordsPerLine == 0 ? _spikes.First(_first + line) : 0;
            var offsets = Offsets + (line * Blocks);
            for (var b = 0; b < Blocks; b++)
            {
                var term = b * _block;
                var terms = Math.Min(_block, _terms - term);
                if (_phase == Phase.Count)
                    offsets[b + 1] = (int)BitRange.Count(words, bit + term, terms);
                else
                    BitRange.Indices(words, bit + term, terms, Items + offsets[b], limit);
            }
        }
    }

    /// <summary>The bits of 64 features, turned so that each has a line of rows.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    private void Transpose(int band)
    {
        var square = stackalloc ulong[Word];
        var feature = band * Word;
        var features = Math.Min(Word, _spikes.Features - feature);
        var target = (ulong*)_transposed.Pointer + (long)feature * _wordsPerLine;
        for (var word = 0; word < _wordsPerLine; word++)
        {
            var row = _first + (word * Word);
            var rows = Math.Min(Word, _rows - (word * Word));
            for (var i = 0; i < rows; i++)
                square[i] = BitRange.Read(_spikes.Words(row + i), _spikes.First(row + i) + feature, features);
            new Span<ulong>(square + rows, Word - rows).Clear();
            BitTranspose.InPlace(square);
            for (var i = 0; i < Word; i++)
                target[((long)i * _wordsPerLine) + word] = square[i];
        }
    }
}
