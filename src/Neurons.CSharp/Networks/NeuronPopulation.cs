using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Microsoft.FSharp.Core;
using Neurons.Learning;

namespace Neurons;

/// <summary>
/// The neurons of a layer as a network sees them: the parameters that are learnable or one a neuron are kept in
/// <see cref="Stored"/> as well. Every batch starts from the initial state, which counts as a constant in the gradient.
/// </summary>
internal sealed class NeuronPopulation
{
    private static readonly Record[] _output = [Record.Outputs];

    private readonly NeuronLayer _layer;
    private readonly Parameter?[] _byPlace;
    private readonly bool[] _learnable;
    private readonly bool[] _firstInput;
    private ulong _seed;
    private uint _stream;

    public NeuronPopulation(NeuronLayer layer)
    {
        _layer = layer;
        _learnable = [.. layer.Parameters.Select(parameter => parameter.IsLearnable)];
        _byPlace = new Parameter?[_learnable.Length];
        for (var p = 0; p < _byPlace.Length; p++)
        {
            if (_learnable[p] || layer.Values[p].IsPerNeuron) _byPlace[p] = Store(p);
        }
        Stored = [.. _byPlace.OfType<Parameter>()];
        _firstInput = new bool[Model.InputNames.Length];
        Pull();
    }

    public Parameter[] Stored { get; }

    private Definition Model => _layer.Model;

    /// <summary>What random numbers are drawn from.</summary>
    public void Seed(ulong seed, uint stream) => (_seed, _stream) = (seed, stream);

    /// <summary>Copies the layer's values to what is stored.</summary>
    public void Pull()
    {
        for (var p = 0; p < _byPlace.Length; p++)
        {
            if (_byPlace[p] is { } stored)
                TensorPrimitives.ConvertTruncating<double, float>(_layer.Values[p].ToArray(), Sequence.span(stored.Value));
        }
    }

    public LayerRun Forward(InputSequence<float> input, Workspace workspace)
    {
        var tensor = Sequence.tensor(input);
        var shape = tensor.Lengths[(input.IsEachStep ? 1 : 0)..].ToArray();
        nint[] outputShape = [Sequence.steps(input), .. shape];
        var state = workspace.Keep(this, "initial", () => new InitialStates(this)).Of(shape);
        var final = new Tensor<float>[state.Values.Length];
        for (var s = 0; s < final.Length; s++) final[s] = workspace.Take(this, Model.StateNames[s], shape);
        var buffers = new IntegralBuffers<float>([workspace.Take(this, "output", outputShape)], final);
        var inputs = input.IsEachStep ? (NeuronInput<float>)tensor : NeuronInput.Constant(tensor, Sequence.steps(input));
        var pullback = Pullback.run(
            _layer.Dynamics, _layer.Values, state, inputs.OverTime(Model), _output, FSharpValueOption<IntegralBuffers<float>>.Some(buffers));
        return new(
            InputSequence<float>.NewEachStep(pullback.Recorded[0]),
            (outputGradient, gradients, inputGradient) =>
            {
                _firstInput[0] = inputGradient is not null;
                var into = new Tensor<float>?[_firstInput.Length];
                into[0] = inputGradient;
                var request = new GradientRequest<float>(_firstInput, false, _learnable, into!);
                Write(pullback.Gradients([outputGradient], null!, request).Parameters, gradients);
            });
    }

    public JsonObject Describe()
    {
        var options = new JsonObject();
        foreach (var (name, value) in Model.Options) options[name] = value;
        var parameters = new JsonObject();
        for (var p = 0; p < _byPlace.Length; p++)
        {
            parameters[Model.ParameterNames[p]] = _byPlace[p] is { } stored
                ? new JsonObject
                {
                    ["shape"] = Json.Array(stored.Value.Lengths),
                    ["shared"] = !_layer.Values[p].IsPerNeuron,
                    ["learnable"] = _learnable[p],
                }
                : ((ParameterValue.Shared)_layer.Values[p]).Item;
        }
        return new JsonObject
        {
            ["type"] = "Neurons",
            ["model"] = Model.Name,
            ["shape"] = Json.Array(_layer.Shape),
            ["options"] = options,
            ["parameters"] = parameters,
        };
    }

    private Parameter Store(int place)
    {
        var shared = !_layer.Values[place].IsPerNeuron;
        var value = Tensor.CreateFromShape<float>(shared ? [1] : _layer.Parameters[place].Shape);
        return new Parameter(Model.ParameterNames[place], value, _learnable[place], () =>
        {
            Project(Model.ParameterInfo[place].Range, Sequence.span(value));
            _layer.Replace(place, shared
                ? ParameterValue.NewShared(Sequence.span(value)[0])
                : ParameterValue.NewPerNeuron(Tensor.ConvertTruncating<float, double>(value)));
        });
    }

    /// <summary>The nearest allowed value; a bound that is not allowed itself is approached to the next number.</summary>
    private static void Project(Interval range, Span<float> values)
    {
        var least = range.LeastAllowed ? (float)range.Least : MathF.BitIncrement((float)range.Least);
        var most = range.MostAllowed ? (float)range.Most : MathF.BitDecrement((float)range.Most);
        TensorPrimitives.Clamp(values, least, most, values);
    }

    private void Write(ParameterValue[] from, ReadOnlySpan<Tensor<float>> gradients)
    {
        var next = 0;
        for (var p = 0; p < from.Length; p++)
        {
            if (_byPlace[p] is null) continue;
            var target = Sequence.span(gradients[next++]);
            if (_learnable[p])
                TensorPrimitives.ConvertTruncating<double, float>(from[p].ToArray(), target);
            else
                target.Clear();
        }
    }

    /// <summary>The initial states of the shapes that have been met, made again when parameters have changed.</summary>
    private sealed class InitialStates(NeuronPopulation population)
    {
        private readonly Dictionary<nint, StateValues<float>> _byBatch = [];
        private ParameterValue[]? _values;

        public StateValues<float> Of(nint[] shape)
        {
            var layer = population._layer;
            if (!ReferenceEquals(layer.Values, _values)) _byBatch.Clear();
            _values = layer.Values;
            if (!_byBatch.TryGetValue(shape[0], out var state))
                _byBatch[shape[0]] = state = layer.Dynamics.Initial<float>(layer.Values, shape, population._seed, population._stream);
            return state;
        }
    }
}
