namespace Neurons.Networks;

/// <summary>
/// Folds batch normalisations by running statistics into the linear layers and convolutions before them, for evaluation and deployment:
/// W' = q W and b' = q (b − mean) + β with q = γ / √(variance + ε) of each output channel.
/// </summary>
public static class BatchNormFolding
{
    /// <summary>
    /// The network without those normalisations that follow a layer with weights whose output nothing else takes; others stay. It gives what
    /// the network gives in evaluation, up to rounding. Layers that are made of layers are taken apart where there are branches.
    /// </summary>
    /// <param name="network">The network, with one input, one output and no circle; it is not changed.</param>
    /// <exception cref="ArgumentException">The network has several inputs or outputs, or a circle.</exception>
    /// <exception cref="NotSupportedException">A layer is your own and not registered, so that it cannot be copied.</exception>
    public static Network Fold(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var flat = new FlatNetwork(network);
        flat.FoldBatchNorms();
        return flat.Build();
    }
}
