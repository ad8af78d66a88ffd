namespace Neurons.Networks;

/// <summary>The options of a <see cref="SpikingLstm"/>.</summary>
/// <param name="Units">The neurons, at least 1.</param>
/// <param name="Neurons">Them without a shape, an <see cref="LstmMembrane"/>; null for that with its default options.</param>
/// <param name="Bias">Whether the weights of the input and those of the potentials have a bias each.</param>
public sealed record SpikingLstmOptions(int Units, NeuronLayer? Neurons = null, bool Bias = true);

/// <summary>
/// A long short-term memory whose hidden state is the potential of spiking neurons; its output is their spikes (snnTorch's SLSTM). Weights and
/// biases are as those of PyTorch's <c>LSTMCell</c>, with the gates i, f, g and o one after the other, uniform on ±1/√features at first.
/// </summary>
/// <remarks>
/// <code>
/// [i; f; g; o] = W_ih x + b_ih + W_hh mem + b_hh
/// syn' = σ(f) syn + σ(i) tanh g;  mem' = reset(σ(o) tanh syn');  z = fire(mem' − threshold)
/// </code>
/// Nodes: ih, hh (from the potentials of the step before), gates, lstm.
/// </remarks>
public sealed class SpikingLstm : GraphLayer
{
    /// <summary>Some neurons.</summary>
    /// <param name="units">The neurons, at least 1.</param>
    public SpikingLstm(int units)
        : this(new SpikingLstmOptions(units))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SpikingLstm(SpikingLstmOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(SpikingLstm), "units", options.Units);
        if (options.Neurons is { } neurons) CellNeurons.WithInputs(nameof(SpikingLstm), "neurons", neurons, "i", "f", "g", "o");
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public SpikingLstmOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"SpikingLstm({Options.Units})";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input)
    {
        var (features, units) = (CellNeurons.Features(input), Options.Units);
        return
        [
            new("ih", new Linear(features, 4 * units, Options.Bias), Source),
            new("hh", new Linear(units, 4 * units, Options.Bias), "lstm.Mem"),
            new("gates", new Split(4), "ih", "hh"),
            new("lstm", (Options.Neurons ?? new LstmMembrane()).Again())
            {
                ["i"] = ["gates"],
                ["f"] = ["gates.part1"],
                ["g"] = ["gates.part2"],
                ["o"] = ["gates.part3"],
            },
        ];
    }
}
