using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>Synapses, whose weights learn by traces of their inputs.</summary>
/// <param name="node">The node.</param>
/// <param name="sums">Where the gradients go.</param>
/// <param name="trace">How they learn.</param>
internal sealed class SynapseRunner(StepNode node, GradientSums sums, ISynapseTrace trace) : StepRunner(node)
{
    private readonly ISynapses _synapses = node.Synapses!;
    private Tensor<float> _input = null!;
    private Tensor<float>? _biasGradient;

    /// <inheritdoc/>
    public override void Begin(Pass pass, nint batch, bool isStatic)
    {
        base.Begin(pass, batch, isStatic);
        WeightGradient = pass.Workspace.Take(_synapses.Weight, "gradient of a step", _synapses.Weight.Shape);
        _biasGradient = _synapses.Bias is { } bias ? pass.Workspace.Take(bias, "gradient of a step", bias.Shape) : null;
        if (Node.Layer is Linear linear) Output = pass.Workspace.Take(Node, "output", [1, batch, linear.Outputs]);
        trace.Begin(this, batch);
    }

    public bool NeedsGradient => trace.NeedsGradient;

    public Workspace Workspace => Pass.Workspace;

    public ISynapses Synapses => _synapses;

    public GradientSums Sums => sums;

    /// <summary>The input of the step as bits, where it is spikes.</summary>
    public SpikeBits? Spikes => Sources[0] is [var source] && !Node.IsBefore(source.Node.Index) ? source.OutputSpikes : null;

    /// <summary>What the neurons behind learn with, or without any the gradient of the output; null where there is nothing.</summary>
    public Tensor<float>? SignalOf(NeuronRunner? neurons) => neurons is not null ? neurons.Signal : HasGradient ? Gradient : null;

    /// <summary>Room for the weights' gradient of a step.</summary>
    public Tensor<float> WeightGradient { get; private set; } = null!;

    /// <inheritdoc/>
    public override void Forward(Pass pass, int step)
    {
        // a step of neurons that comes later overwrites what they gave
        if (IsStatic && step > 0) return;
        _input = Gather(0, step);
        if (Node.Layer is not Linear linear) Output = Node.Layer!.Forward(Signal.EachStep(_input), pass).Output.Values;
        else if (Spikes is { } spikes) linear.Forward(linear.Weight.Value, linear.Bias?.Value, spikes, Output);
        else linear.Forward(linear.Weight.Value, linear.Bias?.Value, _input, Output);
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        trace.Step(this, _input);
        if (!HasGradient || Into(0) is not { } target) return;
        _synapses.Backward(_input, Gradient, target, null, null);
        Spread(0);
    }

    /// <inheritdoc/>
    public override void End() => trace.End(this, _input);

    /// <summary>Adds the gradients of outer products of inputs, or traces of them, and signals.</summary>
    /// <param name="input">The inputs.</param>
    /// <param name="signal">The signals, in the shape of the output.</param>
    /// <param name="scale">What the weights' gradient is multiplied by.</param>
    /// <param name="biasScale">What the bias's gradient is multiplied by.</param>
    public void Learn(Tensor<float> input, Tensor<float> signal, float scale, float biasScale)
    {
        _synapses.Backward(input, signal, null, WeightGradient, _biasGradient);
        sums.Add(_synapses.Weight, WeightGradient, scale);
        if (_synapses.Bias is { } bias) sums.Add(bias, _biasGradient!, biasScale);
    }

    /// <summary>Adds the gradient of the bias of a linear layer alone.</summary>
    /// <param name="signal">The signals, in the shape of the output.</param>
    /// <param name="scale">What it is multiplied by.</param>
    public void LearnBias(Tensor<float> signal, float scale)
    {
        if (_synapses.Bias is not { } bias) return;
        var outputs = (int)bias.Shape[0];
        Matrices.SumRows(signal.ReadOnlySpan(), (int)signal.FlattenedLength / outputs, outputs, _biasGradient!.Span());
        sums.Add(bias, _biasGradient!, scale);
    }
}

/// <summary>How the weights of synapses learn of each step.</summary>
internal interface ISynapseTrace
{
    /// <summary>Whether the gradient of the synapses' output is needed.</summary>
    bool NeedsGradient { get; }

    /// <summary>Goes to the beginning of a sequence.</summary>
    void Begin(SynapseRunner runner, nint batch);

    /// <summary>Learns of a step with this input, once the signals are known.</summary>
    void Step(SynapseRunner runner, Tensor<float> input);

    /// <summary>Learns what has been put off; <paramref name="input"/> is that of the last step.</summary>
    void End(SynapseRunner runner, Tensor<float> input);
}

/// <summary>
/// A trace of the inputs alone, one for each input, sample and state: m = c τ + d x, τ' = J τ + b x. It is enough where the neurons behind are
/// linear in a current between their spikes, all alike.
/// </summary>
/// <param name="neurons">The neurons whose signal it learns with; null for the gradient of the synapses' output, which has d in it.</param>
/// <param name="filter">What the trace is; null for the input itself.</param>
/// <param name="tracesInput">Whether there is a trace; else the input of the step stands for it.</param>
/// <param name="tracesBias">Whether the bias has the trace of an input that is 1.</param>
internal sealed class InputTrace(NeuronRunner? neurons, LinearFilter? filter, bool tracesInput, bool tracesBias) : ISynapseTrace
{
    private Tensor<float>[] _traces = [], _next = [];
    private Tensor<float> _merged = null!, _putOff = null!;
    private bool _isPutOff, _hasBegun;

    public bool NeedsGradient => neurons is null;

    public void Begin(SynapseRunner runner, nint batch)
    {
        filter?.Begin();
        _hasBegun = false;
        // where the input is the same at all steps, its trace is a multiple of it: one product is enough for all
        _isPutOff = runner.IsStatic && neurons is not null && (tracesInput == tracesBias || runner.Synapses.Bias is null)
            && !runner.GoesBack(0);
        if (!_isPutOff) return;
        _putOff = runner.Workspace.Take(this, "signals", [1, batch, .. neurons!.Output.Lengths[2..]]);
        _putOff.Span().Clear();
    }

    public void Step(SynapseRunner runner, Tensor<float> input)
    {
        filter?.Refresh();
        var signal = runner.SignalOf(neurons);
        var direct = filter?.Direct ?? 1;
        var unit = filter is not null && (_isPutOff ? tracesInput : tracesBias) ? filter.StepUnit() : direct;
        if (_isPutOff)
        {
            if (signal is not null) TensorPrimitives.MultiplyAdd(signal.ReadOnlySpan(), unit, _putOff.ReadOnlySpan(), _putOff.Span());
            return;
        }
        var merged = filter is not null && tracesInput ? Merge(runner.Workspace, input) : input;
        if (signal is null) return;
        var scale = ReferenceEquals(merged, input) ? direct : 1;
        // the gradient of the synapses' output is weighted by d already
        var share = neurons is null ? 1 / direct : 1;
        runner.Learn(merged, signal, scale * share, unit * share);
    }

    public void End(SynapseRunner runner, Tensor<float> input)
    {
        if (_isPutOff) runner.Learn(input, _putOff, 1, 1);
    }

    /// <summary>The trace at this step; then it moves on.</summary>
    private Tensor<float> Merge(Workspace workspace, Tensor<float> input)
    {
        if (!_hasBegun) Take(workspace, input);
        var x = input.ReadOnlySpan();
        var merged = _merged.Span();
        TensorPrimitives.Multiply(x, filter!.Direct, merged);
        for (var s = 0; s < _traces.Length; s++) LinearFilter.AddScaled(_traces[s], filter.Leave[s], merged);
        filter.Move(x, _traces, _next);
        (_traces, _next) = (_next, _traces);
        return _merged;
    }

    private void Take(Workspace workspace, Tensor<float> input)
    {
        _merged = workspace.Take(this, "trace", input.Lengths);
        _traces = [.. Enumerable.Range(0, filter!.States).Select(s => workspace.Take(this, $"trace of state {s}", input.Lengths))];
        _next = [.. Enumerable.Range(0, filter.States).Select(s => workspace.Take(this, $"next trace of state {s}", input.Lengths))];
        foreach (var trace in _traces) trace.Span().Clear();
        _hasBegun = true;
    }

    /// <inheritdoc/>
    public override string ToString() => "eligibility traces";
}

/// <summary>A trace for each synapse.</summary>
/// <param name="neurons">The neurons.</param>
/// <param name="port">Their input.</param>
/// <param name="readout">The linear readout behind; null for none.</param>
internal sealed class PairTrace(NeuronRunner neurons, int port, LinearFilter? readout) : ISynapseTrace
{
    private readonly SynapseTraces _weights = Traces(neurons, port, readout), _bias = Traces(neurons, port, readout);

    public bool NeedsGradient => false;

    public void Begin(SynapseRunner runner, nint batch)
    {
        var weight = runner.Synapses.Weight.Shape;
        _weights.Begin(runner.Workspace, (int)batch, (int)weight[0], (int)weight[1]);
        if (runner.Synapses.Bias is not null) _bias.Begin(runner.Workspace, (int)batch, (int)weight[0], 1);
    }

    public void Step(SynapseRunner runner, Tensor<float> input)
    {
        if (runner.Synapses.Weight.IsLearnable) _weights.Step(input, neurons.PairSignal, runner.Sums[runner.Synapses.Weight]);
        if (runner.Synapses.Bias is { } bias) _bias.Step(null, neurons.PairSignal, runner.Sums[bias]);
    }

    public void End(SynapseRunner runner, Tensor<float> input)
    {
    }

    private static SynapseTraces Traces(NeuronRunner neurons, int port, LinearFilter? readout) =>
        new(neurons.Derivatives, neurons.Derivatives.Equations.States + port, withStates: true, readout);
}
