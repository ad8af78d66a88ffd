namespace Neurons;

/// <summary>Which of a seed's random numbers are used for what; the layers of a network use 0, 1, 2, ….</summary>
internal static class RandomStreams
{
    public const uint Shuffle = 0x8000_0000, Split = 0x8000_0001;
}
