using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A batch for a <see cref="TrainingMethod"/>: its input, its loss, and where gradients go.</summary>
public sealed class TrainingBatch
{
    private readonly Tensor<float>[] _one = new Tensor<float>[1];
    private readonly OutputsLoss _loss;
    private readonly Func<Tensor<float>, int[]> _classes;
    private readonly Action<ParameterGradients> _update;

    internal TrainingBatch(
        Network network, Signal[] inputs, Workspace workspace, StepAccount? account,
        OutputsLoss loss, (int Output, int[] Shape) answering, Func<Tensor<float>, int[]> classes,
        Action<ParameterGradients> update)
    {
        (Network, Inputs, Workspace, Account, Answering) = (network, inputs, workspace, account, answering);
        (_loss, _classes, _update) = (loss, classes, update);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>The whole sequence of all samples; of several inputs, the first.</summary>
    public Signal Input => Inputs[0];

    /// <summary>The whole sequence of each input, in the order of the network's names.</summary>
    public IReadOnlyList<Signal> Inputs { get; }

    /// <summary>The place of the output that answers are read from, and its shape at a step.</summary>
    internal (int Output, int[] Shape) Answering { get; }

    /// <summary>The place of the output that answers are read from.</summary>
    public int AnsweringOutput => Answering.Output;

    /// <summary>The steps of the sequence.</summary>
    public int Steps => Input.Steps;

    /// <summary>The memory of the training; it is the same for all batches.</summary>
    public Workspace Workspace { get; }

    /// <summary>Where the time of the steps is added up; null for nowhere.</summary>
    public StepAccount? Account { get; }

    /// <summary>
    /// A forward pass in training over some of the steps, with the losses of all outputs: what suffices for most methods, whatever inputs and outputs
    /// the network has.
    /// </summary>
    /// <param name="first">The first step.</param>
    /// <param name="count">How many steps.</param>
    /// <param name="state">What the part before ended with; null for the first.</param>
    /// <exception cref="NotFiniteNumberException">The loss is no longer a number.</exception>
    public TrainingPart Run(int first, int count, NetworkState? state = null)
    {
        var parts = new Signal[Inputs.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            // the bits of each input need memory of their own
            parts[i] = count == Steps ? Inputs[i]
                : Inputs[i].Piece(first, count, i == 0 ? Workspace : Workspace.Keep(Network, $"pieces {i}", static _ => new Workspace()));
        }
        var run = Network.Train(parts, Workspace, state, Account);
        var loss = _loss(run.All.Tensors, first, run.Penalty, withClasses: true);
        return new(run, loss, () => run.PullbackOfAll!(loss.All!));
    }

    /// <summary>Counts a forward pass in training that something else makes, such as a device, and returns its number, from 1.</summary>
    public long BeginPass() => ++Network.TrainingPasses;

    /// <summary>Gradients that something else has computed, for <see cref="Update"/>.</summary>
    /// <param name="gradients">One for each of the network's parameters, in their order and shapes.</param>
    public ParameterGradients GradientsOf(IReadOnlyList<Tensor<float>> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var stored = Network.Stored;
        if (gradients.Count != stored.Length)
            throw new ArgumentException($"There are {gradients.Count} gradients; the network has {stored.Length} parameters.", nameof(gradients));
        for (var p = 0; p < stored.Length; p++)
        {
            if (!gradients[p].Lengths.SequenceEqual(stored[p].Shape))
                throw new ArgumentException(
                    $"The gradient of {stored[p].Name} has the shape {Shapes.Text(gradients[p].Lengths)}; it must be {Shapes.Text(stored[p].Shape)}.",
                    nameof(gradients));
        }
        return new(stored, [.. gradients]);
    }

    /// <summary>A forward pass in training over a part of the input, for a network with one.</summary>
    /// <param name="part">The whole <see cref="Input"/>, or a <see cref="Signal.Piece"/> of it.</param>
    /// <param name="state">What the part before ended with; null for the first.</param>
    public NetworkRun Forward(Signal part, NetworkState? state = null) => Network.Train([part], Workspace, state, Account);

    /// <summary>
    /// The mean loss of the samples, and its gradient, which is valid until the next call; for a network whose first output alone has a loss.
    /// </summary>
    /// <param name="output">The network's output for some steps, [steps, batch, classes].</param>
    /// <param name="first">The first of these steps.</param>
    /// <param name="penalty">What layers add to the loss (<see cref="NetworkRun.Penalty"/>).</param>
    /// <exception cref="NotFiniteNumberException">The loss is no longer a number.</exception>
    public PartLoss Loss(Tensor<float> output, int first, double penalty = 0) => Loss(output, first, penalty, withClasses: true);

    /// <summary>The same of all outputs, of which several may have a loss; <see cref="PartLoss.Gradients"/> are theirs.</summary>
    /// <param name="outputs">The network's outputs for some steps, in their order.</param>
    /// <param name="first">The first of these steps.</param>
    /// <param name="penalty">What layers add to the loss.</param>
    /// <exception cref="NotFiniteNumberException">The loss is no longer a number.</exception>
    public PartLoss LossOf(IReadOnlyList<Tensor<float>> outputs, int first, double penalty = 0)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return _loss(outputs, first, penalty, withClasses: true);
    }

    /// <summary>The same without the classes, which take time: for methods that read them of all steps together.</summary>
    internal PartLoss LossAlone(Tensor<float> output, int first, double penalty) => Loss(output, first, penalty, withClasses: false);

    /// <summary>The class of each sample, as the loss reads it off an output, [steps, batch, classes].</summary>
    public int[] Classes(Tensor<float> output) => _classes(output);

    /// <summary>Hands gradients on: for an update, or where several batches make one, for their sum.</summary>
    /// <param name="gradients">Of all parameters of the network.</param>
    /// <exception cref="NotFiniteNumberException">A gradient has an element that is NaN or infinite.</exception>
    public void Update(ParameterGradients gradients) => _update(gradients);

    private PartLoss Loss(Tensor<float> output, int first, double penalty, bool withClasses)
    {
        _one[0] = output;
        return _loss(_one, first, penalty, withClasses);
    }
}

/// <summary>The loss of the outputs of some steps.</summary>
/// <param name="outputs">The outputs.</param>
/// <param name="first">The first of the steps.</param>
/// <param name="penalty">What layers add.</param>
/// <param name="withClasses">Whether the class of each sample is read off, too.</param>
internal delegate PartLoss OutputsLoss(IReadOnlyList<Tensor<float>> outputs, int first, double penalty, bool withClasses);

/// <summary>The loss of an output of some steps.</summary>
/// <param name="Value">The mean over the samples.</param>
/// <param name="Gradient">In the shape of the output.</param>
/// <param name="Classes">The class of each sample, as the loss reads it off this output.</param>
public readonly record struct PartLoss(double Value, Tensor<float> Gradient, int[] Classes)
{
    /// <summary>The gradients of all outputs; null of those that have no loss.</summary>
    internal Tensor<float>?[]? All { get; init; }

    /// <summary>The gradients of all outputs, in their order; null of those that have no loss.</summary>
    public IReadOnlyList<Tensor<float>?> Gradients => All ?? [Gradient];
}
