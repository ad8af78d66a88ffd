namespace Neurons.Networks;

/// <summary>
/// What the randomness of a sample depends on: new in each epoch, the same in a training that was resumed, and independent of batches and threads.
/// </summary>
/// <param name="Seed">The seed.</param>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Place">The place of the sample in the data.</param>
/// <param name="IsTraining">Whether the sample is trained with; what is evaluated is not augmented.</param>
public readonly record struct SampleDraw(ulong Seed, int Epoch, int Place, bool IsTraining)
{
    /// <summary>The counter word of blocks that are keys, which no neuron and no <see cref="RandomStream"/> draws.</summary>
    private const uint Key = uint.MaxValue - 1;

    /// <summary>A seed that no other sample and no other epoch has.</summary>
    public ulong SampleSeed
    {
        get
        {
            var (low, high, _, _) =
                Philox.Block((uint)Place, (uint)Epoch, Key, RandomStreams.Augmentation, (uint)Seed, (uint)(Seed >> 32));
            return ((ulong)high << 32) | low;
        }
    }
}
