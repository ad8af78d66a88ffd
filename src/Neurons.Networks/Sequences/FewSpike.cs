namespace Neurons.Networks;

/// <summary>The options of a <see cref="FewSpike"/>.</summary>
/// <param name="Steps">K, the steps of the output, at least 1.</param>
/// <param name="Ceiling">What is told lies below it at first, &gt; 0.</param>
/// <param name="Surrogate">The derivative that stands for that of a spike; null for the sigmoid with k = 4.</param>
public sealed record FewSpikeOptions(int Steps, double Ceiling = 1, Surrogate? Surrogate = null);

/// <summary>
/// Neurons that tell the sum of their input, where it is above 0, by few spikes (<see cref="FewSpikeNeurons"/>; SpikingJelly's FewSpikeNode).
/// </summary>
public sealed class FewSpike : FewSpikeNeurons
{
    /// <summary>Neurons for features of any shape.</summary>
    /// <param name="steps">K, the steps of the output, at least 1.</param>
    /// <param name="ceiling">What is told lies below it at first, &gt; 0.</param>
    public FewSpike(int steps, double ceiling = 1)
        : this(new FewSpikeOptions(steps, ceiling))
    {
    }

    /// <summary>A layer of these options.</summary>
    public FewSpike(FewSpikeOptions options)
        : base(nameof(FewSpike), Given(options).Steps, [options.Ceiling], options.Surrogate) => Options = options;

    /// <summary>What makes the same layer again.</summary>
    public FewSpikeOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"FewSpike({Options.Steps} steps)";

    private protected override void Select<T>(Span<T> sums, Span<T> signs, Span<int> rows, Span<bool> passes)
    {
        signs.Fill(T.One);
        rows.Clear();
        passes.Fill(true);
    }

    private static FewSpikeOptions Given(FewSpikeOptions options) => options ?? throw new ArgumentNullException(nameof(options));
}
