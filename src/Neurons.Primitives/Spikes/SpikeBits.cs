using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Neurons.Primitives;

/// <summary>
/// Binary spikes of a sequence, a bit each: <see cref="Steps"/> rows of <see cref="PerStep"/> bits (batch times features, in this
/// order), each row in whole words of 64 bits. The memory is kept for the next sequence and grows when that needs more.
/// </summary>
/// <remarks>
/// Bit i of a step is bit i mod 64, counted from the least significant, of its word i / 64. The bits of the last word beyond
/// <see cref="PerStep"/> are zero, and whoever writes words keeps them so. Writing to different words from several threads is safe.
/// </remarks>
public sealed unsafe class SpikeBits
{
    /// <summary>The bits of a word.</summary>
    public const int WordBits = 64;

    private ulong[] _words = [];

    /// <summary>No steps.</summary>
    public SpikeBits() { }

    /// <summary>Spikes of a shape, none yet.</summary>
    /// <param name="steps">The time steps; 0 or more.</param>
    /// <param name="perStep">The bits of a step; 0 or more.</param>
    public SpikeBits(int steps, int perStep)
    {
        Resize(steps, perStep);
        Clear();
    }

    /// <summary>The time steps.</summary>
    public int Steps { get; private set; }

    /// <summary>The bits of a step: batch times features.</summary>
    public int PerStep { get; private set; }

    /// <summary>The words of a step.</summary>
    public int WordsPerStep { get; private set; }

    /// <summary>All words, step after step.</summary>
    public Span<ulong> Words => _words.AsSpan(0, Steps * WordsPerStep);

    /// <summary>The first word; the memory does not move, but lives only as long as this object.</summary>
    internal ulong* Pointer => (ulong*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_words));

    /// <summary>Takes another shape. The bits are then whatever was in memory; those of a step's last word beyond the step are zero.</summary>
    /// <param name="steps">The time steps; 0 or more.</param>
    /// <param name="perStep">The bits of a step; 0 or more.</param>
    public void Resize(int steps, int perStep)
    {
        if (steps < 0 || perStep < 0)
            throw new ArgumentException($"Spikes of {steps} steps of {perStep} bits; neither may be negative.");
        var words = (int)(((long)perStep + WordBits - 1) / WordBits);
        if ((long)steps * words > Array.MaxLength)
            throw new ArgumentException($"Spikes of {steps} steps of {perStep} bits are more than an array of words can hold.");
        if (_words.Length < steps * words)
            _words = GC.AllocateUninitializedArray<ulong>(steps * words, pinned: true);
        Steps = steps;
        PerStep = perStep;
        WordsPerStep = words;
        if (perStep % WordBits == 0)
            return;
        var used = (1UL << (perStep % WordBits)) - 1;
        for (var last = words - 1; last < steps * words; last += words)
            _words[last] &= used;
    }

    /// <summary>No spikes anywhere.</summary>
    public void Clear() => Words.Clear();

    /// <summary>The words of a step.</summary>
    /// <param name="step">0 .. <see cref="Steps"/> - 1.</param>
    public Span<ulong> Step(int step) => _words.AsSpan(Check(step) * WordsPerStep, WordsPerStep);

    /// <summary>The number of spikes.</summary>
    public long Count()
    {
        var all = Steps * WordsPerStep;
        fixed (ulong* words = _words)
        {
            if (all < 2 * BitCount.Block) return BitRange.Count(words, 0, (long)all * WordBits);
            var work = new BitCount((nint)words, all);
            Parallelism.Run(work.Items, work);
            return work.Sum;
        }
    }

    /// <summary>The number of spikes at each place of a step, over all steps; the same on any number of threads.</summary>
    /// <param name="counts">Room for <see cref="PerStep"/> numbers.</param>
    public void Counts(Span<float> counts)
    {
        CheckLength(counts.Length);
        fixed (ulong* words = _words)
        fixed (float* target = counts)
        {
            var work = new BitCounts((nint)words, Steps, WordsPerStep, PerStep, (nint)target);
            Parallelism.Run(work.Items, work);
        }
    }

    /// <summary>Sets the bits of a step: 1 where a value is not zero.</summary>
    /// <param name="step">0 .. <see cref="Steps"/> - 1.</param>
    /// <param name="values"><see cref="PerStep"/> values.</param>
    public void Pack<T>(int step, ReadOnlySpan<T> values) where T : unmanaged
    {
        CheckLength(values.Length);
        fixed (T* source = values)
        fixed (ulong* words = Step(step))
            BitRange.Pack(source, PerStep, words);
    }

    /// <summary>Sets the bits of a part of a step, in whole words: 1 where a value is not zero.</summary>
    /// <param name="step">0 .. <see cref="Steps"/> - 1.</param>
    /// <param name="first">The first bit of the part; a multiple of <see cref="WordBits"/>.</param>
    /// <param name="values">As many values as the part has bits; it ends with a word or with the step.</param>
    /// <exception cref="ArgumentException">The part is not one of whole words of the step.</exception>
    public void Pack<T>(int step, int first, ReadOnlySpan<T> values) where T : unmanaged
    {
        var isWhole = first % WordBits == 0 && (values.Length % WordBits == 0 || first + values.Length == PerStep);
        if (!isWhole || first < 0 || first > PerStep - values.Length)
            throw new ArgumentException(
                $"Bits {first} .. {(long)first + values.Length - 1} of a step of {PerStep}; a part is of whole words of {WordBits} bits.");
        fixed (T* source = values)
        fixed (ulong* words = Step(step))
            BitRange.Pack(source, values.Length, words + (first / WordBits));
    }

    /// <summary>Writes a step as zeros and ones; <typeparamref name="T"/> is float or double.</summary>
    /// <param name="step">0 .. <see cref="Steps"/> - 1.</param>
    /// <param name="values"><see cref="PerStep"/> values.</param>
    /// <exception cref="NotSupportedException">The numbers are of another type.</exception>
    public void Unpack<T>(int step, Span<T> values) where T : unmanaged
    {
        RequireFloats<T>();
        CheckLength(values.Length);
        fixed (T* target = values)
        fixed (ulong* words = Step(step))
            BitRange.Unpack(words, 0, PerStep, target);
    }

    /// <summary>Writes a part of a step as zeros and ones; <typeparamref name="T"/> is float or double.</summary>
    /// <param name="step">0 .. <see cref="Steps"/> - 1.</param>
    /// <param name="first">The first bit of the part.</param>
    /// <param name="values">As many values as the part has bits.</param>
    /// <exception cref="NotSupportedException">The numbers are of another type.</exception>
    public void Unpack<T>(int step, int first, Span<T> values) where T : unmanaged
    {
        RequireFloats<T>();
        if (first < 0 || first > PerStep - values.Length)
            throw new ArgumentException($"Bits {first} .. {(long)first + values.Length - 1} of a step; there are {PerStep}.");
        fixed (T* target = values)
        fixed (ulong* words = Step(step))
            BitRange.Unpack(words, first, values.Length, target);
    }

    /// <summary>Lists which bits of a part of a step are set, counted from its start, in increasing order.</summary>
    /// <param name="step">0 .. <see cref="Steps"/> - 1.</param>
    /// <param name="first">The first bit of the part.</param>
    /// <param name="count">How many bits it has.</param>
    /// <param name="indices">Room for all of them; what lies behind them is lost.</param>
    /// <returns>How many there are.</returns>
    public int Indices(int step, int first, int count, Span<int> indices)
    {
        if (first < 0 || count < 0 || first > PerStep - count)
            throw new ArgumentException($"Bits {first} .. {(long)first + count - 1} of a step; there are {PerStep}.");
        fixed (ulong* words = Step(step))
        fixed (int* target = indices)
        {
            var set = BitRange.Count(words, first, count);
            if (indices.Length < set)
                throw new ArgumentException($"There is room for {indices.Length} indices; {set} bits are set.", nameof(indices));
            return BitRange.Indices(words, first, count, target, target + indices.Length);
        }
    }

    /// <summary>Refuses numbers that are neither float nor double: ones and zeros are written by their size.</summary>
    internal static void RequireFloats<T>()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"Spikes are written as numbers and multiplied in float or double, not in {typeof(T).Name}.");
    }

    private int Check(int step) => (uint)step < (uint)Steps
        ? step
        : throw new ArgumentOutOfRangeException(nameof(step), step, $"step is {step}; it must be in 0 .. {Steps - 1}.");

    private void CheckLength(int values)
    {
        if (values != PerStep)
            throw new ArgumentException($"{values} values for a step of {PerStep} bits.", nameof(values));
    }
}
