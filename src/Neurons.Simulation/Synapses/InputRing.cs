using System.Numerics;

namespace Neurons.Simulation;

/// <summary>
/// What is on its way to an input of a population: for each of the next steps a row with a number for each neuron, which is what arrives by the
/// beginning of that step.
/// </summary>
internal sealed unsafe class InputRing<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer _memory;

    public InputRing(string owner, int neurons, int longestDelay)
    {
        // a power of 2: the step that a row is of needs no division, and no case for where the ring begins anew
        Slots = (int)BitOperations.RoundUpToPowerOf2((uint)longestDelay + 1);
        Neurons = neurons;
        // rows of a power of two of bytes would share the same places of a cache
        Stride = ((neurons * sizeof(T) + 63) / 64 | 1) * 64 / sizeof(T);
        var bytes = (long)Slots * Stride * sizeof(T);
        if (bytes > Array.MaxLength)
            throw new ArgumentException(
                $"{owner}: delays of {longestDelay} steps for {neurons} neurons would take {bytes} bytes; at most {Array.MaxLength} are possible.");
        _memory = NativeBuffer.Rent(bytes);
        All.Clear();
    }

    /// <summary>Rows.</summary>
    public int Slots { get; }

    /// <summary>Numbers in a row.</summary>
    public int Neurons { get; }

    /// <summary>Numbers from a row to the next.</summary>
    public int Stride { get; }

    public nint Origin => _memory.Address;

    public Span<T> All => new((void*)Origin, Slots * Stride);

    public int SlotOf(long step) => (int)step & (Slots - 1);

    /// <summary>The row that is the input of a step.</summary>
    public nint Row(long step) => Origin + SlotOf(step) * (nint)Stride * sizeof(T);

    public void Dispose() => _memory.Dispose();
}
