namespace Neurons.Primitives;

/// <summary>
/// Spikes [T, batch, features] seen as T·batch rows of features: a row is a range of bits of its step, which may start within a word.
/// </summary>
internal readonly unsafe struct SpikeRows
{
    private readonly SpikeBits _bits; // holds the memory
    private readonly ulong* _words;
    private readonly int _wordsPerStep;

    public SpikeRows(SpikeBits bits, int batch)
    {
        if (batch < 1 || bits.PerStep % batch != 0)
            throw new ArgumentException($"A step of {bits.PerStep} bits is not a batch of {batch}.", nameof(batch));
        _bits = bits;
        _words = bits.Pointer;
        _wordsPerStep = bits.WordsPerStep;
        Batch = batch;
        Features = bits.PerStep / batch;
        Rows = checked(bits.Steps * batch);
    }

    /// <summary>The samples of a step.</summary>
    public int Batch { get; }

    /// <summary>The bits of a row.</summary>
    public int Features { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>How many bits are set in all rows.</summary>
    public long Count() => _bits.Count();

    /// <summary>The word that a row's step begins with.</summary>
    public ulong* Words(int row) => _words + (long)(row / Batch) * _wordsPerStep;

    /// <summary>Where in the bits of its step a row begins.</summary>
    public long First(int row) => (long)(row % Batch) * Features;

    /// <summary>Writes a row as zeros and ones.</summary>
    public void Unpack<T>(int row, T* values) where T : unmanaged =>
        BitRange.Unpack(Words(row), First(row), Features, values);
}
