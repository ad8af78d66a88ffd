using Neurons.Networks;

namespace Neurons.Nir;

/// <summary>Makes nodes of neurons.</summary>
internal sealed class NeuronWriter
{
    private const string Exact = "exact", Euler = "euler", OldCurrent = "euler_old_current";

    private string? _formOf;

    /// <param name="neurons">All neurons of the network, with the names of their nodes.</param>
    /// <param name="dt">The step in seconds that is asked for.</param>
    /// <exception cref="NotSupportedException">They have different steps.</exception>
    public NeuronWriter(IEnumerable<(string Name, NeuronLayer Neurons)> neurons, double? dt)
    {
        if (dt is { } asked && !(asked > 0 && double.IsFinite(asked)))
            throw new ArgumentException($"dt is {dt}; it must be positive and finite.", nameof(dt));
        var (step, first) = (dt, "dt");
        foreach (var (name, layer) in neurons.Where(one => one.Neurons.Model.TimeUnit is "s" or "ms"))
        {
            var own = layer.Model.TimeUnit == "ms" ? layer.Model.Dt / 1000 : layer.Model.Dt;
            if (step is { } known && Math.Abs(own - known) > 1e-9 * known)
                throw new NotSupportedException($"node '{name}': {layer.Model.Name}: Dt is {own} s; it must be {known} s, as {first} has it");
            if (step is null) (step, first) = (own, $"node '{name}'");
        }

        Dt = step ?? NirOptions.Snntorch.Dt;
    }

    /// <summary>The step in seconds.</summary>
    public double Dt { get; }

    /// <summary>The form of a step that all neurons have; null where none has one.</summary>
    public string? Form { get; private set; }

    /// <exception cref="NotSupportedException">NIR has no such neuron; the message names node and option.</exception>
    public NirNode Write(string name, NeuronLayer layer)
    {
        var neurons = new Written(name, layer);
        if (layer.Output != NeuronLayer.Spikes)
            throw neurons.Refused($"Output is {layer.Output}; a neuron of NIR gives its spikes, or the potential of a readout");
        neurons.Only("Comparison", "Greater", "NIR fires above the threshold alone");
        var model = layer.Model.Name;
        return model.StartsWith("nir_", StringComparison.Ordinal) ? Own(neurons, model) : model switch
        {
            "LifBox" => Box(neurons),
            "LeakyIntegratorBox" => With(neurons, Euler, neurons.LiOf(neurons.Inverse("TauMemInv"), neurons.Ones, neurons["VLeak"])),
            "Iaf" => Adding(neurons),
            "Lif" => Hard(neurons, neurons["VRest"], neurons["VReset"]),
            "If" => Hard(neurons, neurons.Zeros, neurons.Zeros),
            "CubaLif" => With(neurons, Jump(neurons), neurons.CubaLifOf(
                neurons.Inverse("TauSynInv"), neurons.Inverse("TauMemInv"), neurons.Ones, neurons["VLeak"], neurons["VTh"], neurons["VReset"],
                [.. neurons.Inverse("TauSynInv").Select(tau => tau / Dt)])),
            "LeakyIntegrator" => With(neurons, Jump(neurons), neurons.CubaLiOf(
                neurons.Inverse("TauSynInv"), neurons.Inverse("TauMemInv"), neurons.Ones, neurons["VLeak"],
                [.. neurons.Inverse("TauSynInv").Select(tau => tau / Dt)])),
            "Leaky" => Decaying(neurons),
            "Synaptic" => TwoDecays(neurons),
            "Lapicque" => Circuit(neurons),
            _ => throw neurons.Refused("NIR has no such neuron; it has integrators with or without leak, synapse and spikes, reset to a value"),
        };
    }

    private NirNode Own(Written neurons, string model)
    {
        var parts = model.Split('_', 3);
        if (parts.Length == 3) Require(neurons, parts[2]);
        return parts[1] switch
        {
            "i" => new NirI(neurons.Array(neurons["R"])),
            "if" => neurons.IfOf(neurons["R"], neurons["VThreshold"], neurons["VReset"]),
            "li" => neurons.LiOf(neurons["Tau"], neurons["R"], neurons["VLeak"]),
            "lif" => neurons.LifOf(neurons["Tau"], neurons["R"], neurons["VLeak"], neurons["VThreshold"], neurons["VReset"]),
            "cubali" => neurons.CubaLiOf(neurons["TauSyn"], neurons["TauMem"], neurons["R"], neurons["VLeak"], neurons["WIn"]),
            "cubalif" => neurons.CubaLifOf(
                neurons["TauSyn"], neurons["TauMem"], neurons["R"], neurons["VLeak"], neurons["VThreshold"], neurons["VReset"], neurons["WIn"]),
            "scale" => new NirScale(neurons.Array(neurons["Scale"])),
            _ => new NirThreshold(neurons.Array(neurons["Threshold"])),
        };
    }

    private NirNode Box(Written neurons)
    {
        neurons.Only("Reset", "Value", "NIR resets to a value");
        var tau = neurons.Inverse("TauMemInv");
        double[] r = neurons.Option("DecayInput") is "True" or "true" ? neurons.Ones : [.. tau.Select(time => time / Dt)];
        return With(neurons, Euler, neurons.LifOf(tau, r, neurons["VLeak"], neurons["VTh"], neurons["VReset"]));
    }

    private NirIf Adding(Written neurons)
    {
        neurons.Only("Reset", "Value", "NIR resets to a value");
        return neurons.IfOf([.. neurons.Ones.Select(one => one / Dt)], neurons["VTh"], neurons["VReset"]);
    }

    private NirNode Hard(Written neurons, double[] leak, double[] reset)
    {
        neurons.Only("Reset", "Hard", "NIR resets to a value");
        return With(neurons, Exact, neurons.LifOf(
            [.. neurons["Tau"].Select(milliseconds => milliseconds / 1000)], neurons["R"], leak, neurons["VTh"], reset));
    }

    private NirNode Decaying(Written neurons)
    {
        neurons.Only("Reset", "Zero", "NIR resets to a value");
        var beta = neurons["Beta"];
        if (!beta.AsSpan().ContainsAnyExcept(1.0)) return neurons.IfOf([.. beta.Select(_ => 1 / Dt)], neurons["Threshold"], neurons.Zeros);
        var r = neurons.Leaks("Beta");
        return With(neurons, Euler, neurons.LifOf([.. r.Select(steps => steps * Dt)], r, neurons.Zeros, neurons["Threshold"], neurons.Zeros));
    }

    private NirNode TwoDecays(Written neurons)
    {
        neurons.Only("Reset", "Zero", "NIR resets to a value");
        neurons.Only("Timing", "Immediate", "after a delayed reset the current of the step is lost, too, which NIR does not do");
        var (w, r) = (neurons.Leaks("Alpha"), neurons.Leaks("Beta"));
        return With(neurons, Euler, neurons.CubaLifOf(
            [.. w.Select(steps => steps * Dt)], [.. r.Select(steps => steps * Dt)], r, neurons.Zeros, neurons["Threshold"], neurons.Zeros, w));
    }

    private NirNode Circuit(Written neurons)
    {
        neurons.Only("Reset", "Zero", "NIR resets to a value");
        neurons.Only("Timing", "Immediate", "after a delayed reset the current of the step is lost, too, which NIR does not do");
        var r = neurons["R"];
        return With(neurons, Euler, neurons.LifOf(
            [.. r.Zip(neurons["C"], (resistance, capacity) => resistance * capacity)], r, neurons.Zeros, neurons["Threshold"], neurons.Zeros));
    }

    private static string Jump(Written neurons) => neurons.Option("Jump") == "BeforeIntegration" ? Euler : OldCurrent;

    private NirNode With(Written neurons, string form, NirNode node)
    {
        Require(neurons, form);
        return node;
    }

    /// <summary>A graph is stepped in one form.</summary>
    private void Require(Written neurons, string form)
    {
        // without a synapse, both forms of Euler are one
        var isEuler = form == Euler && !neurons.HasSynapse;
        if (Form is null || Form == form || (isEuler && Form != Exact)) (Form, _formOf) = (Form ?? form, _formOf ?? neurons.Name);
        else
        {
            var way = form == Exact || Form == Exact ? "" : "; with the same option Jump in both it is one";
            throw neurons.Refused($"it steps in the form {form}; node '{_formOf}' in {Form}, and a NIR graph is stepped in one{way}");
        }
    }
}
