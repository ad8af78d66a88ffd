namespace Neurons.Networks;

/// <summary>A sample that is to be made a sequence.</summary>
public readonly ref struct SampleSequence
{
    /// <summary>A sample and room for its sequence.</summary>
    /// <param name="values">[features], or [T, features] of a sample that changes.</param>
    /// <param name="sequence">[T, features]</param>
    /// <param name="timeSteps">T, at least 1.</param>
    /// <param name="seed">What random spikes are drawn from.</param>
    /// <param name="place">The place of the sample in the data.</param>
    /// <param name="firstStep">The number of the first step since the beginning of the training.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public SampleSequence(ReadOnlySpan<float> values, Span<float> sequence, int timeSteps, ulong seed = 0, uint place = 0, uint firstStep = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeSteps, 1);
        if (sequence.Length % timeSteps != 0 || (values.Length != sequence.Length && values.Length != sequence.Length / timeSteps))
            throw new ArgumentException(
                $"There are {values.Length} values and room for {sequence.Length} in {timeSteps} steps; "
                + "the values must be those of one step or of all.");
        Values = values;
        Sequence = sequence;
        TimeSteps = timeSteps;
        Seed = seed;
        Place = place;
        FirstStep = firstStep;
    }

    /// <summary>[features] of a sample that stays the same, [T, features] of one that changes over time.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>What the network is to be fed with, [T, features].</summary>
    public Span<float> Sequence { get; }

    /// <summary>T.</summary>
    public int TimeSteps { get; }

    /// <summary>The features at a step.</summary>
    public int Features => Sequence.Length / TimeSteps;

    /// <summary>Whether the sample stays the same over time.</summary>
    public bool IsConstant => Values.Length < Sequence.Length;

    /// <summary>What random spikes are drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>The place of the sample in the data: the stream of its random numbers.</summary>
    public uint Place { get; }

    /// <summary>The number of the first step since the beginning of the training: epochs follow each other in time.</summary>
    public uint FirstStep { get; }

    /// <summary>The values of the sample at a step.</summary>
    public ReadOnlySpan<float> ValuesAt(int step) => IsConstant ? Values : Values.Slice(step * Features, Features);

    /// <summary>The sequence at a step.</summary>
    public Span<float> At(int step) => Sequence.Slice(step * Features, Features);
}
