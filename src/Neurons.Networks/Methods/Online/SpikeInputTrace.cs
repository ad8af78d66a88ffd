using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>
/// As <see cref="InputTrace"/>, of spikes and while no parameter changes: some steps are gone back over together. With the trace τ before the first
/// of them, Σ δ(t) ⊗ m(t) = Σ (d δ(t) + b p(t + 1)) ⊗ x(t) + p ⊗ τ, where p(t) = Jᵀ p(t + 1) + c δ(t), and 0 behind the last. So nearly all products
/// are with spikes, which takes additions alone, and one with a trace is enough for all of these steps.
/// </summary>
/// <param name="neurons">The neurons whose signal it learns with; null for the gradient of the synapses' output, which has d in it.</param>
/// <param name="filter">What the trace is.</param>
/// <param name="tracesBias">Whether the bias has the trace of an input that is 1.</param>
internal sealed class SpikeInputTrace(NeuronRunner? neurons, LinearFilter filter, bool tracesBias) : ISynapseTrace
{
    /// <summary>The steps that are gone back over together.</summary>
    private const int Steps = 8;

    private readonly Tensor<float>[] _before = new Tensor<float>[filter.States];
    private Tensor<float>[] _traces = new Tensor<float>[filter.States], _next = new Tensor<float>[filter.States];
    private Tensor<float>[] _back = new Tensor<float>[filter.States], _backNext = new Tensor<float>[filter.States];
    private Tensor<float> _signals = null!;
    private SpikeBits _spikes = null!;
    private int _batch, _inputs, _outputs, _count;
    private bool _isFirst;

    public bool NeedsGradient => neurons is null;

    public void Begin(SynapseRunner runner, nint batch)
    {
        filter.Begin();
        var weight = runner.Synapses.Weight.Shape;
        (_batch, _outputs, _inputs, _count, _isFirst) = ((int)batch, (int)weight[0], (int)weight[1], 0, true);
        _spikes = runner.Workspace.TakeBits(this, "spikes");
        _spikes.Resize(Steps, _batch * _inputs);
        _signals = runner.Workspace.Take(this, "signals", [Steps, batch, _outputs]);
        for (var s = 0; s < filter.States; s++)
        {
            (_before[s], _traces[s], _next[s]) = (Take($"trace {s} before", _inputs), Take($"trace {s}", _inputs), Take($"next trace {s}", _inputs));
            (_back[s], _backNext[s]) = (Take($"gradient of trace {s}", _outputs), Take($"next gradient of trace {s}", _outputs));
            _traces[s].Span().Clear();
        }

        Tensor<float> Take(string what, int features) => runner.Workspace.Take(this, what, [batch, features]);
    }

    public void Step(SynapseRunner runner, Tensor<float> input)
    {
        var signal = runner.SignalOf(neurons);
        var kept = _signals.Span().Slice(_count * _batch * _outputs, _batch * _outputs);
        if (signal is null) kept.Clear();
        else signal.ReadOnlySpan().CopyTo(kept);
        runner.Spikes!.Words.CopyTo(_spikes.Step(_count));

        var unit = tracesBias ? filter.StepUnit() : filter.Direct;
        if (signal is not null) runner.LearnBias(signal, unit * Share);
        filter.Move(input.ReadOnlySpan(), _traces, _next);
        (_traces, _next) = (_next, _traces);
        if (++_count == Steps) Learn(runner);
    }

    public void End(SynapseRunner runner, Tensor<float> input)
    {
        if (_count > 0) Learn(runner);
    }

    // the gradient of the synapses' output is weighted by d already
    private float Share => neurons is null ? 1 / filter.Direct : 1;

    private void Learn(SynapseRunner runner)
    {
        var size = _batch * _outputs;
        var signals = _signals.Span()[..(_count * size)];
        foreach (var back in _back) back.Span().Clear();
        for (var t = _count - 1; t >= 0; t--) Back(signals.Slice(t * size, size));

        var gradient = runner.WeightGradient.Span();
        _spikes.Resize(_count, _batch * _inputs);        // the bits of these steps stay where they are
        SpikeMatrices.WeightGradient<float>(_spikes, _batch, signals, gradient, _outputs);
        _spikes.Resize(Steps, _batch * _inputs);
        for (var s = 0; s < _back.Length; s++)
        {
            if (!_isFirst)
                Matrices.Multiply(
                    _back[s].ReadOnlySpan(), true, _before[s].ReadOnlySpan(), false, gradient, _outputs, _inputs, _batch, accumulate: true);
            _traces[s].ReadOnlySpan().CopyTo(_before[s].Span());
        }
        runner.Sums.Add(runner.Synapses.Weight, runner.WeightGradient, Share);
        (_count, _isFirst) = (0, false);
    }

    /// <summary>One step back: of a signal δ makes d δ + b p, and moves p on.</summary>
    private void Back(Span<float> signal)
    {
        for (var s = 0; s < _back.Length; s++)
        {
            var next = _backNext[s].Span();
            TensorPrimitives.Multiply(signal, filter.Leave[s], next);
            for (var to = 0; to < _back.Length; to++) LinearFilter.AddScaled(_back[to], filter.Carry(to)[s], next);
        }
        if (filter.Direct != 1) TensorPrimitives.Multiply(signal, filter.Direct, signal);
        for (var s = 0; s < _back.Length; s++) LinearFilter.AddScaled(_back[s], filter.Enter[s], signal);
        (_back, _backNext) = (_backNext, _back);
    }

    /// <inheritdoc/>
    public override string ToString() => "eligibility traces";
}
