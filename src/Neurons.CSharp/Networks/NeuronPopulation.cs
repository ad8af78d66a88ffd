using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Microsoft.FSharp.Core;
using Neurons.Learning;

namespace Neurons;

/// <summary>
/// The neurons of a layer as a network sees them: some parameters are fixed numbers, the rest, learnable or one a neuron, are kept
/// in <see cref="Stored"/>. Every batch starts from the initial state, which counts as a constant in the gradient.
/// </summary>
internal sealed class NeuronPopulation
{
    private static readonly Record[] _output = [Record.Outputs];

    private readonly Dynamics _dynamics;
    private readonly ParameterValue[] _initial;
    private readonly int[] _shape;
    private readonly Parameter?[] _byPlace;
    private readonly bool[] _learnable;
    private ParameterValue[] _current;
    private long _currentVersion;
    private ulong _seed;
    private uint _stream;

    public NeuronPopulation(Dynamics dynamics, int[] shape, ParameterValue[] values, bool[] learnable)
    {
        _dynamics = dynamics;
        _shape = shape;
        _initial = values;
        _learnable = learnable;
        _byPlace = new Parameter?[values.Length];
        for (var p = 0; p < values.Length; p++)
        {
            if (learnable[p] || values[p].IsPerNeuron) _byPlace[p] = Store(p);
        }
        Stored = [.. _byPlace.OfType<Parameter>()];
        _current = values;
        // refuses what no layer can have: values out of range, shapes that do not fit
        dynamics.Initial<float>(values, [1, .. Shapes.Native(shape)], 0, 0);
    }

    public Parameter[] Stored { get; }

    public Definition Definition => _dynamics.Definition;

    /// <summary>What random numbers are drawn from.</summary>
    public void Seed(ulong seed, uint stream) => (_seed, _stream) = (seed, stream);

    public LayerRun Forward(InputSequence<float> input, Workspace workspace)
    {
        if (Definition.InputNames.Length != 1)
            throw new NotSupportedException($"{Definition.Name} has {Definition.InputNames.Length} inputs; a layer of a sequential network has one.");

        var tensor = Sequence.tensor(input);
        var stateShape = tensor.Lengths[(input.IsEachStep ? 1 : 0)..].ToArray();
        nint[] outputShape = [Sequence.steps(input), .. stateShape];
        var parameters = Current();
        var state = workspace.Keep(this, "initial", () => new InitialState()).For(this, parameters, stateShape);
        var final = new Tensor<float>[state.Values.Length];
        for (var s = 0; s < final.Length; s++) final[s] = workspace.Take(this, Definition.StateNames[s], stateShape);
        var buffers = new IntegralBuffers<float>([workspace.Take(this, "output", outputShape)], final);
        var pullback = Pullback.run(
            _dynamics, parameters, state, [input], _output, FSharpValueOption<IntegralBuffers<float>>.NewValueSome(buffers));
        return new(
            InputSequence<float>.NewEachStep(pullback.Recorded[0]),
            (outputGradient, gradients, inputGradient) =>
            {
                var request = new GradientRequest<float>([inputGradient is not null], false, _learnable, [inputGradient]);
                var result = pullback.Gradients([outputGradient], null, request);
                Write(result.Parameters, gradients);
            });
    }

    public JsonObject Describe()
    {
        var options = new JsonObject();
        foreach (var (name, value) in Definition.Options) options[name] = value;
        var parameters = new JsonObject();
        for (var p = 0; p < _initial.Length; p++)
        {
            parameters[Definition.ParameterNames[p]] = _byPlace[p] is { } stored
                ? new JsonObject { ["shape"] = Json.Array(stored.Value.Lengths), ["learnable"] = _learnable[p] }
                : ((ParameterValue.Shared)_initial[p]).Item;
        }
        return new JsonObject
        {
            ["type"] = "Neurons",
            ["model"] = Definition.Name,
            ["shape"] = Json.Array(Shapes.Native(_shape)),
            ["options"] = options,
            ["parameters"] = parameters,
        };
    }

    public override string ToString() => $"{Definition.Name}({string.Join(" × ", _shape)})";

    /// <summary>The values as they are now; the same array while nothing has changed.</summary>
    private ParameterValue[] Current()
    {
        var version = 0L;
        foreach (var stored in Stored) version += stored.Version;
        if (version == _currentVersion) return _current;

        var values = new ParameterValue[_initial.Length];
        for (var p = 0; p < values.Length; p++)
        {
            values[p] = _byPlace[p] switch
            {
                null => _initial[p],
                { Value.Rank: 0 } one => ParameterValue.NewShared(Sequence.span(one.Value)[0]),
                var many => ParameterValue.NewPerNeuron(Tensor.ConvertTruncating<float, double>(many.Value)),
            };
        }
        _currentVersion = version;
        return _current = values;
    }

    private Parameter Store(int place)
    {
        var value = _initial[place] switch
        {
            ParameterValue.PerNeuron many => Tensor.ConvertTruncating<double, float>(many.Item),
            ParameterValue.Shared one => Tensor.Create([(float)one.Item], ReadOnlySpan<nint>.Empty),
            var other => throw new NotSupportedException(other.ToString()),
        };
        var range = Definition.ParameterInfo[place].Range;
        return new Parameter(Definition.ParameterNames[place], value, _learnable[place], values => Project(range, values));
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
            var target = gradients[next++];
            if (!_learnable[p])
                target?.Clear();
            else if (from[p] is ParameterValue.PerNeuron many)
                TensorPrimitives.ConvertTruncating<double, float>(Sequence.span(many.Item), Sequence.span(target));
            else
                target.Fill((float)((ParameterValue.Shared)from[p]).Item);
        }
    }

    /// <summary>The initial state, made again only when parameters or shape have changed.</summary>
    private sealed class InitialState
    {
        private ParameterValue[]? _parameters;
        private StateValues<float>? _state;

        public StateValues<float> For(NeuronPopulation population, ParameterValue[] parameters, nint[] shape)
        {
            if (_state is null || !ReferenceEquals(parameters, _parameters) || !_state.Shape.AsSpan().SequenceEqual(shape))
            {
                _state = population._dynamics.Initial<float>(parameters, shape, population._seed, population._stream);
                _parameters = parameters;
            }
            return _state;
        }
    }
}
