namespace Neurons.Networks;

/// <summary>Synapses of one postsynaptic neuron that a spike changes, with the traces on both sides.</summary>
public readonly ref struct SynapseEvent
{
    private readonly ReadOnlySpan<float> _pre, _post;
    private readonly int _preStride, _postStride, _neuron;

    /// <summary>Synapses by themselves, as in a test of a rule.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="pre">The traces of the presynaptic neurons, each with one number for each weight, one trace after the other.</param>
    /// <param name="post">The traces of the postsynaptic neuron, a number each.</param>
    public SynapseEvent(ReadOnlySpan<float> weights, ReadOnlySpan<float> pre, ReadOnlySpan<float> post)
        : this(weights, pre, weights.Length, post, 1, 0)
    {
    }

    internal SynapseEvent(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> pre, int preStride, ReadOnlySpan<float> post, int postStride, int neuron)
    {
        Weights = weights;
        (_preStride, _postStride, _neuron) = (preStride, postStride, neuron);
        _pre = pre;
        _post = post;
    }

    /// <summary>The weights.</summary>
    public ReadOnlySpan<float> Weights { get; }

    /// <summary>A trace of the presynaptic neurons, one number for each weight.</summary>
    /// <param name="trace">Its place in <see cref="PlasticityRule.PreTraces"/>.</param>
    public ReadOnlySpan<float> Pre(int trace) => _pre.Slice(trace * _preStride, Weights.Length);

    /// <summary>A trace of the postsynaptic neuron.</summary>
    /// <param name="trace">Its place in <see cref="PlasticityRule.PostTraces"/>.</param>
    public float Post(int trace) => _post[(trace * _postStride) + _neuron];
}
