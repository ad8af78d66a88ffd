using System.Numerics;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="GatedFewSpike"/>.</summary>
/// <param name="Steps">K, the steps of the output, at least 1.</param>
/// <param name="Gates">The sums above which the next table is used, rising, at least one.</param>
/// <param name="Ceilings">What is told lies below it at first, &gt; 0, of each of the tables, one more than the gates; null for 1.</param>
/// <param name="Surrogate">The derivative that stands for that of a spike; null for the sigmoid with k = 4.</param>
public sealed record GatedFewSpikeOptions(int Steps, double[] Gates, double[]? Ceilings = null, Surrogate? Surrogate = null);

/// <summary>
/// Few-spike neurons with a table for each range of the sum, so that an activation of any shape is told piece by piece (SpikingJelly's HG node).
/// </summary>
/// <remarks>The table is that of row Σ_i [u &gt; gate_i]; the choice has no gradient. Otherwise they are <see cref="FewSpikeNeurons"/>.</remarks>
public sealed class GatedFewSpike : FewSpikeNeurons
{
    /// <summary>Neurons for features of any shape.</summary>
    /// <param name="steps">K, the steps of the output, at least 1.</param>
    /// <param name="gates">The sums above which the next table is used, rising, at least one.</param>
    public GatedFewSpike(int steps, params double[] gates)
        : this(new GatedFewSpikeOptions(steps, gates))
    {
    }

    /// <summary>A layer of these options.</summary>
    public GatedFewSpike(GatedFewSpikeOptions options)
        : base(nameof(GatedFewSpike), Given(options).Steps, CeilingsOf(options), options.Surrogate) => Options = options;

    /// <summary>What makes the same layer again.</summary>
    public GatedFewSpikeOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"GatedFewSpike({Options.Steps} steps, {Options.Gates.Length} gates)";

    private protected override void Select<T>(Span<T> sums, Span<T> signs, Span<int> rows, Span<bool> passes)
    {
        signs.Fill(T.One);
        passes.Fill(true);
        rows.Clear();
        foreach (var gate in Options.Gates)
        {
            var least = T.CreateTruncating(gate);
            for (var i = 0; i < sums.Length; i++) rows[i] += sums[i] > least ? 1 : 0;
        }
    }

    private static GatedFewSpikeOptions Given(GatedFewSpikeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var gates = options.Gates ?? throw new ArgumentNullException(nameof(options), "GatedFewSpike: gates is null.");
        if (gates.Length == 0) throw new ArgumentException("GatedFewSpike: gates is empty; at least one gate is needed.", nameof(options));
        for (var i = 0; i < gates.Length; i++)
        {
            Require.Float32(nameof(GatedFewSpike), "gates", Require.Finite(nameof(GatedFewSpike), "gates", gates[i]));
            Require.That(i == 0 || gates[i] > gates[i - 1], nameof(GatedFewSpike), "gates", gates[i], "above the gate before");
        }
        return options;
    }

    private static double[] CeilingsOf(GatedFewSpikeOptions options)
    {
        var tables = options.Gates.Length + 1;
        if (options.Ceilings is not { } ceilings) return [.. Enumerable.Repeat(1.0, tables)];
        return ceilings.Length == tables ? ceilings
            : throw new ArgumentException(
                $"GatedFewSpike: ceilings has {ceilings.Length} numbers; {tables} are needed, one more than gates.", nameof(options));
    }
}
