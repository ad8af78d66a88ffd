using Neurons.Networks;

namespace Neurons.Nir;

/// <summary>Makes nodes of neurons.</summary>
internal sealed class NeuronWriter
{
    private readonly bool _nearest;
    private readonly List<NirNote> _notes;

    /// <param name="neurons">All neurons of the network, with the names of their nodes.</param>
    /// <param name="dt">The step in seconds that is asked for.</param>
    /// <param name="nearest">Whether neurons of which there is no node that does the same become the nearest.</param>
    /// <param name="notes">Where is said what is not written as it is.</param>
    /// <exception cref="NotSupportedException">They have different steps, or forms of a step that no graph has together.</exception>
    public NeuronWriter(IEnumerable<(string Name, NeuronLayer Neurons)> neurons, double? dt, bool nearest, List<NirNote> notes)
    {
        if (dt is { } asked && !(asked > 0 && double.IsFinite(asked)))
            throw new ArgumentException($"dt is {dt}; it must be positive and finite.", nameof(dt));
        (_nearest, _notes) = (nearest, notes);
        Written[] all = [.. neurons.Select(one => new Written(one.Name, one.Neurons))];
        Dt = StepOf(all, dt);
        Form = FormOf(all);
    }

    /// <summary>The step, in seconds where the neurons count in them.</summary>
    public double Dt { get; }

    /// <summary>The form of a step; null where no neuron has one.</summary>
    public NirDiscretisation? Form { get; }

    /// <exception cref="NotSupportedException">NIR has no such neuron; the message names node and option.</exception>
    public NirNode Write(string name, NeuronLayer layer)
    {
        var neurons = new Written(name, layer);
        if (layer.Output != NeuronLayer.Spikes && !(layer.Output == "Mem" && neurons.Option("Reset") == "None"))
            throw neurons.Refused($"Output is {layer.Output}; a neuron of NIR gives its spikes, or the potential of a readout");
        if (neurons.Model is "nir_scale") return new NirScale(neurons.Array(neurons["Scale"]));
        if (neurons.Model is "nir_threshold") return new NirThreshold(neurons.Array(neurons["Threshold"]));
        var (membrane, fires) = Equation(neurons);
        return OfItsForm(neurons, fires is null ? neurons.Started(membrane.Integrator, _notes) : Firing(neurons, membrane, fires));
    }

    private (Membrane, Fires?) Equation(Written neurons) => neurons.Model switch
    {
        "nir_i" => (new(neurons, neurons["R"]), null),
        "nir_if" => (new(neurons, neurons["R"]), Own(neurons)),
        "LifBox" => Box(neurons),
        "LeakyIntegratorBox" => (new(neurons, neurons.Ones, neurons.Inverse("TauMemInv"), neurons["VLeak"]), null),
        "LeakyIntegrator" => (Current(neurons), null),
        "CubaLif" => (Current(neurons), new(Threshold(neurons, "VTh"), neurons["VReset"])),
        "Iaf" => (
            new(neurons, [.. neurons.Ones.Select(one => one / Dt)]), Valued(neurons, Threshold(neurons, "VTh"), neurons["VTh"])),
        "Lif" => Hard(neurons, neurons["VRest"], neurons["VReset"]),
        "If" => Hard(neurons, neurons.Zeros, neurons.Zeros),
        "Leaky" or "Synaptic" or "Lapicque" => Decaying(neurons),
        "nir_li_exact" or "nir_li_euler" => (OwnLeaky(neurons), null),
        "nir_lif_exact" or "nir_lif_euler" => (OwnLeaky(neurons), Own(neurons)),
        "nir_cubali_exact" or "nir_cubali_euler" or "nir_cubali_euler_old_current" => (OwnSynaptic(neurons), null),
        "nir_cubalif_exact" or "nir_cubalif_euler" or "nir_cubalif_euler_old_current" => (OwnSynaptic(neurons), Own(neurons)),
        _ => throw neurons.Refused("NIR has no such neuron; it has integrators with or without leak, synapse and spikes, reset to a value"),
    };

    private static Membrane OwnLeaky(Written neurons) => new(neurons, neurons["R"], neurons["Tau"], neurons["VLeak"]);

    private static Membrane OwnSynaptic(Written neurons) =>
        new(neurons, neurons["R"], neurons["TauMem"], neurons["VLeak"], neurons["TauSyn"], neurons["WIn"]);

    private static Fires Own(Written neurons) => new(neurons["VThreshold"], neurons["VReset"]);

    private Membrane Current(Written neurons)
    {
        var synapse = neurons.Inverse("TauSynInv");
        return new(neurons, neurons.Ones, neurons.Inverse("TauMemInv"), neurons["VLeak"], synapse, [.. synapse.Select(tau => tau / Dt)]);
    }

    private (Membrane, Fires) Box(Written neurons)
    {
        var tau = neurons.Inverse("TauMemInv");
        double[] r = neurons.Option("DecayInput") is "True" or "true" ? neurons.Ones : [.. tau.Select(time => time / Dt)];
        var threshold = neurons["VTh"];
        return (
            new(neurons, r, tau, neurons["VLeak"]),
            Valued(neurons, Threshold(neurons, "VTh"), [.. threshold.Zip(tau, (level, time) => level * (1 - (Dt / time)))]));
    }

    /// <summary>A neuron that resets to VReset, or loses its threshold, of which so much is left in the next step.</summary>
    private static Fires Valued(Written neurons, double[] threshold, double[] lost) =>
        neurons.Option("Reset") == "Subtract" ? new(threshold, null, lost, neurons["VReset"]) : new(threshold, neurons["VReset"]);

    private (Membrane, Fires) Hard(Written neurons, double[] leak, double[] reset)
    {
        neurons.Only("Reset", "Hard", "NIR resets to a value");
        return (
            new(neurons, neurons["R"], [.. neurons["Tau"].Select(milliseconds => milliseconds / 1000)], leak),
            new(Threshold(neurons, "VTh"), reset));
    }

    /// <summary>The neurons with a decay in a step.</summary>
    private (Membrane, Fires?) Decaying(Written neurons)
    {
        var isCircuit = neurons.Model == "Lapicque";
        var tau = isCircuit ? [.. neurons["R"].Zip(neurons["C"], (r, c) => r * c)]
            : IsWithoutLeak(neurons) ? null : neurons.Leaks("Beta").Select(steps => steps * Dt).ToArray();
        double[] r = isCircuit ? neurons["R"] : tau is null ? [.. neurons.Ones.Select(one => one / Dt)] : [.. tau.Select(time => time / Dt)];
        var w = neurons.Model == "Synaptic" ? neurons.Leaks("Alpha") : null;
        var membrane = new Membrane(neurons, r, tau, neurons.Zeros, w is null ? null : [.. w.Select(steps => steps * Dt)], w);
        if (neurons.Gives == "Mem") return (membrane, null);
        var threshold = Threshold(neurons, "Threshold");
        var isDelayed = neurons.Option("Timing") == "Delayed";
        if (neurons.Option("Reset") == "None") return (membrane, new(threshold, null));
        if (neurons.Option("Reset") == "Zero")
        {
            // a neuron that has nothing but its potential loses the same at once as in the next step
            if (isDelayed && neurons.Model != "Leaky")
            {
                const string Why = "after a delayed reset the current of the step is lost, too, which NIR does not do";
                if (!_nearest) neurons.Only("Timing", "Immediate", Why);
                Deviates(neurons, $"Timing is Delayed; {Why}");
            }

            return (membrane, new(threshold, neurons.Zeros));
        }

        double[] lost = isDelayed ? neurons["Threshold"]
            : [.. neurons["Threshold"].Select((level, i) => tau is null ? level : level * (1 - (Dt / tau[i])))];
        return (membrane, new(threshold, null, lost, neurons.Zeros));
    }

    private static bool IsWithoutLeak(Written neurons) => neurons.Model == "Leaky" && !neurons["Beta"].AsSpan().ContainsAnyExcept(1.0);

    /// <summary>The thresholds; of neurons that fire at it, the number before, above which float32 has the same numbers.</summary>
    private double[] Threshold(Written neurons, string name)
    {
        var values = neurons[name];
        if (neurons.Option("Comparison") is not "GreaterOrEqual") return values;
        _notes.Add(new(
            neurons.Name, NirNoteKind.Rewritten,
            $"it fires at {name}, too; v_threshold is the number of float32 before it, above which the same numbers are"));
        return [.. values.Select(value => (double)float.BitDecrement((float)value))];
    }

    /// <summary>Neurons that fire: a node where a spike resets them to a value, else a graph.</summary>
    private NirNode Firing(Written neurons, Membrane membrane, Fires fires)
    {
        if (fires.Reset is { } reset) return neurons.Started(membrane.Firing(fires.Threshold, reset), _notes);
        if (fires.Lost is not null && _nearest)
        {
            Deviates(neurons, "a spike subtracts the threshold; the node resets to a value");
            return neurons.Started(membrane.Firing(fires.Threshold, fires.Nearest!), _notes);
        }

        _notes.Add(new(
            neurons.Name, NirNoteKind.Rewritten,
            fires.Lost is null ? "nothing resets it: it is a graph of an integrator and a threshold"
                : "a spike subtracts the threshold: it is a graph of an integrator, a threshold and what leads back"));
        var (synapse, potential) = membrane.Apart;
        List<(string, NirNode)> nodes =
            [("membrane", neurons.Started(potential, _notes)), ("threshold", new NirThreshold(neurons.Array(fires.Threshold)))];
        List<NirEdge> edges =
            [(FlatGraph.Input, synapse is null ? "membrane" : "synapse"), ("membrane", "threshold"), ("threshold", FlatGraph.Output)];
        if (synapse is not null)
        {
            nodes.Add(("synapse", synapse));
            edges.Add(("synapse", "membrane"));
        }

        if (fires.Lost is { } lost)
        {
            var gain = membrane.Gain(Dt, Form ?? NirDiscretisation.Euler);
            nodes.Add(("reset", new NirScale(neurons.Array([.. lost.Zip(gain, (loss, each) => -loss / each)]))));
            edges.AddRange([("threshold", "reset"), ("reset", "membrane")]);
        }

        return neurons.Graph(nodes, edges);
    }

    /// <summary>A node in the form of all: with Euler's new current, one that takes the old current gets its input a step later.</summary>
    private NirNode OfItsForm(Written neurons, NirNode node)
    {
        if (Form != NirDiscretisation.Euler || FormOf(neurons) != NirDiscretisation.EulerOldCurrent) return node;
        const string Why = "its input acts on the current after the step, and in other neurons before it";
        if (_nearest)
        {
            Deviates(neurons, $"{Why}; the node takes it a step earlier");
            return node;
        }

        _notes.Add(new(neurons.Name, NirNoteKind.Rewritten, $"{Why}: it is a graph with a Delay of a step"));
        return neurons.Graph(
            [("delay", new NirDelay(neurons.Array([.. neurons.Ones.Select(one => one * Dt)]))), ("neurons", node)],
            [(FlatGraph.Input, "delay"), ("delay", "neurons"), ("neurons", FlatGraph.Output)]);
    }

    private void Deviates(Written neurons, string text) => _notes.Add(new(neurons.Name, NirNoteKind.Deviation, text));

    private static double StepOf(Written[] neurons, double? dt)
    {
        var (step, first) = (dt, "dt");
        foreach (var one in neurons)
        {
            if (one.Dt is not { } own) continue;
            if (step is { } known && Math.Abs(own - known) > 1e-9 * known)
                throw one.Refused($"Dt is {own} s; it must be {known} s, as {first} has it");
            if (step is null) (step, first) = (own, $"node '{one.Name}'");
        }

        return step ?? NirOptions.UsualDt;
    }

    /// <summary>The form in which a neuron steps; null where all are one.</summary>
    private static NirDiscretisation? FormOf(Written neurons) => neurons.Model switch
    {
        "Lif" or "If" => NirDiscretisation.Exact,
        "CubaLif" or "LeakyIntegrator" => neurons.Option("Jump") == "BeforeIntegration" ? NirDiscretisation.Euler : NirDiscretisation.EulerOldCurrent,
        "Leaky" when IsWithoutLeak(neurons) => null,
        "LifBox" or "LeakyIntegratorBox" or "Leaky" or "Lapicque" or "Synaptic" => NirDiscretisation.Euler,
        var own => own.Split('_', 3) is ["nir", _, var form] ? NirWords.Form(form) : null,
    };

    /// <summary>
    /// The form of a graph: without a synapse, both of Euler are one; beside neurons with the new current, those with the old one are written in
    /// the new.
    /// </summary>
    private static NirDiscretisation? FormOf(Written[] neurons)
    {
        var forms = neurons.Select(one => (Neurons: one, Form: FormOf(one))).Where(one => one.Form is not null).ToArray();
        if (forms.Length == 0) return null;
        var (first, form) = forms[0];
        foreach (var (other, own) in forms)
            if ((own == NirDiscretisation.Exact) != (form == NirDiscretisation.Exact))
                throw other.Refused(
                    $"it steps in the form {own!.Value.Word()}; node '{first.Name}' in {form!.Value.Word()}, and a NIR graph is stepped in one");
        if (form == NirDiscretisation.Exact) return form;
        var hasNew = Array.Exists(forms, one => one.Form == NirDiscretisation.Euler && one.Neurons.HasSynapse);
        return !hasNew && Array.Exists(forms, one => one.Form == NirDiscretisation.EulerOldCurrent)
            ? NirDiscretisation.EulerOldCurrent : NirDiscretisation.Euler;
    }

    /// <summary>When neurons fire and what a spike does.</summary>
    /// <param name="Threshold">Above it they fire.</param>
    /// <param name="Reset">What the potential becomes; null where it becomes no value.</param>
    /// <param name="Lost">What the potential of the next step loses; null where nothing.</param>
    /// <param name="Nearest">The value that is nearest to it.</param>
    private sealed record Fires(double[] Threshold, double[]? Reset, double[]? Lost = null, double[]? Nearest = null);
}
