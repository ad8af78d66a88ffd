using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>How a rule is bound to a layer.</summary>
/// <param name="Dt">The time step in s, &gt; 0.</param>
/// <param name="Batch">The samples of a step, at least 1. Each has traces of its own; they change the weights one after the other.</param>
/// <param name="WeightSum">What <see cref="LayerPlasticity.Normalize"/> makes of the sum of an output's weights, &gt; 0; null for nothing.</param>
public sealed record PlasticityOptions(double Dt = 0.001, int Batch = 1, double? WeightSum = null);

/// <summary>
/// A <see cref="PlasticityRule"/> at work on the weights of a layer, in place and by events: a step costs what its spikes touch, the columns of
/// inputs that fire and the rows of outputs that fire, and nothing in silence. Traces decay by their closed form when a spike meets them, which
/// is the definition: a twin that lets them decay step by step differs by rounding. Neither the number of threads nor whether
/// spikes come as bits or as numbers changes a bit.
/// </summary>
public sealed class LayerPlasticity
{
    private readonly PlasticityRule _rule;
    private readonly SpikeList _pre, _post;
    private readonly TraceStore[] _preTraces, _postTraces;
    private readonly SynapseUpdate _update;
    private readonly Eligibility? _eligibility;

    /// <summary>Binds a rule to a layer. Weights outside of the rule's bounds are brought into them.</summary>
    /// <param name="layer">A <see cref="Linear"/> layer, or a <see cref="Conv2d"/> of one group.</param>
    /// <param name="rule">How its weights change.</param>
    /// <param name="options">Time step and batch; null for the defaults.</param>
    /// <param name="input">The shape of the layer's input, [channels, height, width]; null where it takes one alone.</param>
    /// <exception cref="ArgumentException">A number is not allowed, or the layer is another one; the message says which.</exception>
    public LayerPlasticity(Layer layer, PlasticityRule rule, PlasticityOptions? options = null, int[]? input = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(rule);
        Options = options ?? new();
        Require.Positive(nameof(LayerPlasticity), nameof(Options.Dt), Options.Dt);
        var batch = Require.AtLeast(1, nameof(LayerPlasticity), nameof(Options.Batch), Options.Batch);
        if (Options.WeightSum is { } sum) Require.Float32Positive(nameof(LayerPlasticity), nameof(Options.WeightSum), sum);
        rule.Validate();
        (Layer, _rule) = (layer, rule is RewardModulated modulated ? modulated.Rule : rule);
        var map = Map(layer, input, out var weight, out var outputs);
        Weight = weight;
        Outputs = outputs * map.Places;
        Inputs = map.Inputs;
        _pre = new(batch, Inputs);
        _post = new(batch, Outputs);
        _preTraces = [.. rule.PreTraces.Select(trace => new TraceStore(trace, batch * Inputs, Options.Dt))];
        _postTraces = [.. rule.PostTraces.Select(trace => new TraceStore(trace, batch * Outputs, Options.Dt))];
        _eligibility = rule is RewardModulated reward ? new(reward, Options.Dt, outputs * map.Row) : null;
        _update = new(_rule, map, outputs, _preTraces, _postTraces, _eligibility);
        var weights = weight.Value.Span();
        TensorPrimitives.Clamp(weights, (float)_rule.WeightMin, (float)_rule.WeightMax, weights);
        weight.Changed();
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>Time step and batch.</summary>
    public PlasticityOptions Options { get; }

    /// <summary>The weights that change.</summary>
    public Parameter Weight { get; }

    /// <summary>The inputs of a sample.</summary>
    public int Inputs { get; }

    /// <summary>The outputs of a sample.</summary>
    public int Outputs { get; }

    /// <summary>The steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>One step.</summary>
    /// <param name="pre">The spikes that arrived, [batch, inputs…]; what is not 0 is a spike.</param>
    /// <param name="post">The spikes that were fired, [batch, outputs…].</param>
    /// <param name="reward">The reward of this step, for a <see cref="RewardModulated"/> rule.</param>
    /// <exception cref="ArgumentException">The numbers are of another count, or there is a reward and the rule knows none.</exception>
    public void Step(Tensor<float> pre, Tensor<float> post, double reward = 0)
    {
        ArgumentNullException.ThrowIfNull(pre);
        ArgumentNullException.ThrowIfNull(post);
        Step(pre.ReadOnlySpan(), post.ReadOnlySpan(), reward);
    }

    /// <inheritdoc cref="Step(Tensor{float}, Tensor{float}, double)"/>
    public void Step(ReadOnlySpan<float> pre, ReadOnlySpan<float> post, double reward = 0)
    {
        Check(pre.Length, post.Length, reward);
        _pre.Set(pre);
        _post.Set(post);
        Advance(reward);
    }

    /// <summary>One step of spikes as bits.</summary>
    /// <param name="pre">The spikes that arrived: a step of batch · inputs bits.</param>
    /// <param name="post">The spikes that were fired: a step of batch · outputs bits.</param>
    /// <param name="step">Which of their steps.</param>
    /// <param name="reward">The reward of this step, for a <see cref="RewardModulated"/> rule.</param>
    /// <exception cref="ArgumentException">A step has another number of bits, or there is a reward and the rule knows none.</exception>
    public void Step(SpikeBits pre, SpikeBits post, int step, double reward = 0)
    {
        ArgumentNullException.ThrowIfNull(pre);
        ArgumentNullException.ThrowIfNull(post);
        Check(pre.PerStep, post.PerStep, reward);
        _pre.Set(pre, step);
        _post.Set(post, step);
        Advance(reward);
    }

    /// <summary>All steps of sequences.</summary>
    /// <param name="pre">The spikes that arrived, [T, batch, inputs…].</param>
    /// <param name="post">The spikes that were fired, [T, batch, outputs…].</param>
    /// <exception cref="ArgumentException">There are other numbers of them.</exception>
    public void Integral(Tensor<float> pre, Tensor<float> post)
    {
        ArgumentNullException.ThrowIfNull(pre);
        ArgumentNullException.ThrowIfNull(post);
        if (pre.Rank < 2 || post.Rank < 2 || pre.Lengths[0] != post.Lengths[0])
            throw new ArgumentException(
                $"LayerPlasticity: presynaptic spikes {Shapes.Text(pre.Lengths)}, postsynaptic spikes {Shapes.Text(post.Lengths)}; "
                + "both must be [T, batch, …] with the same T.");
        for (var t = 0; t < pre.Lengths[0]; t++) Step(Rows.Of(pre, t), Rows.Of(post, t));
    }

    /// <summary>The eligibility of each weight of a <see cref="RewardModulated"/> rule now, in the shape of the weights.</summary>
    /// <exception cref="InvalidOperationException">The rule is another one.</exception>
    public Tensor<float> Eligibility()
    {
        var values = Tensor.CreateFromShape<float>(Weight.Shape);
        (_eligibility ?? throw new InvalidOperationException($"{_rule.GetType().Name} is not modulated by reward.")).Read(Steps, values.Span());
        return values;
    }

    /// <summary>
    /// Scales the weights of each output, those of a channel of a convolution, so that they sum to <see cref="PlasticityOptions.WeightSum"/>; then
    /// they come into their bounds. An output without weights above 0 in all stays as it is.
    /// </summary>
    public void Normalize()
    {
        if (Options.WeightSum is not { } wanted) return;
        var weights = Weight.Value.Span();
        var row = weights.Length / (int)Weight.Shape[0];
        for (var at = 0; at < weights.Length; at += row)
        {
            var own = weights.Slice(at, row);
            if (FixedSum.Of<float>(own) is not (> 0 and var sum)) continue;
            TensorPrimitives.Multiply(own, (float)(wanted / sum), own);
            TensorPrimitives.Clamp(own, (float)_rule.WeightMin, (float)_rule.WeightMax, own);
        }
        Weight.Changed();
    }

    /// <summary>Forgets all spikes, eligibilities and rewards, as before the first step; the weights stay.</summary>
    public void Reset()
    {
        foreach (var trace in _preTraces.Concat(_postTraces)) trace.Clear();
        _eligibility?.Clear();
        Steps = 0;
    }

    private void Advance(double reward)
    {
        Steps++;
        var weights = Weight.Value.Span();
        var isChanged = (_pre.Count > 0 || _post.Count > 0) && _update.Run(_pre, _post, Steps, weights);
        if (_eligibility is not null) isChanged |= _eligibility.Reward(reward, Steps, weights, (float)_rule.WeightMin, (float)_rule.WeightMax);
        if (isChanged) Weight.Changed();
    }

    private void Check(int pre, int post, double reward)
    {
        var batch = Options.Batch;
        if (pre != batch * Inputs || post != batch * Outputs)
            throw new ArgumentException(
                $"LayerPlasticity: a step has {pre} presynaptic and {post} postsynaptic numbers; "
                + $"{Layer} has {Inputs} inputs and {Outputs} outputs, and the batch is {batch}.");
        if (reward == 0) return;
        Require.Finite(nameof(LayerPlasticity), nameof(reward), reward);
        if (_eligibility is null)
            throw new ArgumentException($"LayerPlasticity: there is a reward, and {_rule.GetType().Name} knows none; RewardModulated does.",
                nameof(reward));
    }

    private static SynapseMap Map(Layer layer, int[]? input, out Parameter weight, out int outputs)
    {
        if (layer is Linear linear)
        {
            (weight, outputs) = (linear.Weight, linear.Outputs);
            return SynapseMap.Dense(linear.Inputs);
        }
        if (layer is not Conv2d { Groups: 1 } convolution)
            throw new ArgumentException($"LayerPlasticity: the layer is {layer}; it must be a Linear or a Conv2d of one group.", nameof(layer));
        if (input is null)
            throw new ArgumentException($"LayerPlasticity: {layer} takes images of any size; input must be its [channels, height, width].",
                nameof(input));
        (weight, outputs) = (convolution.Weight, convolution.Outputs);
        return SynapseMap.Of(convolution.Options, input, convolution.OutputShape(input));
    }
}
