namespace Neurons.Networks;

/// <summary>Which of a seed's random numbers are used for what; the layers of a network use 0, 1, 2, ….</summary>
public static class RandomStreams
{
    /// <summary>The order of samples in an epoch.</summary>
    public const uint Shuffle = 0x8000_0000;

    /// <summary>Which samples are held back for validation.</summary>
    public const uint Split = 0x8000_0001;

    /// <summary>How samples are changed when they are trained with.</summary>
    public const uint Augmentation = 0x8000_0002;

    /// <summary>⌊2⁶⁴/φ⌋: multiples of it are far apart.</summary>
    private const ulong Odd = 0x9E3779B97F4A7C15;

    /// <summary>What the noise of a training pass is drawn from; that of evaluation, pass 0, is the seed itself.</summary>
    /// <param name="seed">The network's seed.</param>
    /// <param name="pass">Counts the training passes, from 1; 0 in evaluation.</param>
    public static ulong OfPass(ulong seed, long pass) => seed ^ (ulong)pass * Odd;
}
