using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>How hidden neurons are told of the output's error.</summary>
public enum LearningSignal
{
    /// <summary>By the network's own weights, back through its layers at the same step.</summary>
    Symmetric,

    /// <summary>By fixed random weights from the output to each neuron.</summary>
    Random,

    /// <summary>
    /// By random weights that change as those of the readout do, while both decay. Hidden neurons must feed the readout directly.
    /// </summary>
    Adaptive,
}

/// <summary>The options of <see cref="EProp"/>.</summary>
/// <param name="Feedback">How hidden neurons are told of the output's error.</param>
/// <param name="Decay">The share that adaptive feedback and the readout's weights lose at an update, in [0, 1).</param>
/// <param name="Accumulate">Whether the gradients of all steps are added to one update; else there is one after each.</param>
public sealed record EPropOptions(
    LearningSignal Feedback = LearningSignal.Symmetric, double Decay = 1e-3, bool Accumulate = true);

/// <summary>
/// E-prop (Bellec et al. 2020) for any model of neurons: ∇W_ji = Σ_t L_j(t) ē_ji(t), a learning signal of each step and neuron times an
/// eligibility trace of each synapse. The traces are derived from the neuron's own equations, all of its states and its reset included:
/// E' = (∂s'/∂s) E + (∂s'/∂x) x_i, e = (∂z/∂s) E + (∂z/∂x) x_i. Behind a readout that leaks, e is filtered as the readout does. Learnable
/// parameters of the neurons have traces, too.
/// </summary>
/// <remarks>
/// <para>With symmetric feedback the gradient is that of backpropagation through time where there is one layer of neurons, of any model, with a
/// linear readout behind it (leaking or not) and a loss that is a sum over steps. What it leaves out is how neurons act on each other over time:
/// in a recurrent layer the ways through other neurons, in deep networks what a layer's spikes do to the states of the next. Dropout aside,
/// nothing else is approximated.</para>
/// <para>Memory: samples × neurons × inputs for each state and layer, whatever the number of steps. Where the derivatives are the same for all
/// neurons and steps, as of neurons that leak and reset softly with a detached spike, and no readout leaks, a trace of each input is enough;
/// convolutions need that. The answers of a training are those of the summed outputs.</para>
/// </remarks>
public sealed class EProp : TrainingMethod
{
    private const uint FirstStream = 0x8000_1000;

    private readonly ConditionalWeakTable<Network, List<FeedbackWeights>> _feedback = [];

    /// <summary>The method with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is not in [0, 1), or the feedback is none of these.</exception>
    public EProp(EPropOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.Defined(nameof(EProp), nameof(options.Feedback), options.Feedback);
        if (!(options.Decay is >= 0 and < 1)) throw Require.Wrong(nameof(EProp), nameof(options.Decay), options.Decay, "in [0, 1)");
        Options = options;
    }

    /// <summary>The method.</summary>
    /// <param name="feedback">How hidden neurons are told of the output's error.</param>
    /// <param name="accumulate">Whether the gradients of all steps are added to one update; else there is one after each.</param>
    public EProp(LearningSignal feedback = LearningSignal.Symmetric, bool accumulate = true)
        : this(new EPropOptions(feedback, Accumulate: accumulate))
    {
    }

    /// <summary>The options.</summary>
    public EPropOptions Options { get; }

    /// <inheritdoc/>
    public override void Check(Network network) => Run(network);

    /// <summary>The weights of adaptive feedback, and those that they follow.</summary>
    public override IEnumerable<(string Name, Tensor<float> Value)> Tensors(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (Options.Feedback != LearningSignal.Adaptive) return [];
        if (!_feedback.TryGetValue(network, out var known)) Run(network);
        return _feedback.GetOrCreateValue(network).SelectMany(weights => new[]
        {
            ($"feedback.{weights.Name}", weights.Weight), ($"followed.{weights.Name}", weights.Seen!),
        });
    }

    /// <inheritdoc/>
    public override TrainedBatch Train(TrainingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var run = batch.Workspace.Keep(this, "run", method => method.Run(batch.Network));
        if (Options.Feedback != LearningSignal.Adaptive) return run.Train(this, batch, Options.Accumulate);
        var feedback = _feedback.GetOrCreateValue(batch.Network);
        return run.Train(this, batch, Options.Accumulate, () =>
        {
            foreach (var weights in feedback) weights.Follow((float)Options.Decay);
        });
    }

    private OnlineRun Run(Network network)
    {
        var known = _feedback.GetOrCreateValue(network);
        return new(
            new OnlinePlan(network, new(Exact: true, TracesInput: true, TracesReadout: false, Options.Accumulate), "e_prop"),
            (plan, neurons) => Options.Feedback == LearningSignal.Symmetric ? null : FeedbackOf(network, known, plan, neurons));
    }

    /// <summary>The feedback of hidden neurons; null of those that are the output.</summary>
    private FeedbackWeights? FeedbackOf(Network network, List<FeedbackWeights> known, OnlinePlan plan, NeuronRunner neurons)
    {
        if (plan.Outputs.Contains(neurons)) return null;
        var name = neurons.Node.Name;
        if (known.Find(weights => weights.Name == name) is { } made) return made;
        if (plan.Outputs.Count() > 1)
            throw new ArgumentException($"e_prop: the output is the sum of several layers; feedback {Options.Feedback} brings that of one back.");
        var outputs = Shapes.Count(network.OutputShape);
        var weights = new FeedbackWeights(
            name, neurons.Features, (int)outputs, new(network.Seed, FirstStream + (uint)neurons.Node.Index),
            Options.Feedback == LearningSignal.Adaptive ? Readout(plan, neurons) : null);
        known.Add(weights);
        return weights;
    }

    /// <summary>The weights from neurons to the output.</summary>
    private static Parameter Readout(OnlinePlan plan, NeuronRunner neurons)
    {
        var output = plan.Outputs.First();
        var readout = output is SynapseRunner own ? own
            : plan.Runners.OfType<SynapseRunner>().FirstOrDefault(one => one.Node.Uses is [(var use, _)] && use == output.Node);
        return readout is { Synapses: Linear linear } && neurons.Node.Uses.Any(use => use.Node == readout.Node) && neurons.Features == linear.Inputs
            ? linear.Weight
            : throw new ArgumentException(
                $"e_prop: {neurons.Node}, does not feed the linear layer of the output directly, whose weights adaptive feedback follows; "
                + "take random or symmetric.");
    }
}
