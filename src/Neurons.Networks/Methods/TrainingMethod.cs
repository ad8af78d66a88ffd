using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>
/// How a network learns of a sequence: what the gradient over time is, how far back it reaches, when there is an update. <see cref="Bptt"/>,
/// <see cref="TruncatedBptt"/>, <see cref="Sltt"/>, <see cref="Ottt"/>, <see cref="EProp"/>, <see cref="Fptt"/>, or one's own, which derives from
/// this class and is registered with <see cref="Kinds"/> to be saved with a training.
/// </summary>
public abstract class TrainingMethod
{
    /// <summary>The methods by name; one's own are registered here, to be saved with a training and read of a file.</summary>
    public static Registry<TrainingMethod> Kinds { get; } = BuiltIn();

    /// <summary>A method from its text, as <see cref="ToString"/> gives it: <c>ottt</c>, <c>truncated_bptt:segment=10,accumulate</c>, ….</summary>
    /// <param name="text">The name, and the options that are not the default.</param>
    /// <exception cref="FormatException">There is no such method or option.</exception>
    public static TrainingMethod Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Kinds.Parse(text);
    }

    /// <summary>
    /// Whether losses are given the output of the whole sequence, as <see cref="CtcLoss"/> needs it, and not parts of it. Default false.
    /// </summary>
    public virtual bool IsWhole => false;

    /// <summary>
    /// Whether it learns of several inputs, and of losses of any outputs, as <see cref="TrainingBatch.Run"/> does; else of one input and the first
    /// output. Default false.
    /// </summary>
    public virtual bool TakesMany => false;

    /// <summary>Refuses a network that it cannot train, before there is any data. Default: none.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">It cannot; the message names the layer, and what would do.</exception>
    public virtual void Check(Network network)
    {
    }

    /// <summary>
    /// Learns of a batch: runs its sequence, in parts or as a whole, takes the loss of outputs and hands gradients on for updates. What it keeps for
    /// the next batch besides <see cref="Tensors"/> belongs to the batch's <see cref="TrainingBatch.Workspace"/>.
    /// </summary>
    /// <param name="batch">The batch, its loss, and where gradients go.</param>
    public abstract TrainedBatch Train(TrainingBatch batch);

    /// <summary>What it keeps for a network from batch to batch, by names that do not change: a checkpoint holds it. Default: nothing.</summary>
    /// <param name="network">The network that it trains.</param>
    public virtual IEnumerable<(string Name, Tensor<float> Value)> Tensors(Network network) => [];

    /// <summary>The name, and the options that are not the default.</summary>
    public override string ToString() => Kinds.TextOf(this);

    /// <summary>A method as text, or as named values.</summary>
    internal static TrainingMethod Read(JsonNode node) => Kinds.Parse(node);

    private static Registry<TrainingMethod> BuiltIn()
    {
        var kinds = new Registry<TrainingMethod>("method of training", "name");
        kinds.Register<Bptt, BpttOptions>("bptt", o => new(), _ => new());
        kinds.Register<TruncatedBptt, TruncatedBpttOptions>("truncated_bptt", o => new(o), method => method.Options);
        kinds.Register<Sltt, SlttOptions>("sltt", o => new(o), method => method.Options);
        kinds.Register<Ottt, OtttOptions>("ottt", o => new(o), method => method.Options);
        kinds.Register<EProp, EPropOptions>("e_prop", o => new(o), method => method.Options);
        kinds.Register<Fptt, FpttOptions>("fptt", o => new(o), method => method.Options);
        return kinds;
    }
}

/// <summary>What came of a batch.</summary>
/// <param name="Loss">The mean loss of its samples; of a sequence in parts, the mean over the steps of the loss of their parts.</param>
/// <param name="Answers">The class that the network gave each sample, as <see cref="TrainingBatch.Classes"/> tells them.</param>
public readonly record struct TrainedBatch(double Loss, int[] Answers);
