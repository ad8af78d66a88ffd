using System.Numerics.Tensors;
using Neurons.Run;

namespace Neurons;

/// <summary>Neurons of a network that run one step at a time.</summary>
internal sealed class NeuronSteps : LayerSteps, IManyStepOutputs
{
    private readonly NeuronPopulation _population;
    private readonly NeuronLayer _layer;
    private readonly LayerSequences _sequences;
    private readonly Pass _pass;
    private readonly StateValues<float> _start;
    private readonly Tensor<float>[] _states, _last, _stateGradients;
    private readonly StatePlace _place;
    private readonly nint[] _shape;
    private readonly IAfterStep? _after;
    private readonly int _width;
    private Lease? _lease;
    private StepwiseNeurons<float>? _neurons;
    private bool _isBackward;

    public NeuronSteps(NeuronPopulation population, NeuronLayer layer, LayerSequences sequences, Pass pass, IAfterStep? after)
    {
        (_population, _layer, _sequences, _pass, _after) = (population, layer, sequences, pass, after);
        var workspace = pass.Workspace;
        _shape = sequences.Output.Lengths[1..].ToArray();
        _width = (int)TensorPrimitives.Product<nint>(_shape);
        (_start, _place, _last) = population.States(pass, _shape);
        var names = layer.Model.StateNames;
        _states = Array.ConvertAll(names, name => workspace.Take(layer, name, [sequences.Steps + 1, .. _shape]));
        _stateGradients = pass.WithGradient ? Array.ConvertAll(names, name => workspace.Take(layer, $"gradient of {name}", _shape)) : [];
    }

    public override void Begin(bool backward)
    {
        _lease = new();
        _neurons = new(
            _lease, _layer.Dynamics, _layer.Values, _start, Tensors(_sequences.Inputs), _layer.OutputRecord, _sequences.Output, _states);
        if (!backward)
        {
            _neurons.Begin();
            return;
        }
        foreach (var gradient in _stateGradients) gradient.Span().Clear();
        _neurons.BeginBackward(_sequences.OutputGradient!, _stateGradients, Tensors(_sequences.InputGradients), _population.Learnable);
        _isBackward = true;
    }

    public override void Forward(int step)
    {
        _neurons!.Forward(step);
        if (_after is null) return;
        for (var s = 0; s < _states.Length; s++) _after.Forward(step, s, _states[s].Span().Slice((step + 1) * _width, _width));
    }

    public override void Backward(int step)
    {
        for (var s = 0; _after is not null && s < _stateGradients.Length; s++) _after.Backward(step, s, _stateGradients[s].Span());
        _neurons!.Backward(step);
    }

    public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients) => _population.Write(_neurons!.ParameterGradients, gradients);

    public override void End()
    {
        if (_isBackward) return;
        var steps = _sequences.Steps;
        _neurons!.CopyState(steps, _last);
        object after = new StateValues<float>(_last, _start.Step + steps, _start.Seed, _start.Stream);
        _place.Holds = after;
        _pass.Keep(_layer, after, _shape);
        if (_pass.Watcher?.Of(_layer) is { States.Count: > 0 } watcher) _population.Watched.Tell(watcher, _sequences.Output, _states);
    }

    /// <inheritdoc/>
    public LayerSteps StepsOf(int output, LayerSequences sequences) =>
        new StateSteps(this, Array.IndexOf(_layer.Model.StateNames, ((IManyOutputs)_layer).OutputNames[output]), sequences);

    private static Tensor<float>[] Tensors(IReadOnlyList<Tensor<float>> list) => list as Tensor<float>[] ?? [.. list];

    public override void Release()
    {
        _lease?.Dispose();
        (_lease, _neurons) = (null, null);
    }

    /// <summary>A state of the neurons as an output: what they keep of it is copied, and its gradient is added to that of the state.</summary>
    private sealed class StateSteps(NeuronSteps neurons, int state, LayerSequences sequences) : LayerSteps
    {
        private int Width => (int)neurons._stateGradients[state].FlattenedLength;

        public override void WriteStart(Span<float> row) => neurons._start.Values[state].ReadOnlySpan().CopyTo(row);

        public override void Forward(int step)
        {
            var row = sequences.Output.Span();
            var width = row.Length / sequences.Steps;
            neurons._states[state].ReadOnlySpan().Slice((step + 1) * width, width).CopyTo(row.Slice(step * width, width));
        }

        public override void Backward(int step)
        {
            var sum = neurons._stateGradients[state].Span();
            TensorPrimitives.Add(sum, sequences.OutputGradient!.ReadOnlySpan().Slice(step * Width, Width), sum);
        }

        public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
        {
        }
    }
}
