namespace Neurons.Networks;

/// <summary>The options of <see cref="Ottt"/>.</summary>
/// <param name="Accumulate">Whether the gradients of all steps are added to one update (OTTT_A); else there is one after each (OTTT_O).</param>
/// <param name="TraceInput">Whether the synapses that the network's input feeds have traces of it; else, as published, its value of the step.</param>
/// <param name="TraceReadout">
/// Whether synapses behind which there are no neurons have traces with the leak of the neurons before them, as published; else, as their own
/// gradient is, the value of the step.
/// </param>
public sealed record OtttOptions(bool Accumulate = true, bool TraceInput = false, bool TraceReadout = true);

/// <summary>
/// Online training through time (Xiao et al. 2022): the loss of each step goes back through the layers, and meets, at the synapses, a trace of
/// what they received, which leaks as the neurons behind do: ∇W = Σ_t δ(t) ⊗ â(t), â(t) = λ â(t − 1) + x(t). The memory is that of one step.
/// </summary>
/// <remarks>
/// The leak follows from the neurons' own equations between spikes: those neurons that are linear in a current there, with parameters that are
/// the same for all, can learn so, with a trace for each of their states. Resets pass no gradient on, and biases have no trace. Layers without
/// neurons between synapses and neurons, such as pooling or normalisation, are passed as they are at the step. The answers of a training are
/// those of the summed outputs.
/// </remarks>
public sealed class Ottt : TrainingMethod
{
    /// <summary>The method with these options.</summary>
    /// <param name="options">The options.</param>
    public Ottt(OtttOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
    }

    /// <summary>The method.</summary>
    /// <param name="accumulate">Whether the gradients of all steps are added to one update; else there is one after each.</param>
    public Ottt(bool accumulate = true)
        : this(new OtttOptions(accumulate))
    {
    }

    /// <summary>The options.</summary>
    public OtttOptions Options { get; }

    /// <inheritdoc/>
    public override void Check(Network network) => Run(network);

    /// <inheritdoc/>
    public override TrainedBatch Train(TrainingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Workspace.Keep(this, "run", method => method.Run(batch.Network)).Train(this, batch, Options.Accumulate);
    }

    private OnlineRun Run(Network network) =>
        new(new OnlinePlan(network, new(Exact: false, Options.TraceInput, Options.TraceReadout, Options.Accumulate), "ottt"), (_, _) => null);
}
