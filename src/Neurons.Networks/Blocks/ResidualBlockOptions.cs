namespace Neurons.Networks;

/// <summary>The options of residual blocks of images.</summary>
/// <param name="Channels">The channels of the output, at least 1.</param>
/// <param name="Stride">That of the first convolution, at least 1.</param>
/// <param name="Neurons">What all neurons of the block are like, a layer without a shape; null for those that the block names.</param>
/// <param name="ZeroLast">
/// Whether the scale γ of the last normalisation begins with 0, so that a new block is its shortcut alone; else with 1.
/// </param>
public sealed record ResidualBlockOptions(int Channels, int Stride = 1, NeuronLayer? Neurons = null, bool ZeroLast = false);

/// <summary>How the branches of a <see cref="SewBlock"/> become one, x being the shortcut and y the other.</summary>
public enum SewMerge
{
    /// <summary>x + y: counts of spikes.</summary>
    Add,

    /// <summary>x · y: a spike where both fire.</summary>
    And,

    /// <summary>x · (1 − y): a spike of the shortcut that the other branch does not veto.</summary>
    Iand,
}

/// <summary>The options of a <see cref="SewBlock"/>.</summary>
/// <param name="Channels">The channels of the output, at least 1.</param>
/// <param name="Stride">That of the first convolution, at least 1.</param>
/// <param name="Merge">How the branches become one.</param>
/// <param name="Neurons">What all neurons of the block are like, a layer without a shape; null for those that the block names.</param>
/// <param name="ZeroLast">
/// Whether the scale γ of the last normalisation begins with 0, so that its neurons are silent at first; else with 1.
/// </param>
public sealed record SewBlockOptions(
    int Channels, int Stride = 1, SewMerge Merge = SewMerge.Add, NeuronLayer? Neurons = null, bool ZeroLast = false);
