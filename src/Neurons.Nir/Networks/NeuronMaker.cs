using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Nir;

/// <summary>Makes neurons of nodes, as the file or another library has them.</summary>
internal sealed class NeuronMaker(NirOptions options, List<NirNote> notes)
{
    /// <summary>The entry of a node's metadata that says the potential that its neurons begin with.</summary>
    public const string Start = "v0";

    private double Step => options.Step;

    private string Form => options.Discretisation == NirDiscretisation.Exact ? "exact" : "euler";

    private string SynapticForm => options.Discretisation switch
    {
        NirDiscretisation.Exact => "exact",
        NirDiscretisation.EulerOldCurrent => "euler_old_current",
        _ => "euler",
    };

    public NeuronLayer Make(FlatNode flat)
    {
        var values = flat.Node.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.ToDoubles());
        foreach (var (name, value, allowed) in Equations.Problems(flat.Node)) throw LayerMaker.Wrong(flat, name, $"{value}", allowed);
        foreach (var (name, numbers) in values.ToArray())
        {
            if (Equations.IsTime(name)) Stability(flat, name, values[name] = Array.ConvertAll(numbers, options.Seconds));
            else if (name == "r" && flat.Node is NirI or NirIf) values[name] = Array.ConvertAll(numbers, options.PerSecond);
        }

        return options.Reading switch
        {
            NirReading.Snntorch => Snntorch(flat, values),
            NirReading.Norse => Norse(flat, values),
            NirReading.Spikingjelly => Spikingjelly(flat, values),
            NirReading.Sinabs => Sinabs(flat, values),
            _ => Plain(flat, values),
        };
    }

    private NeuronLayer Plain(FlatNode flat, Dictionary<string, double[]> values)
    {
        var model = flat.Node switch
        {
            NirI => "nir_i",
            NirIf => "nir_if",
            NirLi => $"nir_li_{Form}",
            NirLif => $"nir_lif_{Form}",
            NirCubaLi => $"nir_cubali_{SynapticForm}",
            NirCubaLif => $"nir_cubalif_{SynapticForm}",
            NirScale => "nir_scale",
            NirThreshold => "nir_threshold",
            _ => throw LayerMaker.Wrong(flat, "type", flat.Node.Type, "one that NIR has"),
        };
        if (flat.Node is NirScale or NirThreshold) return Layer(flat, model, values);
        values["v0"] = options.Initial == NirInitial.Leak && values.TryGetValue("v_leak", out var leak) ? leak
            : options.Initial is null ? Started(flat) : [0.0];
        return Layer(flat, model, values);
    }

    /// <summary>The potential that a node begins with as its metadata say, or 0.</summary>
    private static double[] Started(FlatNode flat)
    {
        if (!flat.Node.Metadata.Values.TryGetValue(Start, out var start)) return [0.0];
        if (!start.IsNumeric || (start.Count != 1 && start.Count != flat.Node.Parameters[0].Value.Count)
            || !TensorPrimitives.IsFiniteAll<double>(start.ToDoubles()))
            throw LayerMaker.Wrong(flat, $"{Start} of the metadata", $"{start}", "one finite number, or one for each neuron");
        return start.ToDoubles();
    }

    private NeuronLayer Snntorch(FlatNode flat, Dictionary<string, double[]> values)
    {
        var reading = NirReading.Snntorch;
        var threshold = Readings.One(flat, reading, "v_threshold", values["v_threshold"]);
        if (flat.Node is NirIf)
        {
            Readings.Close(flat, reading, "r", flat.Node.Parameters[0].Value.ToDoubles(), _ => 1, "1");
            Deviates(flat, "it leaks: a tenth of the potential in each step, r and dt have no effect, and v_threshold is subtracted by a spike");
            return Decaying(flat, new() { Beta = 0.9, Threshold = threshold });
        }

        Readings.Close(flat, reading, "v_leak", values["v_leak"], _ => 0, "0");
        if (flat.Node is NirCubaLif)
        {
            Readings.Close(flat, reading, "r", values["r"], i => values["tau_mem"][i] / Step, "tau_mem / dt");
            Same(flat, reading, "w_in / tau_syn", values["w_in"], values["tau_syn"]);
        }
        else
        {
            Same(flat, reading, "r / tau", values["r"], values["tau"]);
        }

        IgnoreReset(flat, values);
        return Plain(flat, values);
    }

    private NeuronLayer Norse(FlatNode flat, Dictionary<string, double[]> values)
    {
        if (flat.Node is not NirLi) IgnoreReset(flat, values);
        if (flat.Node is not NirCubaLif)
        {
            // an IF adds its input, whatever dt is
            var r = flat.Node is NirIf ? 1 / Step : 1;
            if (values["r"].AsSpan().ContainsAnyExcept(r)) Deviates(flat, flat.Node is NirIf ? "r and dt are ignored" : "r is ignored: it is 1");
            values["r"] = [.. values["r"].Select(_ => r)];
            return Plain(flat, values);
        }

        if (!values["v_leak"].AsSpan().ContainsAnyExcept(0.0)) return Plain(flat, values);
        // the current leaks to v_leak, too: the same as one that leaks to 0 where the membrane leaks to v_leak + r v_leak
        Deviates(flat, "the current leaks to v_leak, too; the state i counts from there");
        values["v0"] = values["v_leak"];
        values["v_leak"] = [.. values["v_leak"].Zip(values["r"], (leak, r) => leak + (r * leak))];
        return Layer(flat, $"nir_cubalif_{SynapticForm}", values);
    }

    private NeuronLayer Spikingjelly(FlatNode flat, Dictionary<string, double[]> values)
    {
        var reading = NirReading.Spikingjelly;
        var one = values.ToDictionary(value => value.Key, value => Readings.One(flat, reading, value.Key, value.Value));
        Deviates(flat, "a spike is where v is v_threshold or above it");
        if (flat.Node is NirIf)
        {
            Readings.Close(flat, reading, "r", values["r"], _ => 1 / Step, "1 / dt");
            var adding = new IafOptions { VTh = one["v_threshold"], VReset = one["v_reset"], Comparison = Comparison.GreaterOrEqual };
            return Shape(flat) is { } neurons ? new Iaf(neurons, adding) : new Iaf(adding);
        }

        Readings.Close(flat, reading, "v_leak", values["v_leak"], _ => one["v_reset"], "v_reset");
        var steps = one["tau"] / Step;
        if (one["r"] != 1 && one["r"] != steps) Deviates(flat, $"r is {one["r"]}, and counts as tau / dt, {steps}");
        var box = new LifBoxOptions
        {
            TauMemInv = 1 / one["tau"],
            VLeak = one["v_leak"],
            VTh = one["v_threshold"],
            VReset = one["v_reset"],
            Dt = Step,
            DecayInput = one["r"] == 1 && steps != 1,
            Comparison = Comparison.GreaterOrEqual,
        };
        return Shape(flat) is { } shape ? new LifBox(shape, box) : new LifBox(box);
    }

    private NeuronLayer Sinabs(FlatNode flat, Dictionary<string, double[]> values)
    {
        var reading = NirReading.Sinabs;
        if (flat.Node is not NirIf)
        {
            if (flat.Node.Parameters[0].Value.Shape is { Count: not 1 } shape)
                throw LayerMaker.Wrong(flat, "the shape of its parameters", $"{shape}", $"of one axis, as {reading.Word()} asks");
            Readings.Close(flat, reading, "v_leak", values["v_leak"], _ => 0, "0");
            Deviates(flat, "tau is a number of steps, and the input is added as it is");
        }

        if (flat.Node is NirLi)
        {
            Readings.Close(flat, reading, "r", values["r"], _ => 1, "1");
            values["r"] = [.. values["tau"].Select(tau => 1 / -double.ExpM1(-1 / tau))];
            return Plain(flat, values);
        }

        Deviates(flat, "v loses v_threshold with each spike, r and v_reset have no effect");
        Deviates(flat, $"there may be several spikes in a step: here at most {SinabsNeurons.MostSpikes}, and what is left in the steps that follow");
        if (flat.Node is NirIf) Deviates(flat, "v is at least −v_threshold");
        string[] names = flat.Node is NirIf ? ["v_threshold"] : ["tau", "v_threshold"];
        return Layer(flat, flat.Node is NirIf ? "sinabs_if" : "sinabs_lif", values.Where(value => names.Contains(value.Key)).ToDictionary());
    }

    /// <summary>A neuron with a decay per step, from whose potential each spike takes the threshold at once.</summary>
    private static Leaky Decaying(FlatNode flat, LeakyOptions own)
    {
        var subtracting = own with { Reset = MembraneReset.Subtract, Timing = ResetTiming.Immediate };
        return Shape(flat) is { } shape ? new Leaky(shape, subtracting) : new Leaky(subtracting);
    }

    private NeuronLayer Layer(FlatNode flat, string model, Dictionary<string, double[]> values) =>
        NirNeurons.Layer(model, Shape(flat), Step, values.ToDictionary(value => value.Key, value => Value(flat, value.Key, value.Value)));

    /// <summary>A parameter: one number where all are the same and fixed, one for each neuron else.</summary>
    private NeuronParameter Value(FlatNode flat, string name, double[] values)
    {
        if (values.Length == 0) throw LayerMaker.Wrong(flat, name, "empty", "numbers");
        var learns = options.LearnNeurons && name != "v0";
        if (!learns && !values.AsSpan().ContainsAnyExcept(values[0])) return values[0];
        var shape = Shape(flat);
        if (shape is null) return NeuronParameter.Shared(values[0], learns);
        if (Array.Exists(values, value => (float)value != value))
            notes.Add(new(flat.Path, NirNoteKind.Deviation, $"{name} is rounded to float32"));
        var tensor = Tensor.Create(values, Shapes.Native(shape));
        return learns ? Learnable.PerNeuron(tensor) : tensor;
    }

    /// <summary>The shape of the neurons; null for a node of numbers without axes, which are those of all neurons.</summary>
    private static int[]? Shape(FlatNode flat) =>
        flat.Node.Parameters[0].Value.Shape is { Count: > 0 } shape ? LayerMaker.Ints(flat, shape) : null;

    private void IgnoreReset(FlatNode flat, Dictionary<string, double[]> values)
    {
        if (values["v_reset"].AsSpan().ContainsAnyExcept(0.0)) Deviates(flat, "v_reset is ignored: neurons are reset to 0");
        values["v_reset"] = [.. values["v_reset"].Select(_ => 0.0)];
    }

    private static void Same(FlatNode flat, NirReading reading, string name, double[] values, double[] by)
    {
        double Ratio(int i) => values[i] / by[i];
        Readings.Close(flat, reading, name, [.. Enumerable.Range(0, values.Length).Select(Ratio)], _ => Ratio(0), "the same for all neurons");
    }

    private void Stability(FlatNode flat, string name, double[] values)
    {
        if (options.Discretisation == NirDiscretisation.Exact || values.Length == 0 || values.Min() is var least && Step / least <= 2) return;
        notes.Add(new(
            flat.Path, NirNoteKind.Deviation, $"dt / {name} is {Step / least:g3}; above 2, Euler's step overshoots more and more"));
    }

    private void Deviates(FlatNode flat, string text) =>
        notes.Add(new(flat.Path, NirNoteKind.Deviation, $"as {options.Reading.Word()} has it: {text}"));
}
