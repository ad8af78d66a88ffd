namespace Neurons.Networks;

/// <summary>A part of a sequence that was run forward in training, with its loss.</summary>
public sealed class TrainingPart
{
    private readonly Func<ParameterGradients> _gradients;

    internal TrainingPart(NetworkRun forward, PartLoss loss, Func<ParameterGradients> gradients) =>
        (Forward, Loss, Classes, _gradients) = (forward, loss.Value, loss.Classes, gradients);

    /// <summary>The forward pass: all outputs, and the state to go on from.</summary>
    public NetworkRun Forward { get; }

    /// <summary>The mean loss of the samples, with what layers add to it; of several outputs, the sum of their losses by their weights.</summary>
    public double Loss { get; }

    /// <summary>The class of each sample, as the loss reads it off this part.</summary>
    public int[] Classes { get; }

    /// <summary>The gradients of all parameters; to be called once.</summary>
    public ParameterGradients Gradients() => _gradients();
}
