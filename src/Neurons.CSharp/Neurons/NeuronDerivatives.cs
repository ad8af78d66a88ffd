using System.Numerics.Tensors;
using Microsoft.FSharp.Core;
using Neurons.Networks;

namespace Neurons;

/// <summary>
/// The neurons of a layer as they learn while they run: each step gives the output and how it and the states depend on the states before, on the
/// inputs and on the learnable parameters. Nothing of earlier steps is kept but the state.
/// </summary>
public sealed class NeuronDerivatives
{
    private readonly NeuronLayer _layer;
    private readonly int[] _learnable;
    private readonly Dictionary<StepDerivative, float> _fixed = [];
    private ParameterValue[]? _fixedOf;
    private IntegralBuffers<float> _buffers = new([], []);
    private StateValues<float> _state;
    private InputSequence<float>[] _inputs = [];

    /// <summary>Derives the step of a layer that is part of a network.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="ignoresSpikes">
    /// Whether the derivatives are those of the dynamics between spikes, as if no reset passed a gradient on.
    /// </param>
    public NeuronDerivatives(NeuronLayer layer, bool ignoresSpikes)
    {
        ArgumentNullException.ThrowIfNull(layer);
        _layer = layer;
        _learnable = [.. Enumerable.Range(0, layer.Parameters.Count).Where(p => layer.Parameters[p].IsLearnable)];
        Equations = new(
            layer.Dynamics, layer.OutputRecord, Array.ConvertAll(layer.Values, value => !value.IsPerNeuron), layer.Population.Learnable,
            ignoresSpikes);
    }

    /// <summary>The derivatives.</summary>
    public StepDerivatives Equations { get; }

    /// <summary>The number of inputs; their columns come after those of the states.</summary>
    public int Inputs => _layer.Model.InputNames.Length;

    /// <summary>The number of learnable parameters; their columns come last.</summary>
    public int LearnableParameters => _learnable.Length;

    /// <summary>What the layer gives at the last step, [1, batch, features…]; before the first, 0 or the state that it is.</summary>
    public Tensor<float> Output { get; private set; } = Tensor.CreateFromShape<float>([1, 0]);

    /// <summary>Goes to the initial state.</summary>
    /// <param name="pass">The training pass, which noise follows from, and whose workspace has the memory.</param>
    /// <param name="shape">[batch, features…].</param>
    public void Begin(Pass pass, nint[] shape)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(shape);
        var names = Equations.Neuron.Definition.StateNames;
        var start = _layer.Population.Start(pass, shape);
        const string Role = "output of a step";
        var output = pass.Take(_layer, Role, shape);
        output.Span().Clear();
        var states = new Tensor<float>[names.Length];
        for (var s = 0; s < states.Length; s++)
        {
            states[s] = pass.Take(_layer, $"{names[s]} of a step", shape);
            if (s < start.Values.Length) start.Values[s].CopyNumbersTo(states[s]);
            else states[s].Span().Clear();
        }
        var role = _layer.Output == NeuronLayer.Spikes ? Role : $"{_layer.Output} of a step";
        Output = pass.Workspace.Part(_layer, role, 0, [1, .. shape]);
        Equations.Neuron.Trust(_layer.Values);
        _state = new(states, start.Step, start.Seed, start.Stream);
        _buffers = new([output], states);
        _inputs = new InputSequence<float>[Inputs];
    }

    /// <summary>One step: <see cref="Output"/> and the derivatives are then those of it.</summary>
    /// <param name="inputs">One for each input, [batch, features…].</param>
    public void Step(ReadOnlySpan<Tensor<float>> inputs)
    {
        for (var i = 0; i < _inputs.Length; i++) _inputs[i] = InputSequence<float>.NewUnchanged(1, inputs[i]);
        _state = Equations.Neuron.Step(_layer.Values, _state, _inputs, FSharpValueOption<IntegralBuffers<float>>.Some(_buffers)).Final;
    }

    /// <summary>A derivative of the last step that is not fixed, [batch, features…].</summary>
    /// <param name="derivative">One of <see cref="Equations"/>.</param>
    public Tensor<float> Of(StepDerivative derivative)
    {
        ArgumentNullException.ThrowIfNull(derivative);
        return _state.Values[derivative.Place];
    }

    /// <summary>The number that a fixed derivative is, with the parameters as they are.</summary>
    /// <param name="derivative">One of <see cref="Equations"/>.</param>
    public float ValueOf(StepDerivative derivative)
    {
        ArgumentNullException.ThrowIfNull(derivative);
        if (!ReferenceEquals(_fixedOf, _layer.Values))
        {
            _fixed.Clear();
            _fixedOf = _layer.Values;
        }
        if (!_fixed.TryGetValue(derivative, out var number)) _fixed[derivative] = number = (float)derivative.Value(_layer.Values);
        return number;
    }

    /// <summary>Writes the gradients of the stored parameters of gradients for each neuron.</summary>
    /// <param name="perNeuron">For each learnable parameter, in the order of their columns, one number a neuron of a sample.</param>
    /// <param name="gradients">One for each stored parameter of the layer.</param>
    public void WriteGradients(IReadOnlyList<double[]> perNeuron, ReadOnlySpan<Tensor<float>> gradients)
    {
        ArgumentNullException.ThrowIfNull(perNeuron);
        var values = Array.ConvertAll(_layer.Values, _ => ParameterValue.NewShared(0));
        for (var p = 0; p < _learnable.Length; p++)
        {
            values[_learnable[p]] = _layer.Values[_learnable[p]] is ParameterValue.PerNeuron each
                ? ParameterValue.NewPerNeuron(Tensor.Create(Folded(perNeuron[p], (int)each.Item.FlattenedLength), each.Item.Lengths))
                : ParameterValue.NewShared(perNeuron[p].Sum());
        }
        _layer.Population.Write(values, gradients);
    }

    /// <summary>A parameter of the last dimensions of the layer's shape is that of several neurons.</summary>
    private static double[] Folded(double[] neurons, int count)
    {
        if (neurons.Length == count) return neurons;
        var sums = new double[count];
        for (var n = 0; n < neurons.Length; n++) sums[n % count] += neurons[n];
        return sums;
    }
}
