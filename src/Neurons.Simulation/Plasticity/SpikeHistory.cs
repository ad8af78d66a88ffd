using System.Numerics;

namespace Neurons.Simulation;

/// <summary>Who fired in the last steps, as bits: what is under way follows from it, whatever the number of threads.</summary>
/// <param name="sources">How many may fire.</param>
/// <param name="steps">How many steps are remembered.</param>
internal sealed class SpikeHistory(int sources, int steps)
{
    private readonly int _words = (sources + 31) / 32;
    private readonly int[] _bits = new int[checked((sources + 31) / 32 * (steps + 1))];

    /// <summary>All of it.</summary>
    public Span<int> All => _bits;

    public void Add(long step, int source) => Row(step)[source / 32] |= 1 << (source % 32);

    /// <summary>A new step begins, in the place of the oldest.</summary>
    public void Begin(long step) => Row(step).Clear();

    /// <summary>Those that fired in a step, ascending.</summary>
    public IEnumerable<int> At(long step)
    {
        for (var word = 0; word < _words; word++)
        {
            for (var bits = (uint)Row(step)[word]; bits != 0; bits &= bits - 1) yield return word * 32 + BitOperations.TrailingZeroCount(bits);
        }
    }

    private Span<int> Row(long step) => _bits.AsSpan((int)(step % (steps + 1)) * _words, _words);
}
