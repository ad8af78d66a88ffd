namespace Neurons;

/// <summary>What the layers know of the forward pass that they are part of.</summary>
/// <param name="network">The network.</param>
/// <param name="workspace">The memory of outputs and gradients.</param>
/// <param name="isTraining">Whether layers behave as in training: dropout drops, normalisation takes the batch's own statistics.</param>
/// <param name="number">Counts the training passes of a network, from 1; 0 in evaluation. Noise and dropout differ from one to the next.</param>
/// <param name="before">Where layers with memory go on; null to begin.</param>
internal sealed class Pass(object network, Workspace workspace, bool isTraining, long number, NetworkState? before)
{
    public Workspace Workspace => workspace;

    public bool IsTraining => isTraining;

    public long Number => number;

    /// <summary>What layers add to the loss, such as a price of spikes.</summary>
    public double Penalty { get; set; }

    /// <summary>What layers with memory end with.</summary>
    public NetworkState After { get; } = new(network);

    /// <summary>What a layer ended with in the pass before; null to begin.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="shape">The shape of its input at a step, which must be that of the pass before.</param>
    public T? Before<T>(Layer layer, ReadOnlySpan<nint> shape)
        where T : class => before?.Of<T>(layer, shape);
}
