namespace Neurons.Primitives;

/// <summary>How many bits of many words are set.</summary>
internal sealed unsafe class BitCount(nint words, int count) : IWork
{
    /// <summary>The words of an item; counting fewer takes less time than another thread needs to begin.</summary>
    public const int Block = 1 << 13;

    private long _sum;

    /// <summary>How many items there are.</summary>
    public int Items { get; } = (count + Block - 1) / Block;

    /// <summary>The bits that are set.</summary>
    public long Sum => _sum;

    /// <inheritdoc/>
    public void Run(int worker, int item)
    {
        var start = (long)item * Block;
        var here = Math.Min(Block, count - start);
        Interlocked.Add(ref _sum, BitRange.Count((ulong*)words, start * SpikeBits.WordBits, here * SpikeBits.WordBits));
    }
}
