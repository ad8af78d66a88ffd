namespace Neurons.Networks;

/// <summary>
/// Leaky integrate-and-fire neurons with exponential synapses, simulated from event to event without a time step: between spikes the equations have a
/// closed form, and the moment of a spike is computed, in float64. So the times of spikes are smooth functions of the weights and of the times at
/// which spikes arrive, and <see cref="Backward"/> gives the exact gradient (EventProp; Wunderlich and Pehle 2021).
/// </summary>
/// <remarks>
/// <code>
/// τ_m V' = I − V        τ_s I' = −I        at a spike that arrives: I += w        where V reaches θ: a spike, V = 0
/// </code>
/// Backward run the sensitivities p_V = ∂L/∂V and p_I = ∂L/∂I, by the transposed flow. Where a spike arrives by w, ∂L/∂w += p_I and
/// ∂L/∂t += w (p_I/τ_s − p_V/τ_m). Where a neuron fires at t, with I after it, p_V = −D/V' with D = ∂L/∂t − p_V I/τ_m + Σ over the neurons that
/// it reaches of w (p_I/τ_s − p_V/τ_m): a spike that appears or disappears has no gradient.
/// </remarks>
public sealed class ExactLif
{
    /// <summary>Neurons of these options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not allowed.</exception>
    public ExactLif(ExactLifOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Require.AtLeast(1, nameof(ExactLif), nameof(options.Inputs), options.Inputs);
        Require.AtLeast(1, nameof(ExactLif), nameof(options.Outputs), options.Outputs);
        Require.Positive(nameof(ExactLif), nameof(options.TauMem), options.TauMem);
        Require.Positive(nameof(ExactLif), nameof(options.TauSyn), options.TauSyn);
        Require.Positive(nameof(ExactLif), nameof(options.Threshold), options.Threshold);
        Require.AtLeast(1, nameof(ExactLif), nameof(options.MaxSpikes), options.MaxSpikes);
        if ((long)options.Outputs * Math.Max(options.Inputs, options.Outputs) > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(options),
                $"ExactLif: Inputs is {options.Inputs} and Outputs is {options.Outputs}; there can be at most {Array.MaxLength} weights.");
        if (options.Recurrent && !options.Spikes)
            throw new ArgumentException("ExactLif: Recurrent is true and Spikes is false; readouts have no spikes that could come back.",
                nameof(options));
        Flow = new(options.TauMem, options.TauSyn, options.Threshold);
    }

    /// <summary>The options.</summary>
    public ExactLifOptions Options { get; }

    internal LifFlow Flow { get; }

    /// <summary>Simulates a sample.</summary>
    /// <param name="weight">W, [outputs, inputs], row-major.</param>
    /// <param name="recurrent">[outputs, outputs], from column to row; empty where the layer is not recurrent.</param>
    /// <param name="input">The spikes that arrive, sorted by time.</param>
    /// <param name="duration">Until when, in s, &gt; 0; later spikes are left out.</param>
    /// <exception cref="ArgumentException">The weights have another count, or spikes are not sorted or of unknown neurons.</exception>
    /// <exception cref="InvalidOperationException">There are more spikes than <see cref="ExactLifOptions.MaxSpikes"/>.</exception>
    public ExactLifRun Forward(ReadOnlySpan<double> weight, ReadOnlySpan<double> recurrent, IReadOnlyList<TimedSpike> input, double duration)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(weight, recurrent);
        Require.Positive(nameof(ExactLif), nameof(duration), duration);
        var last = 0.0;
        foreach (var (time, neuron) in input)
        {
            if (!(time >= 0)) throw new ArgumentException($"ExactLif: a spike is at {time} s; times must be at least 0.", nameof(input));
            if (time < last)
                throw new ArgumentException($"ExactLif: a spike at {time} s comes after one at {last} s; they must be sorted.", nameof(input));
            Require.That((uint)neuron < (uint)Options.Inputs, nameof(ExactLif), "a spike's neuron", neuron, $"in 0 .. {Options.Inputs - 1}");
            last = time;
        }
        return new ExactLifForward(this, duration).Run(weight, recurrent, input);
    }

    /// <summary>The gradients of a loss L of what a run gave, added to those that are there.</summary>
    /// <param name="weight">As in <see cref="Forward"/>.</param>
    /// <param name="recurrent">As in <see cref="Forward"/>.</param>
    /// <param name="run">The run.</param>
    /// <param name="outer">The derivatives of L by what the run gave.</param>
    /// <param name="weightGradient">∂L/∂W, [outputs, inputs]; empty where nobody asks.</param>
    /// <param name="recurrentGradient">∂L/∂ the recurrent weights; empty where nobody asks.</param>
    /// <param name="inputTimeGradient">∂L/∂ the time of each spike that arrived, in their order; empty where nobody asks.</param>
    /// <exception cref="ArgumentException">Something has another count.</exception>
    public void Backward(
        ReadOnlySpan<double> weight, ReadOnlySpan<double> recurrent, ExactLifRun run, ExactLifGradient outer,
        Span<double> weightGradient, Span<double> recurrentGradient, Span<double> inputTimeGradient)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(outer);
        Check(weight, recurrent);
        Count("weightGradient", weightGradient.Length, weight.Length);
        Count("recurrentGradient", recurrentGradient.Length, recurrent.Length);
        Count("inputTimeGradient", inputTimeGradient.Length, run.InputCount);
        Count("outer.Times", outer.Times?.Length ?? 0, run.Spikes.Count);
        Count("outer.Maxima", outer.Maxima?.Length ?? 0, Options.Outputs);
        Count("outer.Integrals", outer.Integrals?.Length ?? 0, Options.Outputs);
        new ExactLifBackward(this, run, outer).Run(weight, recurrent, weightGradient, recurrentGradient, inputTimeGradient);

        static void Count(string name, int given, int wanted)
        {
            if (given != 0 && given != wanted)
                throw new ArgumentException($"ExactLif: {name} has {given} numbers; it must have {wanted}.", name);
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"ExactLif({Options.Inputs} → {Options.Outputs}{(Options.Recurrent ? ", recurrent" : "")}{(Options.Spikes ? "" : ", readout")})";

    private void Check(ReadOnlySpan<double> weight, ReadOnlySpan<double> recurrent)
    {
        if (weight.Length != Options.Outputs * Options.Inputs)
            throw new ArgumentException(
                $"ExactLif: there are {weight.Length} weights; {Options.Outputs} · {Options.Inputs} are needed.", nameof(weight));
        if (recurrent.Length != (Options.Recurrent ? Options.Outputs * Options.Outputs : 0))
            throw new ArgumentException(
                $"ExactLif: there are {recurrent.Length} recurrent weights; "
                + (Options.Recurrent ? $"{Options.Outputs} · {Options.Outputs} are needed." : "the layer is not recurrent."), nameof(recurrent));
    }
}
