using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Eligibility traces of weights from x_i to the neurons j, one for each pair of them, each sample and each state that matters:
/// E' = J_j E + b_j x_i, with the derivatives of each neuron at each step. The output's derivative by a weight, but for the gain, is
/// e = c_j E + d_j x_i, before E moves on. Where a linear readout follows, M' = J M + b e, with the gain in e, and what the readout gets of a
/// weight is c M + d e.
/// </summary>
/// <param name="neurons">The neurons.</param>
/// <param name="column">What the weights add to: an input of the neurons, or, with an x that is 1, a parameter.</param>
/// <param name="withStates">Whether there are traces; else the derivative is that of the step alone.</param>
/// <param name="readout">The linear readout; null for none.</param>
internal sealed unsafe class SynapseTraces(NeuronDerivatives neurons, int column, bool withStates, LinearFilter? readout) : IWork
{
    /// <summary>The inputs that are gone over together, in the first cache.</summary>
    private const int Chunk = 256;

    private readonly int[] _states = withStates ? TracedStates.Of(neurons.Equations, column) : [];
    private readonly int _filtered = readout?.States ?? 0;
    private readonly Lease _lease = new();
    private Tensor<float>[] _traces = [], _readoutTraces = [];
    private float*[] _e = [], _m = [];
    private Coefficient[] _carry = [], _enter = [], _leave = [];
    private Coefficient _direct, _gain;
    private float* _x, _signal, _sum;
    private int _batch, _inputs, _outputs;

    /// <summary>Goes to the beginning of a sequence.</summary>
    /// <param name="workspace">The memory of the traces.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="outputs">The neurons of a sample.</param>
    /// <param name="inputs">The inputs.</param>
    public void Begin(Workspace workspace, int batch, int outputs, int inputs)
    {
        (_batch, _outputs, _inputs) = (batch, outputs, inputs);
        var states = _states.Length;
        (_e, _m) = (new float*[states], new float*[_filtered]);
        (_carry, _enter, _leave) = (new Coefficient[states * states], new Coefficient[states], new Coefficient[states]);
        if ((long)batch * outputs * inputs > Array.MaxLength)
            throw new ArgumentException(
                $"e-prop keeps a trace for each of {outputs} × {inputs} synapses and {batch} samples; at most {Array.MaxLength} numbers are "
                + "possible. Take a smaller batch, or ottt.");
        _traces = [.. _states.Select((_, s) => Take("trace", s))];
        _readoutTraces = [.. Enumerable.Range(0, _filtered).Select(s => Take("filtered trace", s))];

        Tensor<float> Take(string what, int s)
        {
            var trace = workspace.Take(this, $"{what} {s}", [batch, outputs, inputs]);
            trace.Span().Clear();
            return trace;
        }
    }

    /// <summary>A step: adds what is learnt of it, and moves the traces on.</summary>
    /// <param name="x">The inputs, [batch · inputs]; null where each is 1.</param>
    /// <param name="signal">The gradient by the output, [batch · outputs], times the gain where no readout follows; null for none.</param>
    /// <param name="sum">What is added to, [outputs · inputs].</param>
    public void Step(Tensor<float>? x, Tensor<float>? signal, Tensor<float> sum)
    {
        try
        {
            _x = x is null ? null : (float*)_lease.Read(x);
            _signal = signal is null ? null : (float*)_lease.Read(signal);
            _sum = (float*)_lease.Write("sum", sum);
            for (var s = 0; s < _m.Length; s++) _m[s] = (float*)_lease.Write("trace", _readoutTraces[s]);
            for (var s = 0; s < _e.Length; s++)
            {
                _e[s] = (float*)_lease.Write("trace", _traces[s]);
                for (var from = 0; from < _e.Length; from++) _carry[(s * _e.Length) + from] = Of(neurons.Equations.Next(_states[s], _states[from]));
                (_enter[s], _leave[s]) = (Of(neurons.Equations.Next(_states[s], column)), Of(neurons.Equations.Output(_states[s])));
            }
            _direct = Of(neurons.Equations.Output(column));
            _gain = neurons.Equations.Gain is { } gain ? Of(gain) : new(1, null);
            Parallelism.Run(_outputs, this);
        }
        finally
        {
            _lease.Release();
        }
    }

    /// <summary>One neuron of all samples, one after the other: the sum has one order.</summary>
    void IWork.Run(int worker, int item)
    {
        var memory = stackalloc float[Chunk * (Math.Max(_states.Length, _filtered) + 2)];
        for (var sample = 0; sample < _batch; sample++)
        {
            for (var first = 0; first < _inputs; first += Chunk)
                Run((sample * _outputs) + item, sample, (item * _inputs) + first, first, Math.Min(Chunk, _inputs - first), memory);
        }
    }

    private void Run(int neuron, int sample, int weight, int first, int count, float* memory)
    {
        var x = new Span<float>(memory, count);
        if (_x == null) x.Fill(1);
        else new Span<float>(_x + ((nint)sample * _inputs) + first, count).CopyTo(x);
        var eligibility = new Span<float>(memory + Chunk, count);
        var signal = _signal == null ? 0 : _signal[neuron];
        var row = ((nint)neuron * _inputs) + first;

        if (signal != 0 || _filtered > 0)
        {
            TensorPrimitives.Multiply(x, _direct.At(neuron), eligibility);
            for (var s = 0; s < _e.Length; s++) AddScaled(_e[s] + row, _leave[s].At(neuron), eligibility);
            if (readout is not null) TensorPrimitives.Multiply(eligibility, _gain.At(neuron), eligibility);
            Learn(eligibility, signal, new(_sum + weight, count), row, memory + (2 * Chunk));
        }
        for (var s = 0; s < _e.Length; s++)
        {
            var next = new Span<float>(memory + ((2 + s) * Chunk), count);
            TensorPrimitives.Multiply(x, _enter[s].At(neuron), next);
            for (var from = 0; from < _e.Length; from++) AddScaled(_e[from] + row, _carry[(s * _e.Length) + from].At(neuron), next);
        }
        for (var s = 0; s < _e.Length; s++) new Span<float>(memory + ((2 + s) * Chunk), count).CopyTo(new(_e[s] + row, count));
    }

    private void Learn(Span<float> eligibility, float signal, Span<float> sum, nint row, float* memory)
    {
        if (readout is null)
        {
            TensorPrimitives.MultiplyAdd(eligibility, signal, sum, sum);
            return;
        }
        var count = eligibility.Length;
        if (signal != 0)
        {
            TensorPrimitives.MultiplyAdd(eligibility, signal * readout.Direct, sum, sum);
            for (var s = 0; s < _m.Length; s++) AddScaled(_m[s] + row, signal * readout.Leave[s], sum);
        }
        for (var s = 0; s < _m.Length; s++)
        {
            var next = new Span<float>(memory + (s * Chunk), count);
            TensorPrimitives.Multiply(eligibility, readout.Enter[s], next);
            for (var from = 0; from < _m.Length; from++) AddScaled(_m[from] + row, readout.Carry(s)[from], next);
        }
        for (var s = 0; s < _m.Length; s++) new Span<float>(memory + (s * Chunk), count).CopyTo(new(_m[s] + row, count));
    }

    private Coefficient Of(StepDerivative? derivative) =>
        derivative is null ? default
        : derivative.IsFixed ? new(neurons.ValueOf(derivative), null)
        : new(0, (float*)_lease.Read(neurons.Of(derivative)));

    private static void AddScaled(float* from, float scale, Span<float> sum)
    {
        if (scale != 0) TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(from, sum.Length), scale, sum, sum);
    }

    /// <inheritdoc/>
    public override string ToString() => "eligibility traces";

    /// <summary>A derivative at each neuron.</summary>
    private readonly struct Coefficient(float value, float* each)
    {
        public float At(int neuron) => each == null ? value : each[neuron];
    }
}
