namespace Neurons.Simulation;

/// <summary>The neurons that fire in a step, in ascending order. Memory is kept from step to step.</summary>
public sealed class SpikeList
{
    private int[] _neurons = new int[64];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Their numbers.</summary>
    public ReadOnlySpan<int> Neurons => _neurons.AsSpan(0, Count);

    /// <summary>One more.</summary>
    /// <param name="neuron">Its number, greater than that of the one before.</param>
    public void Add(int neuron)
    {
        if (Count == _neurons.Length) Array.Resize(ref _neurons, 2 * Count);
        _neurons[Count++] = neuron;
    }

    internal void Clear() => Count = 0;
}
