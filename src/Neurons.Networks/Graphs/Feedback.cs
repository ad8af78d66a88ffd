using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Feedback"/>.</summary>
/// <param name="Neurons">The neurons: any model with one input.</param>
/// <param name="AllToAll">Whether each neuron reaches each; else each reaches itself alone.</param>
/// <param name="Bias">Whether there is a bias, of all to all; null for that there is.</param>
/// <param name="Weights">How the first weights of all to all are drawn; null for uniform on ±1/√neurons, as in PyTorch.</param>
/// <param name="Initial">The first weight of each to itself, finite.</param>
/// <param name="Shared">Whether one weight to itself is that of all neurons; null for that it is.</param>
/// <param name="Learnable">Whether training changes the weight of each to itself.</param>
public sealed record FeedbackOptions(
    NeuronLayer Neurons, bool AllToAll = true, bool? Bias = null, Initializer? Weights = null, double Initial = 1,
    bool? Shared = null, bool Learnable = true);

/// <summary>
/// A recurrent layer: neurons whose spikes come back as input currents one step later, through learnable weights: from each to each,
/// x[t] + W z[t − 1] + b, or from each to itself, x[t] + v · z[t − 1] (snnTorch's RLeaky and RSynaptic, with <c>all_to_all</c> and
/// without). A <see cref="Linear"/> before it makes it Norse's recurrent layer.
/// </summary>
/// <remarks>It is a circle of two nodes in a <see cref="Graph"/>: the neurons, and their synapses, which come first.</remarks>
public sealed class Feedback : Layer, IComposed
{
    private const int Outside = 0, Synapses = 1, Spikes = 2;

    private Parameter? _weight, _bias;
    private CirclePart? _circle;

    /// <summary>Each neuron reaches each. First weights and biases are uniform on ±1/√neurons, as those of PyTorch's linear layer.</summary>
    /// <param name="neurons">The neurons: any model with one input. They belong to this layer from now on.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weights">How the first weights are drawn; null for the default.</param>
    public Feedback(NeuronLayer neurons, bool bias = true, Initializer? weights = null)
        : this(new FeedbackOptions(neurons, Bias: bias, Weights: weights))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Feedback(FeedbackOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var neurons = options.Neurons ?? throw new ArgumentNullException(nameof(options), "Feedback: neurons is null.");
        if (neurons.Model.InputNames.Length != 1)
            throw new ArgumentException(
                $"Feedback: {neurons.Model.Name} has the inputs {string.Join(", ", neurons.Model.InputNames)}; one input is needed.",
                nameof(neurons));
        if (neurons.Output != NeuronLayer.Spikes)
            throw new ArgumentException(
                $"Feedback: the neurons give {neurons.Output} to the next layer; what comes back is their output, so they must give that.",
                nameof(neurons));
        Require.Finite(nameof(Feedback), "initial", options.Initial);
        Require.Float32(nameof(Feedback), "initial", options.Initial);
        if (!options.AllToAll && options.Weights is not null)
            throw new ArgumentException(
                "Feedback: weights are given, which are drawn where each neuron reaches each; where it reaches itself alone, initial is its weight.",
                nameof(options));
        if (!options.AllToAll && options.Bias == true)
            throw new ArgumentException("Feedback: bias is true; where each neuron reaches itself alone, there is none.", nameof(options));
        Options = options.AllToAll ? options : options with { Bias = null };
    }

    /// <summary>Each neuron reaches itself alone.</summary>
    /// <param name="neurons">The neurons: any model with one input. They belong to the layer from now on.</param>
    /// <param name="initial">The first weight of each, finite.</param>
    /// <param name="perNeuron">Whether each neuron has a weight of its own; else there is one for all, as in snnTorch by default.</param>
    /// <param name="learnable">Whether training changes the weight.</param>
    public static Feedback OneToOne(NeuronLayer neurons, double initial = 1, bool perNeuron = false, bool learnable = true) =>
        new(new FeedbackOptions(neurons, AllToAll: false, Initial: initial, Shared: perNeuron ? false : null, Learnable: learnable));

    /// <summary>What makes the same layer again.</summary>
    public FeedbackOptions Options { get; }

    /// <summary>The neurons.</summary>
    public NeuronLayer Neurons => Options.Neurons;

    /// <summary>Whether each neuron reaches each; else each reaches itself.</summary>
    public bool IsAllToAll => Options.AllToAll;

    /// <summary>The weight, [neurons, neurons], from column to row; or [neurons] or [1]. Known when the network is built.</summary>
    public Parameter Weight => _weight ?? throw new InvalidOperationException($"{this} has no weight before it is part of a network.");

    /// <inheritdoc/>
    public override int[]? InputShape => Neurons.InputShape;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters => (_weight, _bias) switch
    {
        (null, _) => [],
        ({ } weight, null) => [weight],
        var (weight, bias) => [weight, bias],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => [Neurons];

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => Neurons.OutputShape(input);

    /// <inheritdoc/>
    public override string ToString() => $"Feedback({Neurons}{(IsAllToAll ? "" : ", one to one")})";

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        Neurons.Build(input);
        if (_weight is not null) return;
        var count = Shapes.Count(input);
        if (IsAllToAll && count * count > Array.MaxLength)
            throw new ArgumentException($"has {count} neurons, more than can all reach each other");
        var neurons = (int)count;
        if (IsAllToAll)
        {
            _weight = new("weight", [neurons, neurons], Options.Weights ?? Initializer.Standard);
            if (Options.Bias ?? true) _bias = new("bias", [neurons], new StandardBias(neurons));
        }
        else
        {
            _weight = new("weight", [Options.Shared ?? true ? 1 : neurons], Initializer.Constant(Options.Initial), Options.Learnable);
        }
        var shape = Neurons.OutputShape(input);
        _circle = new(
            [Synapses, Spikes],
            [[new(Synapses, "input", [Spikes])], [new(Spikes, "input", [Outside, Synapses])]],
            [
                new(this, [.. StoredParameters], StepMemory.AddsOutput | StepMemory.OneInputGradient, Steps),
                CircleNode.Of(Neurons) with { Layer = this },
            ],
            [shape, shape],
            [Spikes]);
    }

    Composition IComposed.Composition => Composition.Of(_circle!.Describe());

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var (outputs, pullback) = _circle!.Forward([default, input], pass, null);
        return new(outputs[0], pullback is null ? null : (outputGradient, gradients, inputGradient) =>
            pullback([outputGradient], gradients, [null, inputGradient]));
    }

    private LayerSteps Steps(LayerSequences sequences, Pass pass) =>
        IsAllToAll ? new LinearSteps(Weight, _bias, sequences) : new ScaleSteps(Weight, sequences);
}
