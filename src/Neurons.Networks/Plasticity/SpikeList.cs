namespace Neurons.Networks;

/// <summary>The neurons that fire in a step, sample after sample.</summary>
/// <param name="batch">The samples.</param>
/// <param name="neurons">The neurons of one.</param>
internal sealed class SpikeList(int batch, int neurons)
{
    private readonly SpikeBits _bits = new(1, batch * neurons);
    private readonly int[] _index = new int[batch * neurons], _start = new int[batch + 1];

    /// <summary>How many fire.</summary>
    public int Count => _start[batch];

    /// <summary>Those of a sample, ascending.</summary>
    public ReadOnlySpan<int> this[int sample] => _index.AsSpan(_start[sample].._start[sample + 1]);

    /// <summary>The neurons of a sample.</summary>
    public int Neurons => neurons;

    /// <summary>The samples.</summary>
    public int Batch => batch;

    public void Set(ReadOnlySpan<float> values)
    {
        _bits.Pack(0, values);
        Set(_bits, 0);
    }

    public void Set(SpikeBits bits, int step)
    {
        for (var sample = 0; sample < batch; sample++)
        {
            var at = _start[sample];
            _start[sample + 1] = at + bits.Indices(step, sample * neurons, neurons, _index.AsSpan(at));
        }
    }
}
