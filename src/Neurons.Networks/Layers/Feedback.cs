using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>
/// A recurrent layer: neurons whose spikes come back as input currents one step later, through learnable weights: from each to each,
/// x[t] + W z[t − 1] + b, or from each to itself, x[t] + v · z[t − 1] (snnTorch's RLeaky and RSynaptic, with <c>all_to_all</c> and
/// without). A <see cref="Linear"/> before it makes it Norse's recurrent layer.
/// </summary>
public sealed class Feedback : Layer
{
    private readonly bool _withBias, _isShared, _isLearnable;
    private readonly double _initial;
    private readonly Initializer _initializer;
    private Required? _require;
    private Parameter? _weight, _bias;

    /// <summary>Asks for memory of a shape before it is taken.</summary>
    private delegate void Required(string parameter, params ReadOnlySpan<long> shape);

    /// <summary>Each neuron reaches each. First weights and biases are uniform on ±1/√neurons, as those of PyTorch's linear layer.</summary>
    /// <param name="neurons">The neurons: any model with one input. They belong to this layer from now on.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weights">How the first weights are drawn; null for the default.</param>
    public Feedback(NeuronLayer neurons, bool bias = true, Initializer? weights = null)
        : this(neurons, true, bias, weights, 0, false, true)
    {
    }

    private Feedback(NeuronLayer neurons, bool allToAll, bool bias, Initializer? weights, double initial, bool isShared, bool isLearnable)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        if (neurons.Model.InputNames.Length != 1)
            throw new ArgumentException($"Feedback: {neurons.Model.Name} has the inputs {string.Join(", ", neurons.Model.InputNames)}; one input is needed.", nameof(neurons));
        if (neurons.Output != NeuronLayer.Spikes)
            throw new ArgumentException($"Feedback: the neurons give {neurons.Output} to the next layer; what comes back is their output, so they must give that.", nameof(neurons));
        Neurons = neurons;
        IsAllToAll = allToAll;
        (_withBias, _initial, _isShared, _isLearnable) = (bias, Float32.Require("Feedback", nameof(initial), initial), isShared, isLearnable);
        _initializer = weights ?? Initializer.Standard;
    }

    /// <summary>Each neuron reaches itself alone.</summary>
    /// <param name="neurons">The neurons: any model with one input. They belong to the layer from now on.</param>
    /// <param name="initial">The first weight of each, finite.</param>
    /// <param name="perNeuron">Whether each neuron has a weight of its own; else there is one for all, as in snnTorch by default.</param>
    /// <param name="learnable">Whether training changes the weight.</param>
    public static Feedback OneToOne(NeuronLayer neurons, double initial = 1, bool perNeuron = false, bool learnable = true) =>
        double.IsFinite(initial)
            ? new(neurons, false, false, null, initial, !perNeuron, learnable)
            : throw new ArgumentOutOfRangeException(nameof(initial), initial, $"Feedback: initial is {NumberText.Of(initial)}; it must be finite.");

    /// <summary>The neurons.</summary>
    public NeuronLayer Neurons { get; }

    /// <summary>Whether each neuron reaches each; else each reaches itself.</summary>
    public bool IsAllToAll { get; }

    /// <summary>The weight, [neurons, neurons], from column to row; or [neurons] or [1]. Known when the network is built.</summary>
    public Parameter Weight => _weight ?? throw new InvalidOperationException($"{this} has no weight before it is part of a network.");

    /// <inheritdoc/>
    public override int[]? InputShape => Neurons.InputShape;

    internal override Parameter[] Stored => _weight is null ? [] : [_weight, .. _bias is null ? [] : new[] { _bias }, .. Neurons.Stored];

    private FeedbackWeights<float> Weights => IsAllToAll
        ? FeedbackWeights<float>.NewAllToAll(new(Weight.Value, _bias?.Value))
        : FeedbackWeights<float>.NewOneToOne(Weight.Value);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => Neurons.OutputShape(input);

    /// <inheritdoc/>
    public override string ToString() => $"Feedback({Neurons}{(IsAllToAll ? "" : ", one to one")})";

    internal static Feedback Read(LayerDescription description)
    {
        var inner = description.Layers("neurons");
        if (inner is not [NeuronLayer neurons]) throw new FormatException("neurons must be one layer of neurons");
        var allToAll = description.Bool("allToAll", true);
        var shared = description.Bool("shared", !allToAll);
        if (neurons.InputShape is { } shape)
        {
            var count = Shapes.Count(shape);
            description.Require("weight", allToAll ? [count, count] : [shared ? 1 : count]);
        }
        return new Feedback(
            neurons, allToAll, description.Bool("bias", allToAll) && allToAll, allToAll ? InitializerDescription.Read(description) : null,
            description.Number("initial", 1), shared, description.Bool("learnable", true))
        {
            // else it is known when the network is built
            _require = neurons.InputShape is null ? description.Require : null,
        };
    }

    internal override void Build(int[] input)
    {
        Neurons.Build(input);
        if (_weight is not null) return;
        var count = Shapes.Count(input);
        if (IsAllToAll && count * count > Array.MaxLength)
            throw new ArgumentException($"has {count} neurons, more than can all reach each other");
        _require?.Invoke("weight", IsAllToAll ? [count, count] : [_isShared ? 1 : count]);
        _weight = new("weight", Tensor.CreateFromShape<float>(IsAllToAll ? [(nint)count, (nint)count] : [_isShared ? 1 : (nint)count]), _isLearnable);
        if (_withBias) _bias = new("bias", Tensor.CreateFromShape<float>([(nint)count]));
    }

    internal override void Attach(string path, ulong seed, ref uint stream)
    {
        Take(path);
        Weight.Name = $"{path}.weight";
        if (_bias is not null) _bias.Name = $"{path}.bias";
        var random = new RandomStream(seed, stream++);
        if (IsAllToAll) _initializer.Fill(random, Weight.Value);
        else Weight.Value.Fill((float)_initial);
        if (_bias is not null) Initializer.FillBias(random, Weight.Value, _bias.Value);
        Neurons.Attach($"{path}.0", seed, ref stream);
    }

    internal override LayerRun Forward(Signal input, Pass pass)
    {
        var workspace = pass.Workspace;
        var population = Neurons.Population;
        var shape = input.Shape.ToArray();
        var before = pass.Before<RecurrentValues<float>>(this, shape);
        var place = workspace.Keep(this, "last", static _ => new StatePlaces()).Other(before);
        var (trace, after) = FeedbackModule.forward(
            Neurons.Dynamics, Neurons.Values, Weights, before ?? Start(), input.Sequenced,
            (role, lengths) => workspace.Take(this, role, lengths),
            [workspace.Take(place, "spikes", shape), .. Array.ConvertAll(Neurons.Model.StateNames, name => workspace.Take(place, name, shape))]);
        place.Holds = after;
        pass.After.Set(this, after, shape);
        return new(Signal.EachStep(trace.Output), (outputGradient, gradients, inputGradient) =>
        {
            var into = IsAllToAll
                ? FeedbackWeights<float>.NewAllToAll(new(gradients[0], _bias is null ? null : gradients[1]))
                : FeedbackWeights<float>.NewOneToOne(gradients[0]);
            var all = FeedbackModule.gradients(
                Neurons.Dynamics, trace, outputGradient, population.Learnable, inputGradient is not null, inputGradient, into);
            if (!_isLearnable) gradients[0].Clear();
            population.Write(all.Parameters, gradients[(_bias is null ? 1 : 2)..]);
        });

        RecurrentValues<float> Start()
        {
            var none = workspace.Take(this, "no spikes", shape);
            none.Clear();
            return new(none, population.Start(pass, shape));
        }
    }

    internal override JsonObject Describe() => new JsonObject
    {
        ["type"] = "Feedback",
        ["allToAll"] = IsAllToAll,
        ["bias"] = _withBias,
        ["initial"] = _initial,
        ["shared"] = _isShared,
        ["learnable"] = _isLearnable,
        ["neurons"] = new JsonArray(Neurons.Describe()),
    }.With(_initializer);
}
