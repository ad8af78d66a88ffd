namespace Neurons.Simulation;

/// <summary>Numbers by the step at which their events come, for the next steps: a thread's own.</summary>
/// <param name="longestDelay">How many steps ahead an event may be.</param>
internal sealed class PendingEvents(int longestDelay)
{
    private readonly int[]?[] _numbers = new int[longestDelay + 1][];
    private readonly int[] _counts = new int[longestDelay + 1];

    /// <summary>The events of a step, in the order in which they were added.</summary>
    public ReadOnlySpan<int> At(long step) => _numbers[Slot(step)].AsSpan(0, _counts[Slot(step)]);

    public void Add(long step, int number)
    {
        var slot = Slot(step);
        ref var numbers = ref _numbers[slot];
        var count = _counts[slot]++;
        if (numbers is null) numbers = new int[16];
        else if (count == numbers.Length) Array.Resize(ref numbers, 2 * count);
        numbers[count] = number;
    }

    /// <summary>Those of a step are done.</summary>
    public void Clear(long step) => _counts[Slot(step)] = 0;

    private int Slot(long step) => (int)(step % _counts.Length);
}
