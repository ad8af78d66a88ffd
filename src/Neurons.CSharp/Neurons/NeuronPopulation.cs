using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Microsoft.FSharp.Core;

namespace Neurons;

/// <summary>
/// The neurons of a layer as a network sees them: the parameters that are learnable or one a neuron are kept in
/// <see cref="Stored"/> as well. A pass begins with the initial state, or goes on with that of the pass before; it counts as a constant
/// in the gradient.
/// </summary>
internal sealed class NeuronPopulation
{
    private readonly NeuronLayer _layer;
    private readonly Parameter?[] _byPlace;
    private readonly bool[] _learnable;
    private readonly Record[] _output;
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
        _output = [layer.OutputRecord];
        Pull();
    }

    public Parameter[] Stored { get; }

    /// <summary>Which parameters are learnt, in the order of the model.</summary>
    public bool[] Learnable => _learnable;

    /// <summary>The neurons with what looks at them.</summary>
    public WatchedNeurons Watched => field ??= new(_layer);

    private Definition Model => _layer.Model;

    /// <summary>The stream of the random numbers.</summary>
    public uint Stream => _stream;

    /// <summary>The seed of the random numbers of a pass: from 1 in training, 0 in evaluation.</summary>
    public ulong SeedOf(long pass) => pass == 0 ? _seed : RandomStreams.OfPass(_seed, pass);

    /// <summary>What random numbers are drawn from.</summary>
    public void Seed(ulong seed, uint stream) => (_seed, _stream) = (seed, stream);

    /// <summary>Copies the layer's values to what is stored.</summary>
    public void Pull()
    {
        for (var p = 0; p < _byPlace.Length; p++) Pull(p);
    }

    private void Pull(int place)
    {
        if (_byPlace[place] is { } stored)
            TensorPrimitives.ConvertTruncating<double, float>(_layer.Parameters[place].ToArray(), stored.Value.Span());
    }

    /// <param name="inputs">One for each input of the model.</param>
    /// <param name="pass">What is known of the pass.</param>
    public LayerRun Forward(ReadOnlySpan<Signal> inputs, Pass pass)
    {
        var workspace = pass.Workspace;
        var steps = inputs[0].Steps;
        var shape = inputs[0].Shape.ToArray();
        var (state, place, final) = States(pass, shape);
        var sequences = Sequences(inputs);
        SpikeBits? bits = null;
        var recorded = Array.Empty<Tensor<float>>();
        if (((IGivesSpikes)_layer).GivesSpikes && Model.Spikes && _output[0].IsOutputs) bits = workspace.TakeBits(_layer, "spikes");
        else recorded = [workspace.Take(_layer, "output", [steps, .. shape])];
        var result = Integral(pass, state, sequences, _output, new(recorded, final), bits);
        Keep(pass, place, result.Final, shape);
        // now the bits have their number
        var output = bits is null ? Signal.EachStep(recorded[0]) : Signal.Spikes(bits, shape);
        return pass.WithGradient
            ? WithGradient(output, Pullback.ofResult(_layer.Dynamics, _layer.Values, state, sequences, _output, result)) : new(output);
    }

    /// <param name="inputs">One for each input of the model.</param>
    /// <param name="names">The outputs that are needed.</param>
    /// <param name="pass">What is known of the pass.</param>
    public LayerOutputs Forward(ReadOnlySpan<Signal> inputs, string[] names, Pass pass)
    {
        var (steps, shape) = (inputs[0].Steps, inputs[0].Shape.ToArray());
        var (state, place, final) = States(pass, shape);
        var sequences = Sequences(inputs);
        var records = _layer.OutputRecords(names);
        var recorded = Array.ConvertAll(names, name => pass.Workspace.Take(_layer, $"output {name}", [steps, .. shape]));
        var result = Integral(pass, state, sequences, records, new(recorded, final), null);
        Keep(pass, place, result.Final, shape);
        var pullback = pass.WithGradient ? Pullback.ofResult(_layer.Dynamics, _layer.Values, state, sequences, records, result) : null;
        var outputs = Array.ConvertAll(recorded, Signal.EachStep);
        return pullback is null ? new(outputs) : new(outputs, (outputGradients, gradients, inputGradients) =>
            Write(pullback.Gradients(outputGradients.ToArray(), null!, Request(inputGradients)).Parameters, gradients));
    }

    /// <summary>The forward pass, which a watcher may look at.</summary>
    private IntegralResult<float> Integral(
        Pass pass, StateValues<float> state, InputSequence<float>[] sequences, Record[] records, IntegralBuffers<float> into, SpikeBits? bits)
    {
        if (pass.Watcher?.Of(_layer) is { States.Count: > 0 } watcher) return Watched.Run(pass, watcher, state, sequences, records, into, bits);
        return bits is null
            ? _layer.Dynamics.Integral(_layer.Values, state, sequences, records, FSharpValueOption<IntegralBuffers<float>>.Some(into))
            : _layer.Dynamics.Spikes(_layer.Values, state, sequences, bits, into.Final);
    }

    private static InputSequence<float>[] Sequences(ReadOnlySpan<Signal> inputs)
    {
        var sequences = new InputSequence<float>[inputs.Length];
        for (var i = 0; i < sequences.Length; i++) sequences[i] = inputs[i].Sequenced;
        return sequences;
    }

    private void Keep(Pass pass, StatePlace place, object after, nint[] shape)
    {
        place.Holds = after;
        pass.Keep(_layer, after, shape);
    }

    private LayerRun WithGradient(Signal output, Pullback<float> pullback)
    {
        if (Model.InputNames.Length > 1)
        {
            return new(output)
            {
                PullbackOfInputs = (outputGradient, gradients, inputGradients) =>
                    Write(pullback.Gradients([outputGradient], null!, Request(inputGradients)).Parameters, gradients),
            };
        }
        return new(
            output,
            (outputGradient, gradients, inputGradient) =>
                Write(pullback.Gradients([outputGradient], null!, Request(new(in inputGradient))).Parameters, gradients))
        {
            PullbackOfRows = (outputGradient, gradients, inputGradient) =>
                Write(pullback.GradientsOfRows(outputGradient, Request(new(in inputGradient))).Parameters, gradients),
        };
    }

    private GradientRequest<float> Request(ReadOnlySpan<Tensor<float>?> inputGradients)
    {
        var wanted = new bool[inputGradients.Length];
        for (var i = 0; i < wanted.Length; i++) wanted[i] = inputGradients[i] is not null;
        return new(wanted, false, _learnable, inputGradients.ToArray()!);
    }

    /// <summary>The state that a pass goes on from or begins with, and where the one after it goes.</summary>
    public (StateValues<float> Start, StatePlace Place, Tensor<float>[] Final) States(Pass pass, nint[] shape)
    {
        var before = pass.Before<object>(_layer, shape);
        var state = before is StateValues<float> earlier ? earlier : Start(pass, shape);
        // the gradient needs the state before, so the one after is kept elsewhere
        var place = pass.Workspace.Keep(_layer, "final", static _ => new StatePlaces()).Other(before);
        var final = new Tensor<float>[state.Values.Length];
        for (var s = 0; s < final.Length; s++) final[s] = pass.Workspace.Take(place, Model.StateNames[s], shape);
        return (state, place, final);
    }

    /// <summary>The state that a pass begins with.</summary>
    public StateValues<float> Start(Pass pass, nint[] shape) =>
        pass.Workspace.Keep(_layer, "initial", static layer => new StartStates(layer.Population)).Of(shape, pass.Number);

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
                    ["per_channel"] = _layer.Parameters[p].IsPerChannel,
                    ["learnable"] = _learnable[p],
                }
                : ((ParameterValue.Shared)_layer.Values[p]).Item;
        }
        var description = new JsonObject
        {
            ["type"] = "neurons",
            ["model"] = Model.Name,
            ["shape"] = Json.Array(_layer.Shape),
            ["output"] = _layer.Output,
            ["options"] = options,
            ["parameters"] = parameters,
        };
        if (_layer.InitialStates.Values.Count == 0) return description;
        var initial = new JsonObject();
        foreach (var (name, value) in _layer.InitialStates.Values) initial[name] = value;
        description["initial"] = initial;
        return description;
    }

    private Parameter Store(int place)
    {
        var shared = !_layer.Values[place].IsPerNeuron;
        var value = Tensor.CreateFromShape<float>(shared ? [1] : _layer.Parameters[place].Shape);
        Parameter? parameter = null;
        return parameter = new Parameter(Model.ParameterNames[place], value, _learnable[place], () =>
        {
            Run.Projection.intoRange(Model.ParameterInfo[place].Range, value.Span());
            RequireFinite(parameter!, place);
            var values = StoredValues();
            if (!_layer.Dynamics.Allows(values))
            {
                var before = _layer.Values[place].ToArray();
                if (_layer.Parameters[place].IsPerChannel)
                    Channels.Project(Model, values, place, before, value.Span());
                else
                    Run.Projection.ontoRules(Model, values, place, before, value.Span());
                values[place] = Value(place, value);
            }
            _layer.Replace(place, values[place]);
        },
        () => _layer.Dynamics.Allows(StoredValues()));
    }

    /// <summary>Numbers that no range can bring back, such as NaN, give way to those that the layer has.</summary>
    private void RequireFinite(Parameter stored, int place)
    {
        var numbers = stored.Value.Span();
        if (TensorSpans.FirstNotFinite<float>(numbers) is not (>= 0 and var n)) return;
        var bad = numbers[n];
        Pull(place);
        throw new NotFiniteNumberException(
            $"Parameter {stored.Name} is {bad} at element {n}; it must be finite. It stays what it was.", bad);
    }

    /// <summary>All parameters, as they are stored: where several have been written to, they are judged together.</summary>
    private ParameterValue[] StoredValues() =>
        [.. _layer.Values.Select((own, p) => _byPlace[p] is { } stored ? Value(p, stored.Value) : own)];

    /// <summary>A parameter's value, as it is stored.</summary>
    private ParameterValue Value(int place, Tensor<float> stored)
    {
        var numbers = new double[stored.FlattenedLength];
        TensorPrimitives.ConvertTruncating<float, double>(stored.Span(), numbers);
        return _layer.Parameters[place].With(numbers);
    }

    /// <summary>Writes the gradients of the parameters that are stored; those that are not learnt have none.</summary>
    public void Write(ParameterValue[] from, ReadOnlySpan<Tensor<float>> gradients)
    {
        var next = 0;
        for (var p = 0; p < from.Length; p++)
        {
            if (_byPlace[p] is null) continue;
            var target = gradients[next++].Span();
            if (_learnable[p])
            {
                TensorPrimitives.ConvertTruncating<double, float>(
                    _layer.Parameters[p].IsPerChannel ? Channels.Sum(from[p].ToArray(), target.Length)
                    : from[p] is ParameterValue.PerNeuron each ? each.Item.ReadOnlySpan()
                    : from[p].ToArray(),
                    target);
            }
            else
                target.Clear();
        }
    }

    /// <summary>The initial states of the shapes that have been met, made again when parameters that they depend on have changed.</summary>
    private sealed class StartStates(NeuronPopulation population)
    {
        /// <summary>A full batch, the last one of an epoch, and the same of the data that is tested on.</summary>
        private const int MostBatches = 4;

        private readonly Dictionary<nint, StateValues<float>> _byBatch = [];
        private ParameterValue[]? _values;

        private bool HasChanged(NeuronLayer layer)
        {
            for (var p = 0; p < layer.Values.Length; p++)
            {
                if (layer.Dynamics.InitialParameters[p] && !ReferenceEquals(layer.Values[p], _values?[p])) return true;
            }
            return false;
        }

        /// <summary>The initial state of a shape; the noise after it differs between training passes.</summary>
        public StateValues<float> Of(nint[] shape, long pass)
        {
            var layer = population._layer;
            if (!ReferenceEquals(layer.Values, _values) && HasChanged(layer)) _byBatch.Clear();
            _values = layer.Values;
            if (!_byBatch.TryGetValue(shape[0], out var state))
            {
                if (_byBatch.Count == MostBatches) _byBatch.Clear();
                _byBatch[shape[0]] = state = layer.Dynamics.Start<float>(layer.Values, shape, population._seed, population._stream);
            }
            return pass == 0 ? state : new(state.Values, state.Step, population.SeedOf(pass), state.Stream);
        }
    }
}
