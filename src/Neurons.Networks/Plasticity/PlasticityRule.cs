namespace Neurons.Networks;

/// <summary>
/// How spikes change the weights between two populations, as a value: <see cref="PairStdp"/>, <see cref="TripletStdp"/>,
/// <see cref="RewardModulated"/>, or one's own, which derives from this record or is made <see cref="From"/> functions.
/// </summary>
/// <remarks>
/// A rule knows traces of the spikes on both sides, and what happens at events. In a step, the presynaptic spikes arrive first:
/// <see cref="PreEvent"/> sees the traces from before the step. Then the neurons fire: <see cref="PostEvent"/> sees presynaptic traces with
/// the spikes that have just arrived, which made them fire, and postsynaptic traces from before the step. Between events nothing happens.
/// </remarks>
public abstract record PlasticityRule
{
    /// <summary>The rules by name; one's own are registered here, to stand in a network file.</summary>
    public static Registry<PlasticityRule> Kinds { get; } = BuiltIn();

    /// <summary>The least weight. Default 0.</summary>
    public double WeightMin { get; init; }

    /// <summary>The largest weight, at least <see cref="WeightMin"/>. Default 1.</summary>
    public double WeightMax { get; init; } = 1;

    /// <summary>The traces that presynaptic neurons have.</summary>
    public abstract IReadOnlyList<SpikeTrace> PreTraces { get; }

    /// <summary>The traces that postsynaptic neurons have.</summary>
    public abstract IReadOnlyList<SpikeTrace> PostTraces { get; }

    /// <summary>What presynaptic spikes change of synapses of one neuron.</summary>
    /// <param name="synapses">The synapses at which a spike arrives.</param>
    /// <param name="changes">To be written: what is added to each weight, which then stays in its bounds.</param>
    public abstract void PreEvent(in SynapseEvent synapses, Span<float> changes);

    /// <summary>What a postsynaptic spike changes of all synapses of its neuron.</summary>
    /// <param name="synapses">The synapses.</param>
    /// <param name="changes">To be written: what is added to each weight, which then stays in its bounds.</param>
    public abstract void PostEvent(in SynapseEvent synapses, Span<float> changes);

    /// <summary>Refuses numbers that are not allowed; asked when the rule is bound to a layer.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public virtual void Validate()
    {
        Require.Float32(Name, nameof(WeightMin), Require.Finite(Name, nameof(WeightMin), WeightMin));
        Require.Float32(Name, nameof(WeightMax), WeightMax);
        var holds = WeightMax >= WeightMin && double.IsFinite(WeightMax);
        Require.That(holds, Name, nameof(WeightMax), WeightMax, $"≥ WeightMin = {WeightMin} and finite");
        foreach (var trace in PreTraces.Concat(PostTraces)) Require.Positive(Name, "Tau of a trace", trace.Tau);
    }

    /// <summary>Its name in messages.</summary>
    protected string Name => GetType().Name;

    /// <summary>A rule of functions.</summary>
    /// <param name="preTraces">The traces that presynaptic neurons have.</param>
    /// <param name="postTraces">The traces that postsynaptic neurons have.</param>
    /// <param name="preEvent">What a presynaptic spike adds to a weight; null for nothing.</param>
    /// <param name="postEvent">What a postsynaptic spike adds to a weight; null for nothing.</param>
    public static PlasticityRule From(
        IReadOnlyList<SpikeTrace> preTraces, IReadOnlyList<SpikeTrace> postTraces, SynapseChange? preEvent, SynapseChange? postEvent)
    {
        ArgumentNullException.ThrowIfNull(preTraces);
        ArgumentNullException.ThrowIfNull(postTraces);
        return new FunctionRule([.. preTraces], [.. postTraces], preEvent, postEvent);
    }

    private static Registry<PlasticityRule> BuiltIn()
    {
        var kinds = new Registry<PlasticityRule>("rule of plasticity", "name");
        kinds.Register<PairStdp, PairStdp>("pair_stdp", o => o, rule => rule);
        kinds.Register<TripletStdp, TripletStdp>("triplet_stdp", o => o, rule => rule);
        kinds.Register<RewardModulated, RewardModulated>("reward_modulated", o => o, rule => rule);
        return kinds;
    }

    private sealed record FunctionRule(SpikeTrace[] Pre, SpikeTrace[] Post, SynapseChange? AtPre, SynapseChange? AtPost) : PlasticityRule
    {
        public override IReadOnlyList<SpikeTrace> PreTraces => Pre;

        public override IReadOnlyList<SpikeTrace> PostTraces => Post;

        public override void PreEvent(in SynapseEvent synapses, Span<float> changes) => Change(AtPre, synapses, changes);

        public override void PostEvent(in SynapseEvent synapses, Span<float> changes) => Change(AtPost, synapses, changes);

        private void Change(SynapseChange? change, in SynapseEvent synapses, Span<float> changes)
        {
            if (change is null)
            {
                changes.Clear();
                return;
            }
            Span<float> pre = stackalloc float[Pre.Length], post = stackalloc float[Post.Length];
            for (var k = 0; k < post.Length; k++) post[k] = synapses.Post(k);
            for (var i = 0; i < changes.Length; i++)
            {
                for (var k = 0; k < pre.Length; k++) pre[k] = synapses.Pre(k)[i];
                changes[i] = change(synapses.Weights[i], pre, post);
            }
        }
    }
}

/// <summary>What a spike adds to a weight.</summary>
/// <param name="weight">The weight.</param>
/// <param name="pre">The traces of the presynaptic neuron.</param>
/// <param name="post">The traces of the postsynaptic neuron.</param>
public delegate float SynapseChange(float weight, ReadOnlySpan<float> pre, ReadOnlySpan<float> post);
