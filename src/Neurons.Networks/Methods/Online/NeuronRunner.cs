using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Neurons, whose output and derivatives are known after each step.</summary>
internal sealed class NeuronRunner : StepRunner
{
    private readonly GradientSums _sums;
    private readonly Parameter[] _stored;
    private readonly SynapseTraces[] _parameters;
    private readonly Tensor<float>[] _inputs, _gathered;
    private Tensor<float>[] _perNeuron = [];
    private readonly bool _isBeforeReadout;
    private Tensor<float> _signal = null!, _fed = null!;
    private Tensor<float>? _error;

    /// <param name="node">The node.</param>
    /// <param name="rules">How its parameters learn.</param>
    /// <param name="sums">Where the gradients of its parameters go.</param>
    /// <param name="derivatives">Its step.</param>
    /// <param name="readout">The linear readout behind; null for none.</param>
    public NeuronRunner(StepNode node, OnlineRules rules, GradientSums sums, NeuronDerivatives derivatives, LinearFilter? readout)
        : base(node)
    {
        (_sums, Derivatives, _isBeforeReadout) = (sums, derivatives, readout is not null);
        _stored = [.. node.Neurons!.StoredParameters];
        (_inputs, _gathered) = (new Tensor<float>[derivatives.Inputs], new Tensor<float>[derivatives.Inputs]);
        var first = derivatives.Equations.States + derivatives.Inputs;
        _parameters =
        [
            .. Enumerable.Range(first, derivatives.LearnableParameters)
                .Select(column => new SynapseTraces(derivatives, column, withStates: rules.Exact, readout)),
        ];
    }

    public NeuronDerivatives Derivatives { get; }

    /// <summary>Whether what it passes back is not weighted by what arrives at the same step, as the traces before it are filtered by it.</summary>
    public bool IsFilter { get; set; }

    /// <summary>What makes the learning signal of the outputs' gradient; null where it is the gradient that comes back.</summary>
    public FeedbackWeights? Feedback { get; set; }

    /// <summary>The gradient by the output at this step times the gain, [1, batch, features…]; null for none.</summary>
    public Tensor<float>? Signal { get; private set; }

    /// <summary>What the traces of single synapses meet: the gradient by the output, times the gain where no readout filters the traces.</summary>
    public Tensor<float>? PairSignal => Signal is null ? null : _isBeforeReadout ? _error : Signal;

    /// <summary>The neurons of a sample.</summary>
    public int Features => Node.Neurons!.Features;

    private int Batch => (int)_signal.Lengths[1];

    /// <inheritdoc/>
    public override void Begin(Pass pass, nint batch, bool isStatic)
    {
        base.Begin(pass, batch, isStatic);
        nint[] shape = [batch, .. Node.Neurons!.Shape];
        Derivatives.Begin(pass, shape);
        Output = Derivatives.Output;
        OutputSpikes = Node.GivesSpikes && Node.Uses.Any(use => use.Node.Layer is Linear) ? pass.Workspace.TakeBits(Node, "spikes of a step") : null;
        OutputSpikes?.Resize(1, (int)Output.FlattenedLength);
        _signal = pass.Workspace.Take(Node, "learning signal", [1, .. shape]);
        if (Feedback is not null) _fed = pass.Workspace.Take(Node, "error", [1, .. shape]);
        Signal = null;
        _perNeuron = [.. _parameters.Select((_, p) => pass.Workspace.Take(Node, $"gradient of parameter {p}", [Features]))];
        for (var p = 0; p < _parameters.Length; p++)
        {
            _parameters[p].Begin(pass.Workspace, (int)batch, Features, 1);
            _perNeuron[p].Span().Clear();
        }
    }

    /// <inheritdoc/>
    public override void Forward(Pass pass, int step)
    {
        for (var port = 0; port < _inputs.Length; port++)
        {
            var gathered = Gather(port, step, isCopy: true);
            if (ReferenceEquals(gathered, _gathered[port])) continue;
            _gathered[port] = gathered;
            _inputs[port] = Pass.Workspace.Part(Node, $"input {port}", 0, Output.Lengths[1..]);
        }
        Derivatives.Step(_inputs);
        OutputSpikes?.Pack(0, Output.ReadOnlySpan());
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        Signal = LearningSignal();
        for (var port = 0; port < _inputs.Length && Signal is not null; port++)
        {
            if (Into(port) is not { } target) continue;
            Back(port, Signal, target.Span());
            Spread(port);
        }
        for (var p = 0; p < _parameters.Length; p++) _parameters[p].Step(null, PairSignal, _perNeuron[p]);
    }

    /// <summary>Writes the gradients of its parameters since the last call, and begins again.</summary>
    public void Learn()
    {
        if (_parameters.Length == 0) return;
        var gradients = Array.ConvertAll(_stored, parameter => Pass.Workspace.Take(parameter, "gradient of a step", parameter.Value.Lengths));
        Derivatives.WriteGradients(Array.ConvertAll(_perNeuron, Widened), gradients);
        for (var p = 0; p < _stored.Length; p++) _sums.Add(_stored[p], gradients[p]);
        foreach (var sum in _perNeuron) sum.Span().Clear();

        static double[] Widened(Tensor<float> tensor)
        {
            var numbers = new double[tensor.FlattenedLength];
            TensorPrimitives.ConvertTruncating<float, double>(tensor.ReadOnlySpan(), numbers);
            return numbers;
        }
    }

    /// <summary>Whether the output depends on an input of the same step.</summary>
    public bool Passes(int port) => Derivatives.Equations.Output(Derivatives.Equations.States + port) is not null;

    /// <summary>What an output error is as the gradient of an input: weighted by what arrives at the same step.</summary>
    public void Back(int port, Tensor<float> signal, Span<float> target)
    {
        var source = signal.ReadOnlySpan();
        var derivative = Derivatives.Equations.Output(Derivatives.Equations.States + port);
        if (IsFilter) source.CopyTo(target);
        else if (derivative is null) target.Clear();
        else if (derivative.IsFixed) TensorPrimitives.Multiply(source, Derivatives.ValueOf(derivative), target);
        else TensorPrimitives.Multiply(source, Derivatives.Of(derivative).ReadOnlySpan(), target);
    }

    private Tensor<float>? LearningSignal()
    {
        if (Feedback is { } feedback) _error = feedback.Write(_fed.Span(), Batch) ? _fed : null;
        else _error = HasGradient ? Gradient : null;
        if (_error is null || Derivatives.Equations.Gain is not { } gain) return _error;
        var error = _error.ReadOnlySpan();
        var signal = _signal.Span();
        if (gain.IsFixed) TensorPrimitives.Multiply(error, Derivatives.ValueOf(gain), signal);
        else TensorPrimitives.Multiply(error, Derivatives.Of(gain).ReadOnlySpan(), signal);
        return _signal;
    }
}
