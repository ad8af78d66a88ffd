namespace Neurons.Networks;

/// <summary>What layers of whole sequences do, for <see cref="ICountsOperations"/>.</summary>
internal static class SequenceOperations
{
    /// <summary>Neurons whose potential at a step is a sum of so many terms over time: a product for each, or for each spike of the input.</summary>
    public static LayerOperations Products(Signal input, Signal output, int terms)
    {
        var (given, spikes) = (SignalScan.Of(input), SignalScan.Of(output));
        var outputs = spikes.Count;
        var pairs = given.NonZero * terms;
        return Neurons(spikes) with
        {
            SynapticOperations = given.IsBinary ? pairs : 0,
            MultiplyAccumulates = given.IsBinary ? 0 : outputs * terms,
            Accumulates = (given.IsBinary ? pairs : 0) + outputs,
            FloatingPointOperations = outputs * (2L * terms + 1),
            MemoryBytes = sizeof(float) * (given.Count + outputs),
            WeightReads = given.IsBinary ? pairs : outputs * terms,
            BiasReads = outputs,
        };
    }

    /// <summary>Steps of neurons that do so many additions and multiplications each.</summary>
    public static LayerOperations Updates(Signal input, Signal output, int additions, int multiplications)
    {
        var spikes = SignalScan.Of(output);
        return Neurons(spikes) with
        {
            Accumulates = spikes.Count * additions,
            FloatingPointOperations = spikes.Count * (additions + multiplications),
            MemoryBytes = sizeof(float) * (SignalScan.Of(input).Count + spikes.Count),
        };
    }

    private static LayerOperations Neurons(SignalScan output) => new() { NeuronUpdates = output.Count, Spikes = output.NonZero };
}
